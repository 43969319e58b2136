import {
  anyStep,
  type Check,
  hasFields,
  isCreate,
  isPair,
  isPolling,
  isSearch,
  isStep,
  isTrigger,
  onFields,
  onOurs,
  onSteps,
} from '../check.ts';
import type { Field } from '../definition.ts';
import { allFields, isOurs, type Step } from '../subject.ts';
import { bareText, copyOf, notTitleCase } from '../texts.ts';

/** `Send` → `Sends`, `Watch` → `Watches`, `Apply` → `Applies` */
function thirdPerson(verb: string): string {
  if (/(s|x|z|ch|sh|o)$/.test(verb)) return `${verb}es`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
}

/**
 * Words that only programmers know. API requests and webhook endpoints are allowed: MsgFlash's plans use these words.
 */
const JARGON =
  /\b(JSON|payload|UUID|boolean|null|undefined|HTTP status|E\.164|ISO 8601|regex|param(eter)?s?|string|GET|POST)\b/;
const MAX_WORDS = 16;

const ours = (step: Step) => allFields(step).filter(isOurs);
const ourCopy = (step: Step) => copyOf({ ...step, fields: ours(step), forms: [] });
const words = (text: string) => text.split(/\s+/).filter(Boolean);

/** Required fields that come after optional ones. Fields in a group are shown apart from the others. */
function late(fields: readonly Field[]): string[] {
  // Text is optional in the form, so that Zap templates include it. The step requires it if the type needs it.
  const ungrouped = fields.filter(({ key, group, type }) => !group && type !== 'copy' && key !== 'text');
  const firstOptional = ungrouped.findIndex(({ required }) => !required);
  return firstOptional === -1
    ? []
    : ungrouped.slice(firstOptional).flatMap(({ key, required }) => (required ? [key] : []));
}

