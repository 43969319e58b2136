import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { campaignField, campaignFields, campaignOf } from '../../../lib/fields/campaign.ts';
import * as content from '../../../lib/fields/content.ts';
import { Problem } from '../../../lib/problem.ts';
import { rows, values } from '../rows.ts';
import { connection, emptyField, expectProblemLater, notListed, TYPES } from './problem.ts';
import { expectInputFields } from './schema.ts';

const { campaignContentOf, campaignTypeField, contentFields, contentOf, typeField } = content;
const french = { ...connection, defaultCountry: 'FR' };
const PHOTO = 'https://example.com/photo.jpg';
const DUE = Date.UTC(2030, 5, 1);

const now = (given: object) => contentOf({ ...given }, null, french);
const later = (given: object) => contentOf({ ...given }, DUE, french);

const card = { title: 'Your order', description: 'Shall we deliver today?' };
const heading = { type: 'buttons', ...card };
const button = (n: number, kind: string, text: string, value: string) => ({
  ...{ [`button_${n}_kind`]: kind, [`button_${n}_text`]: text, [`button_${n}_value`]: value },
});
const yes = { ...heading, ...button(1, 'reply', 'Yes', 'yes') };
const yesButton = { type: 'reply', title: 'reply', displayText: 'Yes', id: 'yes' };
const pixValues = { pix_currency: ' BRL ', pix_name: 'Loja Azul', pix_type: 'email', pix_account: 'loja@example.com' };
const pix = { ...heading, type: 'pix', button_1_text: 'Copiar chave', ...pixValues };
const payment = { currency: 'BRL', name: 'Loja Azul', keyType: 'email', key: 'loja@example.com' };
const pixButton = { type: 'pix', title: 'pix', displayText: 'Copiar chave', ...payment };
const image = { type: 'image', media: PHOTO };
const location = { type: 'location', latitude: '48.8566', longitude: '2.3522' };

