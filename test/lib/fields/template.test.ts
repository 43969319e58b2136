import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PlainInputField } from 'zapier-platform-core';
import { namingEmptyVariables, templateContentOf, variableKey, variableName } from '../../../lib/fields/template.ts';
import { templateCampaignFields, templateFields } from '../../../lib/finding/template-fields.ts';
import { NoAnswer, Refusal } from '../../../lib/msgflash/failures.ts';
import { Problem } from '../../../lib/problem.ts';
import { values } from '../rows.ts';
import { answering, failure, forgetAnswers, onPlatform, type Reply } from '../run/platform.ts';
import { expectInputFields } from './schema.ts';

const ID = '9a7c1d52-6b1e-4f0e-8d0a-2c3b4a5d6e01';
const BODY = 'Hello {{contact.firstName}}, use {{ custom.code }} until {{custom.end_date}}. {{custom.code}}!';

/** Names as people and programs give them. */
const anyName = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.stringMatching(/^[a-z_0-9]{1,20}$/),
  fc.constantFrom('x_', 'x_61', 'x', '_', '__', 'a__b', '_a', 'a_', 'x_y', 'é', 'Prénom', 'order id', 'order.id', '👋'),
  fc.constantFrom('__proto__', 'constructor', 'custom.', 'var_a', 'X_61', 'x_zz', '姓名', 'اسم'),
);

describe('the key of a variable', () => {
  test.each(
    values(`
      code = code | Code2 = Code2 | end_date = end_date | x = x | xylophone = xylophone | a_x_b = a_x_b | 1 = 1
      x_1 = x_785f31 | x_ = x_785f | _a = x_5f61 | a_ = x_615f | a__b = x_615f5f62 | order id = x_6f72646572206964
      order.id = x_6f726465722e6964 | Prénom = x_5072c3a96e6f6d | 👋 = x_f09f918b`),
  )('%s, behind var_, and back', (pair) => {
    const [name = '', key = ''] = pair.split(' = ');
    expect([variableKey(name), variableName(`var_${key}`)]).toEqual([`var_${key}`, name]);
  });

  test.each(['template_id', 'to', 'variables', 'var', 'var_', 'Var_code', ' var_code', 'my_var_code'])(
    '%s is the key of no variable',
    (key) => {
      expect(variableName(key)).toBeNull();
    },
  );

  test('any name comes back from a key that the platform takes, and leaves alone', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const key = variableKey(name);
        expect(key).toMatch(/^[a-zA-Z]+[a-zA-Z0-9_]*$/);
        // Two underscores would read as a part of something else, a last one is lost on some ways.
        expect(key).not.toMatch(/__|_$/);
        expect(variableName(key)).toBe(name);
      }),
      { numRuns: 300 },
    );
  });

  test('two names never share a key', () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        expect(variableKey(one) === variableKey(other)).toBe(one === other);
      }),
      { numRuns: 300 },
    );
  });
});

// How fields and the free list go together is in test/creates.
describe('what goes out', () => {
  const content = (values: object) => templateContentOf({ template_id: ID, ...values });

  const free = { '{{custom.a}}': '1', 'custom.b': '2', ' {{ custom.c }} ': '3', '{{d}}': '4', ' e ': '5', '': '6' };
  test.each<[string, object, object?]>([
    ['an id with spaces', { template_id: ` ${ID}\n` }],
    ['a blank contact', { contact_id: ' ' }],
    ['a number', { var_code: 7 }, { variables: { code: '7' } }],
    ['blank values are left out', { var_code: ' ', var_end: '', variables: { name: '\n' } }],
    ['names as people write them', { variables: free }, { variables: { a: '1', b: '2', c: '3', d: '4', e: '5' } }],
    ['a free list that is null', { variables: null }],
    ['a free list that is text', { variables: 'code: X' }],
    ['other fields are no variables', { to: '1', text: 'x', template_text: 'x', var_: 'x' }],
  ])('%s', (...row) => {
    const [, given, expected] = row;
    expect(content(given)).toStrictEqual({ templateId: ID, ...expected });
  });

  test('a variable may be called like a property of every object', () => {
    const variables = { ...content({ var_constructor: 'a', [variableKey('__proto__')]: 'b' }).variables };
    expect(JSON.parse(JSON.stringify(Object.entries(variables)))).toEqual([
      ['constructor', 'a'],
      ['__proto__', 'b'],
    ]);
  });

  const someText = fc.string({ minLength: 1 }).filter((value) => value.trim() !== '');
  test('every value of every variable arrives under its name', () => {
    fc.assert(
      fc.property(fc.dictionary(anyName, someText), (given) => {
        const fields = Object.fromEntries(Object.entries(given).map(([name, value]) => [variableKey(name), value]));
        expect(Object.entries(content(fields).variables ?? {}).sort()).toEqual(Object.entries(given).sort());
      }),
    );
  });
});

