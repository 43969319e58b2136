import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { campaignFields, campaignOf } from '../../../lib/fields/campaign.ts';
import { contentFields, contentOf, typeField } from '../../../lib/fields/content.ts';
import { Problem } from '../../../lib/problem.ts';
import { rows, values } from '../rows.ts';
import { connection, emptyField, expectProblemLater, notListed } from './problem.ts';
import { expectInputFields } from './schema.ts';

const PHOTO = 'https://example.com/photo.jpg';

const now = (given: object) => contentOf({ ...given }, null, connection);

const heading = { title: 'Your order', description: 'Shall we deliver today?' };
const button = (n: number, kind: string, text: string, value: string) => ({
  ...{ [`button_${n}_kind`]: kind, [`button_${n}_text`]: text, [`button_${n}_value`]: value },
});
const yes = { type: 'buttons', ...heading, ...button(1, 'reply', 'Yes', 'yes') };
const pix = {
  ...{ type: 'pix', ...heading, button_1_text: 'Copiar chave' },
  ...{ pix_name: 'Loja Azul', pix_type: 'email', pix_account: 'loja@example.com' },
};
const image = { type: 'image', media: PHOTO };
const location = { type: 'location', latitude: '48.8566', longitude: '2.3522' };

/** Values of other types, which stay behind when somebody changes Message Type. */
const leftOver = {
  media: 'file:///etc/passwd',
  latitude: '999',
  contact_id: 'cnt_1',
  title: 'T',
  button_1_kind: 'none',
};

