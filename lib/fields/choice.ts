import { Problem, shorten } from '../problem.ts';
import { emptyField, textsIn, type Values, wordIn } from './values.ts';

/** A field with a fixed list of choices: the keys that the step uses → the labels that people see. */
interface ChoiceField<K extends string> {
  readonly key: string;
  readonly label: string;
  readonly choices: Readonly<Record<K, string>>;
}

/**
 * The choice in a field, written as its key or its label; null if the field is empty.
 *
 * @throws Problem `error` with the labels, for anything else: an unknown choice must not be ignored
 */
export function choiceOf<K extends string>(field: ChoiceField<K>, values: Values): K | null {
  const written = wordIn(values, field.key);
  return written === '' ? emptyOf(field, values) : (matchChoice(field, written) ?? refuse(field, written));
}

/** The choice in a required field. @throws as `choiceOf`, and `error` if it is empty */
export function requiredChoice<K extends string>(field: ChoiceField<K>, values: Values): K {
  const chosen = choiceOf(field, values);
  if (chosen === null) throw emptyField(field.label);
  return chosen;
}

/** The choices in a field that takes several, without duplicates. One text may hold several. @throws as `choiceOf` */
export function choicesOf<K extends string>(field: ChoiceField<K>, values: Values): K[] {
  const value = values[field.key];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const chosen = items.flatMap((item) => {
    const [written = ''] = textsIn({ item }, 'item');
    if (written === '') {
      emptyOf(field, { [field.key]: item });
      return [];
    }
    const whole = matchChoice(field, written);
    const parts = whole ? [written] : written.split(/[,;\r\n]+/).filter((part) => part.trim() !== '');
    return parts.map((part) => matchChoice(field, part) ?? refuse(field, part.trim()));
  });
  return [...new Set(chosen)];
}

/** The key of a choice written as its key or its label, in any case; null for any other text. */
export function matchChoice<K extends string>({ choices }: Pick<ChoiceField<K>, 'choices'>, written: string): K | null {
  const keys = Object.keys(choices).filter((key): key is K => Object.hasOwn(choices, key));
  const wanted = simple(written);
  return (
    keys.find((key) => simple(key) === wanted) ??
    keys.find(
      (key) => simple(choices[key]) === wanted || simple(choices[key].replace(/\s*\([^)]*\)$/, '')) === wanted,
    ) ??
    null
  );
}

/** Text without accents, case and outer spaces, and with dashes and underscores as spaces, for comparing. */
function simple(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}|\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[\s_\p{Pd}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/**
 * Null for a field without a value.
 *
 * @throws Problem `error` for any other value that is not text, such as true or an object
 */
function emptyOf<K extends string>(field: ChoiceField<K>, values: Values): null {
  const value = values[field.key];
  if (value === undefined || value === null || typeof value === 'string') return null;
  if (Array.isArray(value) && value.length === 0) return null;
  return refuse(field, JSON.stringify(value));
}

function refuse({ label, choices }: ChoiceField<string>, written: string): never {
  const labels = shorten(Object.values(choices).join(', '), 120);
  throw new Problem(
    'error',
    `“${shorten(written, 30)}” is not a choice in ${label}. Use one of these: ${labels}. Nothing was done.`,
  );
}