describe('variables without a value', () => {
  const refusal = (missing: string[] = []) => new Refusal({ status: 400, code: 'TEMPLATE_VARIABLES_MISSING', missing });
  const rejected = (given: object, error: unknown) =>
    failure(namingEmptyVariables({ template_id: ID, ...given }, Promise.reject(error)));
  const naming = (names: string) =>
    new Problem('error', `The template has no value for ${names}. Fill it in and try again. Nothing was sent.`);

  test('are named as the answer names them, else by the empty fields, unless the free list has them', async () => {
    const named = refusal(['custom.name', 'contact.meta.city']);
    const misspelled = { var_code: '', variables: { 'custom.nmae': 'Awa' } };
    expect(await rejected(misspelled, named)).toEqual(naming('name, contact.meta.city'));
    const given = { var_code: '', var_end_date: ' ', var_x_5072c3a96e6f6d: null, var_ok: 'x', to: '' };
    expect(await rejected(given, refusal())).toEqual(naming('code, end_date, Prénom'));
    const unnamed = refusal();
    expect(await rejected({ var_code: '', variables: { code: 'X' } }, unnamed)).toBe(unnamed);
  });

  test('are cut when there are many', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`var_variable${n}`, '']));
    const error = await rejected(many, refusal());
    expect(String(error).length).toBeLessThan(250);
    expect(String(error)).toContain('variable9, variable1…. Fill it in');
  });

  test('are not what other errors are about, and what was sent comes back as it is', async () => {
    const others = [
      new Refusal({ status: 400, code: 'TEMPLATE_INVALID' }),
      new NoAnswer('timeout'),
      new TypeError('x'),
    ];
    for (const error of others) expect(await rejected({ var_code: '' }, error)).toBe(error);
    expect(await namingEmptyVariables({ var_code: '' }, Promise.resolve('sent'))).toBe('sent');
  });
});