describe('the content of each type, and nothing else', () => {
  test.each<[string, object, object]>([
    ['text', { type: 'text', text: 'Hello Awa' }, { type: 'text', text: 'Hello Awa' }],
    ['a missing type is text', { text: 'Hello' }, { type: 'text', text: 'Hello' }],
    ['a blank type is text', { type: ' ', text: 'Hello' }, { type: 'text', text: 'Hello' }],
    ['text is never trimmed', { type: ' text ', text: '  Hello\n\n' }, { type: 'text', text: '  Hello\n\n' }],
    ['a number as text', { text: 1042 }, { type: 'text', text: '1042' }],
    ['image', image, { type: 'image', mediaUrl: PHOTO }],
    ['image, caption', { ...image, text: 'Look' }, { type: 'image', mediaUrl: PHOTO, text: 'Look' }],
    ['image, blank caption', { ...image, text: ' \n' }, { type: 'image', mediaUrl: PHOTO }],
    ['an http link', { ...image, media: 'http://example.com/a' }, { type: 'image', mediaUrl: 'http://example.com/a' }],
    ['video', { ...image, type: 'video', text: 'Look' }, { type: 'video', mediaUrl: PHOTO, text: 'Look' }],
    ['document', { type: 'document', media: ` ${PHOTO} ` }, { type: 'document', mediaUrl: PHOTO }],
    ['audio, without caption', { ...image, type: 'audio', text: 'no' }, { type: 'audio', mediaUrl: PHOTO }],
    ['voice note', { ...image, type: 'Voice note', text: 'no' }, { type: 'voice_note', mediaUrl: PHOTO }],
    ['location', location, { type: 'location', latitude: 48.8566, longitude: 2.3522 }],
    [
      'location with name and address',
      { ...location, latitude: '0', longitude: '-180', location_name: 'Shop', location_address: 'Rue 1' },
      { type: 'location', latitude: 0, longitude: -180, locationName: 'Shop', locationAddress: 'Rue 1' },
    ],
    ['contact', { type: 'contact', contact_id: ' cnt_1 ' }, { type: 'contact', contactId: 'cnt_1' }],
    ['one button', yes, { ...heading, buttons: [yesButton] }],
    [
      'two buttons and a footer',
      {
        ...{ ...heading, ...button(1, 'url', 'Track', 'https://example.com/t?a=1'), footer: 'Shop' },
        ...button(2, 'call', 'Call us', '06 39 98 00 01'),
      },
      {
        ...{ ...heading, footer: 'Shop' },
        buttons: [
          { type: 'url', title: 'url', displayText: 'Track', url: 'https://example.com/t?a=1' },
          { type: 'call', title: 'call', displayText: 'Call us', phoneNumber: '+33639980001' },
        ],
      },
    ],
    [
      'a second button whose kind was left over',
      { ...yes, ...button(2, 'reply', ' ', '') },
      { ...heading, buttons: [yesButton] },
    ],
    [
      'a code to copy',
      { ...heading, ...button(1, 'copy', 'Copy', ' PROMO10 ') },
      { ...heading, buttons: [{ type: 'copy', title: 'copy', displayText: 'Copy', copyCode: 'PROMO10' }] },
    ],
    ['pix goes out as buttons', pix, { ...heading, buttons: [pixButton] }],
    [
      'pix with a footer, and without the values of other buttons',
      { ...pix, footer: 'Loja', ...button(2, 'reply', 'No', 'no'), button_1_kind: 'reply', button_1_value: 'x' },
      { ...heading, footer: 'Loja', buttons: [pixButton] },
    ],
  ])('%s', async (_what, given, expected) => {
    expect(await now(given)).toStrictEqual(expected);
  });

  test('values left over from other types are not even looked at', async () => {
    const leftOver = {
      ...{ text: 'Hello', media: 'file:///etc/passwd', media_url: 'not a link', latitude: '999', longitude: 'x' },
      ...{ location_name: 'Shop', contact_id: 'cnt_1', title: 'T', description: 'D', footer: 'F', pix_account: 'p' },
      ...{ button_1_kind: 'none', button_1_text: 'B', button_2_text: 'B' },
    };
    expect(await now({ ...leftOver, type: 'text' })).toStrictEqual({ type: 'text', text: 'Hello' });
    expect(await now({ ...leftOver, type: 'contact' })).toStrictEqual({ type: 'contact', contactId: 'cnt_1' });
    expect(await now({ ...leftOver, ...image })).toStrictEqual({ type: 'image', mediaUrl: PHOTO, text: 'Hello' });
  });

  test('what goes out later takes its link from the field of that name', async () => {
    const both = { type: 'image', media: 'https://example.com/other.jpg', media_url: PHOTO };
    expect(await later(both)).toStrictEqual({ type: 'image', mediaUrl: PHOTO });
    expect(await now(both)).toStrictEqual({ type: 'image', mediaUrl: 'https://example.com/other.jpg' });
  });

  test.each(['a', '👋'])('a text may have 4096 characters (%s), and not one more', async (letter) => {
    for (const type of ['text', 'image']) {
      const text = letter.repeat(4096);
      expect(await now({ ...image, type, text })).toMatchObject({ text });
      const sentence = 'Text has 4097 characters, and WhatsApp allows 4096. Shorten it. Nothing was sent.';
      await expectProblemLater(now({ ...image, type, text: text + letter }), 'error', sentence);
    }
  });
});

