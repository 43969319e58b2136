import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What was typed cannot be understood; the message is one sentence that says so. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses the words after a command. @throws UsageError */
export function readArguments<T extends Options>(words: readonly string[], options: T, help: string) {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${fault(error)} ${help} lists what there is.`);
  }
}

function fault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const word = /'([^' <]+)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option ${word}.`;
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return `Nobody knows what to do with “${word}”.`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return /does not take/.test(message) ? `${word} takes no value.` : `${word} needs a value.`;
  }
  return `${message}.`;
}