// Each type with all its fields is in test/creates, for messages and campaigns.
describe('the content of a message', () => {
  test.each<[string, object, object]>([
    ['a blank type is text', { type: ' ', text: 'Hello' }, { type: 'text', text: 'Hello' }],
    ['a number as text', { text: 1042 }, { type: 'text', text: '1042' }],
    ['without a caption', { ...image, text: ' \n' }, { type: 'image', mediaUrl: PHOTO }],
    ['an http link', { ...image, media: 'http://example.com/a' }, { type: 'image', mediaUrl: 'http://example.com/a' }],
    ['spaces around a link', { type: 'document', media: ` ${PHOTO} ` }, { type: 'document', mediaUrl: PHOTO }],
    ['a location without a name', location, { type: 'location', latitude: 48.8566, longitude: 2.3522 }],
    ['spaces around an id', { type: 'contact', contact_id: ' cnt_1 ' }, { type: 'contact', contactId: 'cnt_1' }],
    [
      'spaces around a code to copy',
      { ...yes, ...button(1, 'copy', 'Copy', ' PROMO10 ') },
      {
        type: 'buttons',
        ...heading,
        buttons: [{ type: 'copy', title: 'copy', displayText: 'Copy', copyCode: 'PROMO10' }],
      },
    ],
    ['no values of other types, right or wrong', { ...leftOver, text: 'Hello' }, { type: 'text', text: 'Hello' }],
  ])('%s', async (_what, given, expected) => {
    expect(await now(given)).toStrictEqual(expected);
  });

  test.each(['a', '👋'])('a text may have 4096 characters (%s), and not one more', async (letter) => {
    for (const type of ['text', 'image']) {
      const text = letter.repeat(4096);
      expect(await now({ ...image, type, text })).toMatchObject({ text });
      const sentence = 'Text has 4097 characters, and WhatsApp allows 4096. Shorten it. Nothing was sent.';
      await expectProblemLater(now({ ...image, type, text: text + letter }), 'error', sentence);
    }
  });

  test.each(['', ' USD '])('the currency %j of a PIX button is BRL unless another is given', async (pix_currency) => {
    const currency = pix_currency.trim() || 'BRL';
    expect(await now({ ...pix, pix_currency })).toMatchObject({ buttons: [{ currency }] });
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
  test.each<[string, ...object[]]>([
    ['Latitude', { type: 'location', longitude: '2' }],
    ['Longitude', { type: 'location', latitude: '2' }],
    ['Description', { ...yes, description: '' }],
    ['Button 1 Text', { ...yes, button_1_text: '' }, { ...pix, button_1_text: '' }],
    ['Button 2 Kind', { ...yes, button_2_text: 'More', button_2_value: 'x' }],
    ['Button 2 Text', { ...yes, button_2_kind: 'reply', button_2_value: 'x' }],
    ['PIX Name', { ...pix, pix_name: '' }],
    ['PIX Key Type', { ...pix, pix_type: '' }],
  ])('%s', async (label, ...all) => {
    for (const given of all) await expectProblemLater(now(given), 'error', emptyField(label));
  });

  test.each(['pix', 'constructor'])('a kind of button that is not in the list: %s', async (kind) => {
    const sentence = notListed(kind, 'Button 1 Kind', 'Reply, Open a link, Call a number, Copy a code');
    await expectProblemLater(now({ ...yes, ...button(1, kind, 'Yes', 'yes') }), 'error', sentence);
  });

  test.each([
    ['Reply', 'a short name for this answer'],
    ['url', 'a link'],
    ['open a LINK', 'a link'],
    ['call', 'a phone number'],
    ['copy', 'the code to copy'],
  ])('a %s button needs %s', async (kind, what) => {
    const sentence = `Button 1 Value is empty: a button needs ${what}. Fill in Button 1 Value. Nothing was done.`;
    await expectProblemLater(now({ ...yes, ...button(1, kind, 'Yes', ' ') }), 'error', sentence);
  });
});

test.each(['example.com', 'javascript:alert(1)'])('a button with the link %s is refused', async (link) => {
  const sentence = `“${link}” in Button 1 Value is not a link. Begin it with https://. Nothing was done.`;
  await expectProblemLater(now({ ...yes, ...button(1, 'url', 'Open', link) }), 'error', sentence);
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

// The keys of each form are in test/definition/keys.txt.
describe('the fields of the chosen type', () => {
  const fieldsOf = (source: 'file' | 'link', type: string) => contentFields(source)(null, { inputData: { type } });

  test.each(Object.keys(typeField.choices))('%s: they are what the platform takes', (type) => {
    expectInputFields(fieldsOf('file', type));
    expectInputFields(fieldsOf('link', type));
  });

  test('media is a file now and a lasting link later, each with its limits', () => {
    const helpText = 'A file from an earlier step, or a public link. JPEG, PNG, WEBP or GIF, up to 5 MB.';
    expect(fieldsOf('file', 'image')).toMatchObject([{ type: 'file', helpText }]);
    const limits = 'Files from earlier steps expire before that. MP3, OGG, MP4, AAC, AMR or WEBM, up to 16 MB.';
    const link = { key: 'media_url', label: 'Link to File', type: 'string', helpText: expect.stringContaining(limits) };
    expect(fieldsOf('link', 'voice_note')).toMatchObject([link]);
  });
});

describe('a campaign', () => {
  beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-22T13:30:00.000Z')));
  afterEach(() => void jest.restoreAllMocks());

  const given = { instance_id: ' inst_1 ', name: ' April news ', recipients: 'all' };
  const read = (more: object) =>
    campaignOf({ ...given, starts_at: '2027-04-03T17:00:00+02:00', ...more }, 'Europe/Paris');

  test.each([
    [' daily ', 'daily'],
    ['', 'none'],
  ])('is read without the spaces around its values, with Repeat %j', async (written, repeat) => {
    expect(await read({ repeat: written, recipients: 'group', group_id: ' g ' })).toStrictEqual({
      ...{ instanceId: 'inst_1', name: 'April news', schedule: '2027-04-03T15:00:00.000Z', repeat },
      recipients: { type: 'group', groupId: 'g' },
    });
  });

  const AUDIENCES = 'All contacts, Contacts with certain tags, Certain contacts, A group';
  test.each([
    [{ recipients: '' }, emptyField('Recipients')],
    [{ recipients: 'contacts' }, emptyField('Contacts', 'created')],
    [{ recipients: 'group' }, emptyField('Group')],
    [{ recipients: 'everyone' }, notListed('everyone', 'Recipients', AUDIENCES)],
    // What is wrong with the set-up is said before a start that has passed.
    [{ starts_at: '2026-11-22T12:00:00+01:00', recipients: 'tags' }, emptyField('Tags', 'created')],
  ])('%j is refused', async (more, sentence) => {
    await expectProblemLater(read(more), 'error', sentence);
  });

  test.each(['all', 'tags', 'contacts', 'group'])('to %s: its fields are what the platform takes', (recipients) => {
    const bundle = { inputData: { recipients } };
    expectInputFields(campaignFields.flatMap((field) => (typeof field === 'function' ? field(null, bundle) : [field])));
  });
});