describe('coordinates', () => {
  test.each([
    ...rows(`
      48.8566 | 48.8566
      48,8566 | 48.8566
      48,85   | 48.85
      -90     | -90
      +90     | 90
      −12,5   | -12.5
      0       | 0
      90.0    | 90`),
    [' 48.85\n', '48.85'],
    [48.85, '48.85'],
  ])('%j is %s', async (written, number) => {
    const given = { type: 'location', latitude: written, longitude: written };
    expect(await now(given)).toMatchObject({ latitude: Number(number), longitude: Number(number) });
  });

  const expectNone = async (given: object, shown: string, label: string, range: string) => {
    const sentence = `“${shown}” in ${label} is not a number from ${range}. Nothing was done.`;
    await expectProblemLater(now({ ...location, ...given }), 'error', sentence);
  };

  test.each(
    values(`
      91 | -90.0001 | 90,01 | n/a | 48.85 N | 48°51′ | 48,856,6 | 48.85,2.35 | 1e1 | 0x10 | .5 | 5. | --5 | Infinity | NaN
      {{1__lat}}`),
  )('latitude %s is refused', async (latitude) => {
    await expectNone({ latitude }, latitude, 'Latitude', '-90 to 90, such as 48.8566');
  });

  test.each(['181', '-180.5', 'east'])('longitude %s is refused, and 180 is not', async (longitude) => {
    await expectNone({ longitude }, longitude, 'Longitude', '-180 to 180, such as 2.3522');
    expect(await now({ ...location, longitude: '-180' })).toMatchObject({ longitude: -180 });
  });
});

describe('what is missing is named as the form labels it', () => {
  const noValue = (n: number, what: string) =>
    `Button ${n} Value is empty: a button needs ${what}. Fill in Button ${n} Value. Nothing was done.`;
  test.each<[string, ...object[]]>([
    ['Text', {}, { type: 'text', text: '' }, { text: ' \n\u00a0' }, { text: ['Hello'] }],
    ['File', { type: 'image', text: 'Look' }],
    ['Latitude', { type: 'location', longitude: '2' }],
    ['Longitude', { type: 'location', latitude: '2' }],
    ['Contact', { type: 'contact' }],
    ['Title', { ...yes, title: ' ' }],
    ['Description', { ...yes, description: '' }],
    ['Button 1 Kind', heading, { ...yes, button_1_kind: '' }],
    ['Button 1 Text', { ...yes, button_1_text: '' }, { ...pix, button_1_text: '' }],
    ['Button 2 Kind', { ...yes, button_2_text: 'More', button_2_value: 'x' }],
    ['Button 2 Text', { ...yes, button_2_kind: 'reply', button_2_value: 'x' }],
    ['PIX Name', { ...pix, pix_name: '' }],
    ['PIX Key Type', { ...pix, pix_type: '' }],
    ['PIX Key', { ...pix, pix_account: '' }],
  ])('%s', async (label, ...all) => {
    for (const given of all) await expectProblemLater(now(given), 'error', emptyField(label));
  });

  test.each([
    [button(1, 'reply', 'Yes', ''), noValue(1, 'a short name for this answer')],
    [button(1, 'url', 'Open', ' '), noValue(1, 'a link')],
    [button(1, 'call', 'Call', ''), noValue(1, 'a phone number')],
    [button(1, 'copy', 'Copy', ''), noValue(1, 'the code to copy')],
    [button(2, 'url', 'More', ''), noValue(2, 'a link')],
  ])('%j', async (changes, sentence) => {
    await expectProblemLater(now({ ...yes, ...changes }), 'error', sentence);
  });

  test('the link of what goes out later', async () => {
    await expectProblemLater(later(image), 'error', emptyField('Link to File'));
  });
});

describe('a PIX button', () => {
  test.each(
    rows(`
      cpf        | cpf
      CPF        | cpf
      cnpj       | cnpj
      Phone      | phone
      Email      | email
      random     | random
      Random key | random`),
  )('the type of key %j goes out as %s', async (pix_type, keyType) => {
    expect(await now({ ...pix, pix_type })).toMatchObject({ buttons: [{ keyType }] });
  });

  test.each(['', ' ', undefined, ' USD '])('the currency %j is BRL unless another is given', async (pix_currency) => {
    expect(await now({ ...pix, pix_currency })).toMatchObject({
      buttons: [{ currency: pix_currency?.trim() || 'BRL' }],
    });
  });

  test.each(values('evp | RG | constructor | phone number | {{1__type}}'))('%s is no type of key', async (pix_type) => {
    const sentence = notListed(pix_type, 'PIX Key Type', 'CPF, CNPJ, Phone, Email, Random Key');
    await expectProblemLater(now({ ...pix, pix_type }), 'error', sentence);
  });
});