describe('the fields that mirror a template', () => {
  beforeEach(() => forgetAnswers());

  async function fieldsFor(template: object, read = templateFields, filled: object = {}) {
    const reply: Reply = { body: { data: { id: ID, name: 'Order', type: 'text', ...template } } };
    const sent = answering(reply);
    const fields = await onPlatform((z, bundle) => read(z, bundle), { inputData: { template_id: ID, ...filled } });
    expectInputFields(fields);
    return { fields, sent };
  }
  const keysOf = (fields: readonly PlainInputField[]) =>
    fields.map(({ key, required }) => `${key}${required ? '*' : ''}`);

  test('its text, its contact and each of its own variables once, in the order of the text', async () => {
    const variables = ['custom.end_date', 'custom.code', 'contact.firstName'];
    const { fields, sent } = await fieldsFor({ body: BODY, variables });
    expect(keysOf(fields)).toEqual(['template_text', 'contact_id*', 'var_code*', 'var_end_date*']);
    const text = { key: 'template_text', label: 'Template Text', type: 'copy', helpText: `\`\`\`\n${BODY}\n\`\`\`` };
    const code = { key: 'var_code', label: 'code', type: 'string', required: true };
    expect(fields[0]).toEqual(text);
    expect(fields[2]).toEqual({ ...code, helpText: 'Replaces this variable in the template.' });
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /api/v1/templates/${ID}`]);
  });

  test.each([
    [{ code: 'X' }, ['var_code', 'var_end_date*']],
    [{ '{{custom.code}}': '{{1__code}}', end_date: 'May' }, ['var_code', 'var_end_date']],
    [{ cod: 'X', end_date: ' ' }, ['var_code*', 'var_end_date*']],
    [{ Code: 'X' }, ['var_code*', 'var_end_date*']],
    [null, ['var_code*', 'var_end_date*']],
    // A campaign asks for no contact: every recipient is their own.
    [undefined, ['var_code*', 'var_end_date*']],
  ])('what the free list has a value for is not asked for again: %j', async (variables, keys) => {
    const { fields } = await fieldsFor({ body: BODY }, templateCampaignFields, { variables });
    expect(keysOf(fields)).toEqual(['template_text', ...keys]);
  });

  test.each([
    ['user and instance, which MsgFlash fills in', { body: '{{user.email}} {{instance.name}}' }, ['template_text']],
    [
      'a template without its text',
      { variables: ['custom.a', 'contact.name'] },
      ['template_text', 'contact_id*', 'var_a*'],
    ],
    ['a variable without a name', { body: '{{custom.}} {{ custom. }}', variables: ['custom.'] }, ['template_text']],
    ['braces that are no variable', { body: '{custom.a} {{}} {{ }} {{{{custom.b' }, ['template_text']],
    ['odd variables', { body: 'Hello', variables: 'custom.a' }, ['template_text']],
  ])('%s', async (_what, template, keys) => {
    expect(keysOf((await fieldsFor(template)).fields)).toEqual(keys);
  });

  test.each([
    ['a name instead of the text', { body: null }, 'Template: Order'],
    ['not even a name', { body: '', name: null }, 'Template: without a name'],
    ['a text with a fence in it', { body: 'a ```` b' }, '`````\na ```` b\n`````'],
    ['a text of 900 characters', { body: 'x'.repeat(900) }, `\`\`\`\n${'x'.repeat(900)}\n\`\`\``],
    ['a text of 901', { body: 'x'.repeat(901) }, `\`\`\`\n${'x'.repeat(899)}…\n\`\`\``],
  ])('shows %s', async (_what, template, helpText) => {
    const { fields } = await fieldsFor(template);
    expect(fields[0]?.helpText).toBe(helpText);
  });

  test('a long name is cut in its label only', async () => {
    const name = 'n'.repeat(80);
    const { fields } = await fieldsFor({ body: `{{custom.${name}}}` });
    expect(fields[1]).toMatchObject({ key: `var_${name}`, label: `${'n'.repeat(63)}…` });
  });

  test.each(['', '{{123__template}}', 'Order Shipped', `${ID}/preview`, ID.slice(1)])(
    '“%s” is no id: no request, and the free list',
    async (template_id) => {
      const sent = answering({ body: {} });
      for (const read of [templateFields, templateCampaignFields]) {
        const fields = await onPlatform((z, bundle) => read(z, bundle), { inputData: { template_id } });
        expect(keysOf(fields)).toEqual(['variables']);
        expectInputFields(fields);
      }
      expect(sent).toEqual([]);
    },
  );

  test('an id in capitals, with spaces around it, is an id', async () => {
    const template_id = ` ${ID.toUpperCase()} `;
    const { fields } = await fieldsFor({ body: BODY }, templateFields, { template_id });
    expect(keysOf(fields)).toContain('var_code*');
  });

  test('any template makes fields that the platform takes', async () => {
    const named = anyName.filter((name) => name.trim() !== '');
    const names = fc.array(named, { maxLength: 5 });
    const templates = fc.record({
      body: fc.option(
        fc
          .tuple(fc.string({ unit: 'grapheme', maxLength: 2000 }), names)
          .map(([text, found]) => [text, ...found.map((name) => `{{custom.${name}}}`)].join(' ')),
      ),
      variables: fc.option(names.map((found) => found.map((name) => `custom.${name}`))),
      name: fc.option(fc.string({ unit: 'binary' })),
    });
    await onPlatform((z, bundle) =>
      fc.assert(
        fc.asyncProperty(fc.uuid(), templates, async (id, template) => {
          forgetAnswers();
          answering({ body: { data: { id, ...template } } });
          const fields = await templateFields(z, { ...bundle, inputData: { template_id: id } });
          expectInputFields(fields);
          expect([...(fields[0]?.helpText ?? '')].length).toBeLessThanOrEqual(1000);
        }),
        { numRuns: 50 },
      ),
    );
  });
});
