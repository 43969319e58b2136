import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  AUDIENCES,
  AUTHENTICATION,
  CHOICES,
  CREATES,
  contentOf,
  DEFAULTS,
  LISTS,
  type Promised,
  SEARCH_OR_CREATES,
  SEARCHES,
  TRIGGERS,
} from '../support/contract.ts';
import { listing, type StepKeys } from './listing.ts';

/** `keys.test.ts` holds the definition to this list, and this file holds the list to what was promised. */
const keys = listing.parse(JSON.parse(readFileSync(new URL('keys.json', import.meta.url), 'utf8')));

/** Keys, with `*` where one must be filled in. */
const shown = (fields: Readonly<Record<string, string>> = {}) =>
  Object.entries(fields)
    .map(([key, text]) => (/ required\b/.test(text) ? `${key}*` : key))
    .sort();
const sorted = (list: readonly string[]) => [...list].sort();

test('the connection', () => {
  const { type, ...fields } = keys.authentication;
  expect(type).toBe('custom');
  expect(shown(fields)).toEqual(sorted(AUTHENTICATION));
});

test('the steps, and no others', () => {
  expect(Object.keys(keys.triggers).sort()).toEqual(sorted([...Object.keys(TRIGGERS), ...LISTS]));
  expect(Object.keys(keys.creates).sort()).toEqual(Object.keys(CREATES).sort());
  expect(Object.keys(keys.searches).sort()).toEqual(Object.keys(SEARCHES).sort());
  const pairs = Object.entries(keys.searchOrCreates).map(([key, text]) => [key, text.split(':')[0]]);
  expect(pairs).toEqual(Object.entries(SEARCH_OR_CREATES).map(([key, create]) => [key, `${key}, ${create}`]));
  expect(keys.hydrators).toEqual({ messageMedia: 'hydrator' });
});

test.each(LISTS)('%s is hidden and gives ids with labels', (key) => {
  const list = keys.triggers[key];
  expect(list?.step).toMatch(/^polling, hidden: /);
  expect(list?.output).toEqual({ id: 'string', label: 'string' });
});

const promises: [kind: string, key: string, step: StepKeys | undefined, promised: Promised][] = [
  ...Object.entries(TRIGGERS).map(([key, each]): (typeof promises)[number] => ['hook', key, keys.triggers[key], each]),
  ...Object.entries(CREATES).map(([key, each]): (typeof promises)[number] => ['create', key, keys.creates[key], each]),
  ...Object.entries(SEARCHES).map(([key, each]): (typeof promises)[number] => [
    'search',
    key,
    keys.searches[key],
    each,
  ]),
];

describe.each(promises)('%s %s', (kind, _key, step, promised) => {
  test('has the fields that were promised, and no others', () => {
    expect(step?.step).toMatch(new RegExp(`^${kind}: [A-Z]`));
    expect(shown(step?.input)).toEqual(sorted(promised.input));
  });

  test('puts out the keys that were promised', () => {
    const output = Object.keys(step?.output ?? {});
    expect(promised.output.filter((key) => !output.includes(key))).toEqual([]);
  });
});

test('choices and defaults, wherever their fields are', () => {
  const steps = [keys.triggers, keys.creates, keys.searches].flatMap((each) => Object.values(each));
  const fields = steps
    .flatMap(({ input, inputBy = {} }) => [input, ...Object.values(inputBy)])
    .flatMap((each) => Object.entries(each));
  for (const [name, choices] of Object.entries(CHOICES)) {
    const found = fields
      .filter(([key]) => key === name)
      .map(([, text]) => /\[(.*)\]/.exec(text)?.[1]?.split(' ').sort());
    expect([name, found]).toEqual([name, Array(Math.max(1, found.length)).fill(sorted(choices))]);
  }
  for (const [name, preset] of Object.entries(DEFAULTS)) {
    const found = fields.filter(([key]) => key === name).map(([, text]) => /default:(\S+)/.exec(text)?.[1]);
    expect([name, found]).toEqual([name, Array(Math.max(1, found.length)).fill(preset)]);
  }
});

describe.each([
  ['send_message', 'media'],
  ['schedule_message', 'media_url'],
  ['create_campaign', 'media_url'],
] as const)('the content of %s', (key, media) => {
  const { inputBy = {} } = keys.creates[key] ?? {};
  const { location, contact, ...forMany } = contentOf(media);
  const content = key === 'create_campaign' ? forMany : { ...forMany, location, contact };

  test('is there for each type, and for no other', () => {
    const types = Object.keys(inputBy).filter((name) => name.startsWith('type='));
    expect(types.sort()).toEqual(
      Object.keys(content)
        .map((type) => `type=${type}`)
        .sort(),
    );
  });

  test.each(Object.entries(content))('of type %s', (type, fields) => {
    expect(shown(inputBy[`type=${type}`])).toEqual(sorted(fields ?? []));
  });

  test('is text where no type is chosen', () => {
    expect(shown(inputBy['nothing chosen'])).toEqual(['text*']);
  });
});

describe.each([
  ['create_campaign', ['text*']],
  ['create_template_campaign', ['variables']],
])('the recipients of %s', (key, content) => {
  test.each(Object.entries(AUDIENCES))('%s', (kind, fields) => {
    const shownThen = shown(keys.creates[key]?.inputBy?.[`recipients=${kind}`]);
    expect(shownThen).toEqual(sorted([...fields, ...content]));
  });
});

describe.each(['send_template_message', 'schedule_template_message', 'create_template_campaign'])(
  'the variables of %s',
  (key) => {
    const hex = (name: string) => `var_x_${Buffer.from(name, 'utf8').toString('hex')}*`;
    const contact = key === 'create_template_campaign' ? [] : ['contact_id*'];
    test.each([
      ['welcome', []],
      ['hello', contact],
      ['orderShipped', ['var_date*', 'var_link*', 'var_order*']],
      ['appointment', [...contact, 'var_day*', 'var_hour*']],
      ['oddNames', ['n° de commande', 'order-total', 'prénom', 'x_code', 'a.b'].map(hex)],
      ['poster', ['var_name*']],
      ['everything', [...contact, 'var_code*']],
    ])('of template %s', (template, fields) => {
      const { template_text: text, ...rest } = keys.creates[key]?.inputBy?.[`template_id=${template}`] ?? {};
      expect(text).toBe('copy');
      expect(shown(rest)).toEqual(sorted([...fields, 'variables']));
    });

    test('of a template that is mapped', () => {
      expect(shown(keys.creates[key]?.inputBy?.['nothing chosen'])).toEqual(['variables']);
    });
  },
);