describe('what cannot be sent', () => {
  test.each(['sticker', 'constructor', '{{1__type}}'])('the type %s', async (type) => {
    await expectProblemLater(now({ type, text: 'Hello' }), 'error', notListed(type, 'Message Type', TYPES));
  });

  test.each([
    ...values(`
      file:///etc/passwd | ftp://example.com/a.jpg | data:image/png;base64,AAAA | javascript:alert(1) | photo.jpg
      //example.com/a.jpg | https://`),
    'hydrate|||abc|||hydrate',
  ])('the file %s', async (link) => {
    const none = (label: string) =>
      `“${link}” in ${label} is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.`;
    await expectProblemLater(now({ type: 'image', media: link }), 'error', none('File'));
    await expectProblemLater(later({ type: 'image', media_url: link }), 'error', none('Link to File'));
  });

  test.each(
    values(`
      https://zapier.com/engine/hydrate/1/.abc/ | https://www.zapier.com/engine/hydrate/1/.abc/
      https://ZAPIER.com/engine/hydrate/1 | https://zapier-dev-files.s3.amazonaws.com/cli-platform/a?Expires=1`),
  )('the file of an earlier step, later, while now it can: %s', async (link) => {
    await expectProblemLater(
      later({ type: 'document', media_url: link }),
      'error',
      'Link to File holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.',
    );
    expect(await now({ type: 'document', media: link })).toEqual({ type: 'document', mediaUrl: link });
  });

  test.each(['example.com', 'javascript:alert(1)'])('a button with the link %s', async (link) => {
    const sentence = `“${link}” in Button 1 Value is not a link. Begin it with https://. Nothing was done.`;
    await expectProblemLater(now({ ...yes, ...button(1, 'url', 'Open', link) }), 'error', sentence);
  });

  test('a button with a number to call that is none', async () => {
    const sentence =
      '“the shop” in Button 1 Value is not a phone number. Nothing was done. Correct it in the app it comes from.';
    await expectProblemLater(now({ ...yes, ...button(1, 'call', 'Call', 'the shop') }), 'halted', sentence);
  });

  test.each([
    [1, button(1, 'pix', 'Pay', 'x'), 'pix'],
    [1, button(1, 'constructor', 'X', ''), 'constructor'],
    [2, button(2, 'quick', 'No', 'no'), 'quick'],
  ])('a kind of button %i that is not in the list', async (n, changes, shown) => {
    const sentence = notListed(shown, `Button ${n} Kind`, 'Reply, Open a link, Call a number, Copy a code');
    await expectProblemLater(now({ ...yes, ...changes }), 'error', sentence);
  });
});

