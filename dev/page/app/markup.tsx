/** The little markup that help texts and WhatsApp messages have. */
import type { ComponentChildren } from 'preact';

type Rule = [pattern: RegExp, draw: (match: RegExpExecArray) => ComponentChildren];

/** Splits text at the first rule that matches, and so on; what no rule matches stays text. */
function marked(text: string, rules: readonly Rule[]): ComponentChildren[] {
  const found = rules
    .flatMap(([pattern, draw]) => {
      const match = pattern.exec(text);
      return match ? [{ match, draw }] : [];
    })
    .sort((a, b) => a.match.index - b.match.index)[0];
  if (!found) return [text];
  const { match, draw } = found;
  return [text.slice(0, match.index), draw(match), ...marked(text.slice(match.index + match[0].length), rules)];
}

const HELP: readonly Rule[] = [
  [/`([^`]+)`/, ([, code]) => <code>{code}</code>],
  [/\*\*([^*]+)\*\*/, ([, words]) => <strong>{words}</strong>],
  [
    /\[([^\]]+)\]\((https:[^)]+)\)/,
    ([, words, href = '']) => (
      <a href={href} target="_blank" rel="noreferrer">
        {words}
      </a>
    ),
  ],
];

/** Help in Markdown: code, bold and links. */
export function Help({ text }: { text: string }) {
  const fenced = /^```\n?([\s\S]*?)\n?```$/m.exec(text);
  if (!fenced) return <>{marked(text, HELP)}</>;
  return (
    <>
      {marked(text.slice(0, fenced.index), HELP)}
      <pre>{fenced[1]}</pre>
      {marked(text.slice(fenced.index + fenced[0].length), HELP)}
    </>
  );
}

const edge = (mark: string) => new RegExp(`(?<![\\w${mark}])${mark}(\\S(?:[^\\n]*?\\S)?)${mark}(?![\\w${mark}])`);
const WHATSAPP: readonly Rule[] = [
  [/```([\s\S]+?)```/, ([, code]) => <code>{code}</code>],
  [edge('\\*'), ([, words = '']) => <strong>{marked(words, WHATSAPP)}</strong>],
  [edge('_'), ([, words = '']) => <em>{marked(words, WHATSAPP)}</em>],
  [edge('~'), ([, words = '']) => <s>{marked(words, WHATSAPP)}</s>],
  [/https?:\/\/\S+/, ([link]) => <span class="link">{link}</span>],
];

/** Text as WhatsApp shows it: *bold*, _italic_, ~struck~ and ```code```. */
export function ChatText({ text }: { text: string }) {
  return <>{marked(text, WHATSAPP)}</>;
}