/** Zapier's build guidelines on texts and fields, which have no codes of their own. */
export const copyChecks: Check[] = [
  onSteps('G001', 'labels and descriptions of steps and fields do not name the app', anyStep, (step) =>
    ourCopy(step).map(
      ({ where, text }) => /^the (label|description)/.test(where) && /\bmsgflash\b/i.test(text) && `${where} names it`,
    ),
  ),
  onSteps('G002', `descriptions are one sentence of at most ${MAX_WORDS} words`, anyStep, ({ description }) => [
    words(description).length > MAX_WORDS && `it has ${words(description).length} words`,
    /[.!?]\s/.test(description) && 'it is several sentences',
  ]),
  onSteps('G003', 'nouns inside descriptions are not capitalised', anyStep, ({ description }) =>
    words(description)
      .slice(1)
      .map((word) => /^\p{Lu}\p{Ll}+\W*$/u.test(word) && `“${word}”`),
  ),
  onSteps(
    'G004',
    'an action is verb and noun, and its description “<Verb>s … .”',
    isCreate,
    ({ label, description }) => {
      const [verb = '', ...noun] = words(label);
      return [
        noun.length === 0 && `the label “${label}” is one word`,
        !(description.startsWith(`${thirdPerson(verb)} `) && description.endsWith('.')) &&
          `the description should begin with “${thirdPerson(verb)}” and end with a period`,
      ];
    },
  ),
  onSteps(
    'G005',
    'a search is “Find …”, and its description “Finds … .”',
    (step) => isSearch(step) || isPair(step),
    ({ label, description }) => [
      !label.startsWith('Find ') && `the label is “${label}”`,
      !/^Finds \S.*\.$/.test(description) && `the description is “${description}”`,
    ],
  ),
  onSteps('G006', 'nouns are singular and in title case', isStep, ({ noun }) => [
    ...notTitleCase(noun).map((word) => `“${word}” is not in title case`),
    /[^su]s$/i.test(noun) && `“${noun}” is a plural`,
  ]),
  onSteps('G007', 'no trigger for anything that changes: it says what did', isTrigger, ({ label, noun }) => [
    new RegExp(`^(Updated?|Changed?) ${noun}$|^${noun} (Updated|Changed)$`, 'i').test(label) &&
      `“${label}” does not say what changed`,
  ]),
  onSteps('G008', 'triggers that people see are hooks', isPolling, ({ isHidden }) => [!isHidden && 'it polls']),
  onOurs('G009', 'no field is labelled “… ID”', ({ label = '' }) => /\bIDs?$/i.test(label), 'is labelled “… ID”'),
  onSteps('G010', 'every field has a label, in title case', hasFields, (step) =>
    ours(step).flatMap(({ key, label }) =>
      label ? notTitleCase(label).map((word) => `“${word}” in “${label}” of ${key}`) : [`${key} has none`],
    ),
  ),
  onSteps('G011', 'required fields come first', hasFields, ({ fields, forms }) =>
    [fields, ...forms.map((form) => form.fields)].flatMap(late).map((key) => `${key} comes after an optional field`),
  ),
  onOurs(
    'G012',
    'several values are a list, not text with commas',
    ({ helpText, placeholder, list }) => !list && /comma/i.test(`${helpText} ${placeholder}`),
    'asks for commas',
  ),
  onFields('G013', 'no line items for the sake of grouping', ({ children }) => children, 'has children'),
  onFields(
    'G014',
    'a default is one of the choices',
    ({ default: preset, choices }) => preset && choices && !Array.isArray(choices) && !(preset in choices),
    'has a default that is no choice',
  ),
  onSteps('G015', 'where one of several fields is enough, the help of each names another', isSearch, ({ fields }) => {
    const either = fields.filter(({ choices, default: preset }) => !choices && preset === undefined);
    if (either.length < 2 || fields.some(({ required }) => required)) return [];
    const namesAnother = ({ key, helpText = '' }: Field) =>
      either.some((other) => other.key !== key && helpText.includes(other.label ?? ''));
    return either.map((field) => !namesAnother(field) && `the help text of ${field.key} names no other field`);
  }),
  onSteps('G016', 'no words for programmers', anyStep, (step) =>
    ourCopy(step).map(({ where, text }) => JARGON.test(bareText(text)) && `a programmer’s word in ${where}`),
  ),
  onSteps('G017', 'texts are English', anyStep, (step) =>
    ourCopy(step)
      .filter(({ where }) => !where.startsWith('a choice of'))
      .map(({ where, text }) => /[^\p{ASCII}“”‘’…–—·×€]/u.test(text) && `foreign letters in ${where}`),
  ),
  onOurs(
    'G018',
    'help texts are sentences',
    ({ helpText }) => helpText !== undefined && !/^[\p{Lu}`[“].*[.)]$/su.test(helpText),
    'has a help text that is none',
  ),
  onSteps('G019', 'labels are unique among steps of a kind', anyStep, (step, { steps }) =>
    steps
      .filter((other) => other.kind === step.kind && other.name !== step.name && other.label === step.label)
      .map(({ key }) => `${key} has the same label`),
  ),
  onSteps('G020', 'output fields have labels, each its own', isStep, ({ outputFields }) => {
    const labels = outputFields.map(({ label }) => label);
    return outputFields.flatMap(({ key, label }, index) => [
      !label && `${key} has no label`,
      labels.indexOf(label) !== index && `the label of ${key} is there twice`,
    ]);
  }),
  onSteps('G021', 'the record comes with an id, not with “success”', isStep, ({ outputFields }) => [
    !outputFields.some(({ key }) => key === 'id') && 'it outputs no id',
    ...outputFields.map(({ key }) => /^(success|ok|code|message)$/.test(key) && `it outputs ${key}`),
  ]),
  onSteps('G022', 'a chosen thing is output by id and by name', isStep, ({ outputFields }) => {
    const keys = outputFields.map(({ key }) => key);
    return [keys.includes('instance_id') && !keys.includes('instance_name') && 'instance_id has no instance_name'];
  }),
  onSteps('G024', 'samples hold nobody’s data', isStep, ({ sample }) => {
    const text = JSON.stringify(sample ?? {});
    const numbers = (text.match(/\+\d{8,15}/g) ?? []).filter((number) => !/^\+3363998\d{4}$/.test(number));
    const mails = (text.match(/[\w.+-]+@[\w-]+\.\w+/g) ?? []).filter((mail) => !/@example\.(com|org|net)$/.test(mail));
    return [...numbers, ...mails];
  }),
  onSteps(
    'G025',
    'what reaches many people says that they must have agreed',
    // An action whose recipients can be all contacts.
    (step) => isCreate(step) && step.fields.some(({ key }) => key === 'recipients'),
    (step) => [!copyOf(step).some(({ text }) => /\bagreed\b/.test(text)) && 'nothing in it speaks of consent'],
  ),
  onSteps('G026', 'what deletes says that it cannot be undone', isCreate, ({ label, fields }) => [
    /^Delete\b/.test(label) && !fields.some(({ type }) => type === 'copy') && 'there is no copy field',
  ]),
];