test('whatever the fields hold, it is content or a problem', async () => {
  const keys = ['text', 'media', 'latitude', 'longitude', 'contact_id', 'title', 'description', 'footer', 'pix_name'];
  const anything = fc.record(
    {
      type: fc.constantFrom(...Object.keys(typeField.choices), 'x', 7),
      button_1_kind: fc.constantFrom('reply', 'url', 'call', 'copy', 'x'),
      button_1_text: fc.string(),
      button_1_value: fc.oneof(fc.string(), fc.webUrl()),
      ...Object.fromEntries(keys.map((key) => [key, fc.oneof(fc.string(), fc.double(), fc.webUrl(), fc.anything())])),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(anything, async (given) => {
      const outcome = await now(given).catch((error: unknown) => error);
      if (!(outcome instanceof Problem)) expect(outcome).toHaveProperty('type');
    }),
  );
});

describe('the fields of the chosen type', () => {
  const keysOf = (source: 'file' | 'link', inputData: object) => {
    const fields = contentFields(source)(null, { inputData: { ...inputData } });
    expectInputFields(fields);
    return fields.map(({ key, required }) => key + (required ? '*' : '')).join(' ');
  };
  const buttons = 'button_1_kind* button_1_text* button_1_value* button_2_kind button_2_text button_2_value';

  test.each([
    ...['', 'text', '{{1__type}}'].map((type) => [type, '']),
    ...['image', 'video', 'document', 'audio', 'voice_note'].map((type) => [type, 'media*']),
    ['location', 'latitude* longitude* location_name location_address'],
    ['contact', 'contact_id*'],
    ['buttons', `title* description* ${buttons} footer`],
    ['pix', 'title* description* button_1_text* pix_currency* pix_name* pix_type* pix_account* footer'],
  ])('“%s” has %s, as the platform takes them', (type = '', keys = '') => {
    expect(keysOf('file', { type })).toBe(keys);
    expect(keysOf('link', { type })).toBe(keys.replace('media*', 'media_url*'));
  });

  test('media is a file now and a lasting link later, each with its limits; coordinates are text', () => {
    const [file] = contentFields('file')(null, { inputData: { type: 'image' } });
    const helpText = 'A file from an earlier step, or a public link. JPEG, PNG, WEBP or GIF, up to 5 MB.';
    expect(file).toMatchObject({ type: 'file', helpText });
    const [link] = contentFields('link')(null, { inputData: { type: 'voice_note' } });
    expect(link).toMatchObject({ key: 'media_url', label: 'Link to File', type: 'string' });
    const limits = 'Files from earlier steps expire before that. MP3, OGG, MP4, AAC, AMR or WEBM, up to 16 MB.';
    expect(link?.helpText).toContain(limits);
    // The platform would read 48,85 as 48.
    const types = contentFields('file')(null, { inputData: { type: 'location' } }).map(({ type }) => type);
    expect(types).toEqual(['string', 'string', 'string', 'string']);
  });
});

describe('a campaign', () => {
  beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-22T13:30:00.000Z')));
  afterEach(() => void jest.restoreAllMocks());

  const campaign = (given: object) => campaignContentOf({ ...given }, DUE, french);
  test.each([
    ['calls its text body', { type: 'text', text: 'News' }, { type: 'text', body: 'News' }],
    [
      'its caption, too',
      { ...image, media_url: PHOTO, text: 'Look' },
      { type: 'image', mediaUrl: PHOTO, body: 'Look' },
    ],
    ['has no body without one', { type: 'image', media_url: PHOTO }, { type: 'image', mediaUrl: PHOTO }],
    ['sends buttons', yes, { ...heading, buttons: [yesButton] }],
  ])('%s', async (_what, given, expected) => {
    expect(await campaign(given)).toStrictEqual(expected);
  });

  test.each(['location', 'contact'])('has no %s, and every other type', async (type) => {
    const sentence = notListed(type, 'Message Type', TYPES.replace('Location, Contact, ', ''));
    for (const given of [{ ...location, contact_id: 'cnt_1' }, {}]) {
      await expectProblemLater(campaign({ ...given, type }), 'error', sentence);
    }
    const others = Object.keys(typeField.choices).filter((key) => key !== 'location' && key !== 'contact');
    expect(Object.keys(campaignTypeField.choices)).toEqual(others);
  });

  const given = { instance_id: ' inst_1 ', name: ' April news ', recipients: 'all' };
  const read = (more: object) =>
    campaignOf({ ...given, starts_at: '2027-04-03T17:00:00+02:00', ...more }, 'Europe/Paris');
  const made = { instanceId: 'inst_1', name: 'April news', schedule: '2027-04-03T15:00:00.000Z', repeat: 'none' };
  test.each<[string, { repeat?: string; [key: string]: unknown }, object]>([
    ['everybody', {}, { type: 'all' }],
    ['every day', { repeat: ' daily ' }, { type: 'all' }],
    ['every week', { repeat: 'weekly' }, { type: 'all' }],
    ['a blank repeat', { repeat: '' }, { type: 'all' }],
    ['tags', { recipients: 'tags', tags: ['vip', ' news '] }, { type: 'tags', value: ['vip', 'news'] }],
    ['contacts', { recipients: 'contacts', contact_ids: ['a,b', 'a'] }, { type: 'explicit', value: ['a', 'b'] }],
    ['a group', { recipients: 'group', group_id: ' g ' }, { type: 'group', groupId: 'g' }],
    ['a start in words', { starts_at: '3 avril 2027 à 17:00' }, { type: 'all' }],
    ['what was left over from others', { tags: ['vip'], contact_ids: ['a'], group_id: 'g' }, { type: 'all' }],
  ])('to %s', async (_what, more, recipients) => {
    expect(await read(more)).toStrictEqual({ ...made, repeat: more.repeat?.trim() || 'none', recipients });
  });

  const AUDIENCES = 'All contacts, Contacts with certain tags, Certain contacts, A group';
  const FORM = 'Write it like 2027-04-03 17:00. Nothing was done.';
  const passed = (time: string) => `Start At (${time}) has passed. Choose a later time. Nothing was created.`;
  test.each([
    [{ instance_id: '' }, 'error', emptyField('Instance')],
    [{ name: ' ' }, 'error', emptyField('Name')],
    [{ recipients: '' }, 'error', emptyField('Recipients')],
    [{ recipients: 'tags', tags: [' '] }, 'error', emptyField('Tags', 'created')],
    [{ recipients: 'contacts' }, 'error', emptyField('Contacts', 'created')],
    [{ recipients: 'group' }, 'error', emptyField('Group')],
    [{ recipients: 'everyone' }, 'error', notListed('everyone', 'Recipients', AUDIENCES)],
    [{ repeat: 'yearly' }, 'error', notListed('yearly', 'Repeat', 'Never, Every day, Every week')],
    [{ starts_at: '' }, 'halted', `Start At is empty. ${FORM}`],
    [{ starts_at: 'soon' }, 'halted', `“soon” in Start At is not a date. ${FORM}`],
    [{ starts_at: '2026-11-22T13:30:00Z' }, 'halted', passed('2026-11-22 14:30, Europe/Paris')],
    [{ starts_at: '2026-11-22T12:00:00+01:00' }, 'halted', passed('2026-11-22 12:00, Europe/Paris')],
    // What is wrong with the set-up is said before a start that has passed.
    [{ starts_at: '2026-11-22T12:00:00+01:00', recipients: 'tags' }, 'error', emptyField('Tags', 'created')],
  ] as const)('%j is refused', async (more, consequence, sentence) => {
    await expectProblemLater(read(more), consequence, sentence);
  });

  const fields = campaignFields.flatMap((field) => (typeof field === 'function' ? [] : [field]));
  const shown = (recipients?: string) =>
    campaignFields.flatMap((field) => (typeof field === 'function' ? field(null, { inputData: { recipients } }) : []));
  test('has the fields of its recipients, as the platform takes them, and asks for consent', () => {
    expectInputFields([...fields, campaignField]);
    const keys = [
      ['all'],
      ['tags', 'tags'],
      ['contacts', 'contact_ids'],
      ['group', 'group_id'],
      ['{{1__recipients}}'],
      [],
    ];
    for (const [recipients, ...own] of keys) {
      expectInputFields(shown(recipients));
      expect(shown(recipients).map(({ key }) => key)).toEqual(own);
    }
    const recipients = fields.find(({ key }) => key === 'recipients');
    const helpText =
      'Only people who agreed to get messages from you: WhatsApp blocks numbers that are reported as spam.';
    expect({ ...recipients }).toMatchObject({ altersDynamicFields: true, helpText });
  });
});
