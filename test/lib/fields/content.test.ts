import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  campaignContentOf,
  campaignTypeField,
  contentFields,
  contentOf,
  typeField,
} from '../../../lib/fields/content.ts';
import { Problem } from '../../../lib/problem.ts';
import { connection, expectProblemLater } from './problem.ts';

const french = { ...connection, defaultCountry: 'FR' };
const PHOTO = 'https://example.com/photo.jpg';

const now = (values: object) => contentOf({ ...values }, null, french);
const later = (values: object) => contentOf({ ...values }, Date.UTC(2030, 5, 1), french);

const heading = { type: 'buttons', title: 'Your order', description: 'Shall we deliver today?' };
const reply = { button_1_kind: 'reply', button_1_text: 'Yes', button_1_value: 'yes' };
const pix = {
  type: 'pix',
  title: 'Pague agora',
  description: 'Pedido 1042',
  button_1_text: 'Copiar chave',
  pix_currency: ' BRL ',
  pix_name: 'Loja Azul',
  pix_type: 'email',
  pix_account: 'loja@example.com',
};
const pixButton = {
  type: 'pix',
  title: 'pix',
  displayText: 'Copiar chave',
  currency: 'BRL',
  name: 'Loja Azul',
  keyType: 'email',
  key: 'loja@example.com',
};

describe('the content of each type, and nothing else', () => {
  test.each([
    ['text', { type: 'text', text: 'Hello Awa' }, { type: 'text', text: 'Hello Awa' }],
    ['a missing type is text', { text: 'Hello' }, { type: 'text', text: 'Hello' }],
    ['a blank type is text', { type: ' ', text: 'Hello' }, { type: 'text', text: 'Hello' }],
    ['a type with blanks', { type: ' text ', text: 'Hello' }, { type: 'text', text: 'Hello' }],
    ['text is never trimmed', { text: '  Hello\n\n' }, { type: 'text', text: '  Hello\n\n' }],
    ['a number as text', { text: 1042 }, { type: 'text', text: '1042' }],
    ['image', { type: 'image', media: PHOTO }, { type: 'image', mediaUrl: PHOTO }],
    ['image, caption', { type: 'image', media: PHOTO, text: 'Look' }, { type: 'image', mediaUrl: PHOTO, text: 'Look' }],
    ['image, blank caption', { type: 'image', media: PHOTO, text: ' \n' }, { type: 'image', mediaUrl: PHOTO }],
    ['video', { type: 'video', media: PHOTO, text: 'Look' }, { type: 'video', mediaUrl: PHOTO, text: 'Look' }],
    ['document', { type: 'document', media: ` ${PHOTO} ` }, { type: 'document', mediaUrl: PHOTO }],
    ['audio without caption', { type: 'audio', media: PHOTO, text: 'no' }, { type: 'audio', mediaUrl: PHOTO }],
    ['voice note', { type: 'voice_note', media: PHOTO, text: 'no' }, { type: 'voice_note', mediaUrl: PHOTO }],
    [
      'an http link',
      { type: 'image', media: 'http://example.com/a.png' },
      { type: 'image', mediaUrl: 'http://example.com/a.png' },
    ],
    [
      'location',
      { type: 'location', latitude: '48.8566', longitude: '2.3522' },
      { type: 'location', latitude: 48.8566, longitude: 2.3522 },
    ],
    [
      'location with name and address',
      { type: 'location', latitude: '0', longitude: '-180', location_name: 'Shop', location_address: 'Rue 1' },
      { type: 'location', latitude: 0, longitude: -180, locationName: 'Shop', locationAddress: 'Rue 1' },
    ],
    ['contact', { type: 'contact', contact_id: ' cnt_1 ' }, { type: 'contact', contactId: 'cnt_1' }],
    [
      'one button',
      { ...heading, ...reply },
      {
        type: 'buttons',
        title: 'Your order',
        description: 'Shall we deliver today?',
        buttons: [{ type: 'reply', title: 'reply', displayText: 'Yes', id: 'yes' }],
      },
    ],
    [
      'two buttons and a footer',
      {
        ...heading,
        footer: 'Shop',
        button_1_kind: 'url',
        button_1_text: 'Track',
        button_1_value: 'https://example.com/t?a=1',
        button_2_kind: 'call',
        button_2_text: 'Call us',
        button_2_value: '06 39 98 00 01',
      },
      {
        type: 'buttons',
        title: 'Your order',
        description: 'Shall we deliver today?',
        footer: 'Shop',
        buttons: [
          { type: 'url', title: 'url', displayText: 'Track', url: 'https://example.com/t?a=1' },
          { type: 'call', title: 'call', displayText: 'Call us', phoneNumber: '+33639980001' },
        ],
      },
    ],
    [
      'a second button whose kind was left over is none',
      { ...heading, ...reply, button_2_kind: 'reply', button_2_text: ' ', button_2_value: '' },
      {
        type: 'buttons',
        title: 'Your order',
        description: 'Shall we deliver today?',
        buttons: [{ type: 'reply', title: 'reply', displayText: 'Yes', id: 'yes' }],
      },
    ],
    [
      'a code to copy',
      { ...heading, button_1_kind: 'copy', button_1_text: 'Copy', button_1_value: ' PROMO10 ' },
      {
        type: 'buttons',
        title: 'Your order',
        description: 'Shall we deliver today?',
        buttons: [{ type: 'copy', title: 'copy', displayText: 'Copy', copyCode: 'PROMO10' }],
      },
    ],
    [
      'pix goes out as buttons',
      pix,
      { type: 'buttons', title: 'Pague agora', description: 'Pedido 1042', buttons: [pixButton] },
    ],
    [
      'pix with a footer, and without the values of other buttons',
      {
        ...pix,
        footer: 'Loja',
        button_1_kind: 'reply',
        button_1_value: 'x',
        button_2_text: 'No',
        button_2_value: 'no',
      },
      { type: 'buttons', title: 'Pague agora', description: 'Pedido 1042', footer: 'Loja', buttons: [pixButton] },
    ],
  ])('%s', async (_what, values, content) => {
    expect(await now(values)).toStrictEqual(content);
  });

  test('values left over from other types are not even looked at', async () => {
    const leftOver = {
      text: 'Hello',
      media: 'file:///etc/passwd',
      media_url: 'not a link',
      latitude: '999',
      longitude: 'x',
      location_name: 'Shop',
      contact_id: 'cnt_1',
      title: 'T',
      description: 'D',
      footer: 'F',
      button_1_kind: 'none',
      button_1_text: 'B',
      button_2_text: 'B',
      pix_account: 'p',
    };
    expect(await now({ ...leftOver, type: 'text' })).toStrictEqual({ type: 'text', text: 'Hello' });
    expect(await now({ ...leftOver, type: 'contact' })).toStrictEqual({ type: 'contact', contactId: 'cnt_1' });
    expect(await now({ ...leftOver, type: 'audio', media: PHOTO })).toStrictEqual({ type: 'audio', mediaUrl: PHOTO });
  });

  test('what goes out later takes its link from the field of that name', async () => {
    const values = { type: 'image', media: 'https://example.com/other.jpg', media_url: PHOTO };
    expect(await later(values)).toStrictEqual({ type: 'image', mediaUrl: PHOTO });
    expect(await now(values)).toStrictEqual({ type: 'image', mediaUrl: 'https://example.com/other.jpg' });
  });
});

describe('how long a text may be', () => {
  test.each([
    ['letters', 'a'.repeat(4096)],
    ['emoji, each of two halves', '👋'.repeat(4096)],
  ])('4096 %s', async (_what, text) => {
    expect(await now({ text })).toEqual({ type: 'text', text });
    expect(await now({ type: 'video', media: PHOTO, text })).toEqual({ type: 'video', mediaUrl: PHOTO, text });
  });

  test.each([
    ['text', 'Text'],
    ['image', 'Text'],
  ])('one more in %s', async (type, label) => {
    for (const text of ['a'.repeat(4097), '👋'.repeat(4097)]) {
      await expectProblemLater(
        now({ type, media: PHOTO, text }),
        'error',
        `${label} has 4097 characters, and WhatsApp allows 4096. Shorten it. Nothing was sent.`,
      );
    }
  });
});

describe('coordinates', () => {
  test.each([
    ['48.8566', 48.8566],
    ['48,8566', 48.8566],
    ['48,85', 48.85],
    [' 48.85\n', 48.85],
    ['-90', -90],
    ['+90', 90],
    ['−12,5', -12.5],
    ['0', 0],
    [48.85, 48.85],
    ['90.0', 90],
  ])('latitude %j', async (latitude, number) => {
    expect(await now({ type: 'location', latitude, longitude: '2' })).toMatchObject({ latitude: number });
  });

  const latitudeSentence = (shown: string) =>
    `“${shown}” in Latitude is not a number from -90 to 90, such as 48.8566. Nothing was done.`;
  test.each([
    ['91'],
    ['-90.0001'],
    ['90,01'],
    ['n/a'],
    ['48.85 N'],
    ['48°51′'],
    ['48,856,6'],
    ['48.85,2.35'],
    ['1e1'],
    ['0x10'],
    ['.5'],
    ['5.'],
    ['--5'],
    ['Infinity'],
    ['NaN'],
    ['{{1__lat}}'],
  ])('latitude %s', async (latitude) => {
    await expectProblemLater(now({ type: 'location', latitude, longitude: '2' }), 'error', latitudeSentence(latitude));
  });

  test.each([
    ['180', 180],
    ['-180', -180],
    ['2,3522', 2.3522],
  ])('longitude %s', async (longitude, number) => {
    expect(await now({ type: 'location', latitude: '1', longitude })).toMatchObject({ longitude: number });
  });

  test.each([['181'], ['-180.5'], ['east']])('longitude %s', async (longitude) => {
    await expectProblemLater(
      now({ type: 'location', latitude: '1', longitude }),
      'error',
      `“${longitude}” in Longitude is not a number from -180 to 180, such as 2.3522. Nothing was done.`,
    );
  });
});

const empty = (label: string) => `${label} is empty. Fill in ${label} and try again. Nothing was done.`;
const noValue = (n: number, what: string) =>
  `Button ${n} Value is empty: a button needs ${what}. Fill in Button ${n} Value. Nothing was done.`;

describe('what is missing is named as the form labels it', () => {
  test.each([
    ['no text', {}, empty('Text')],
    ['an empty text', { type: 'text', text: '' }, empty('Text')],
    ['a blank text', { type: 'text', text: ' \n\u00a0' }, empty('Text')],
    ['a text that is a list', { type: 'text', text: ['Hello'] }, empty('Text')],
    ['no media', { type: 'image', text: 'Look' }, empty('File')],
    ['no latitude', { type: 'location', longitude: '2' }, empty('Latitude')],
    ['no longitude', { type: 'location', latitude: '2' }, empty('Longitude')],
    ['no contact', { type: 'contact' }, empty('Contact')],
    ['no title', { ...heading, ...reply, title: ' ' }, empty('Title')],
    ['no description', { ...heading, ...reply, description: '' }, empty('Description')],
    ['no button at all', heading, empty('Button 1 Kind')],
    ['no kind', { ...heading, ...reply, button_1_kind: '' }, empty('Button 1 Kind')],
    ['no words on it', { ...heading, ...reply, button_1_text: '' }, empty('Button 1 Text')],
    [
      'a reply without its id',
      { ...heading, ...reply, button_1_value: '' },
      noValue(1, 'a short name for this answer'),
    ],
    [
      'a link without its link',
      { ...heading, ...reply, button_1_kind: 'url', button_1_value: ' ' },
      noValue(1, 'a link'),
    ],
    [
      'a call without its number',
      { ...heading, ...reply, button_1_kind: 'call', button_1_value: '' },
      noValue(1, 'a phone number'),
    ],
    [
      'a copy without its code',
      { ...heading, ...reply, button_1_kind: 'copy', button_1_value: '' },
      noValue(1, 'the code to copy'),
    ],
    [
      'a kind nobody knows, without its value',
      { ...heading, ...reply, button_1_kind: 'constructor', button_1_value: '' },
      '“constructor” is not a choice in Button 1 Kind. Use one of these: Reply, Open a link, Call a number, Copy a code. Nothing was done.',
    ],
    [
      'a second button without its value',
      { ...heading, ...reply, button_2_kind: 'url', button_2_text: 'More' },
      noValue(2, 'a link'),
    ],
    [
      'a second button without its kind',
      { ...heading, ...reply, button_2_text: 'More', button_2_value: 'x' },
      empty('Button 2 Kind'),
    ],
    [
      'a second button without words',
      { ...heading, ...reply, button_2_kind: 'reply', button_2_value: 'x' },
      empty('Button 2 Text'),
    ],
    ['no words on the PIX button', { ...pix, button_1_text: '' }, empty('Button 1 Text')],
    ['no name', { ...pix, pix_name: '' }, empty('PIX Name')],
    ['no type of key', { ...pix, pix_type: '' }, empty('PIX Key Type')],
    ['no key', { ...pix, pix_account: '' }, empty('PIX Key')],
  ])('%s', async (_what, values, sentence) => {
    await expectProblemLater(now(values), 'error', sentence);
  });

  test('no link for what goes out later', async () => {
    await expectProblemLater(later({ type: 'image', media: PHOTO }), 'error', empty('Link to File'));
  });
});

describe('a PIX button', () => {
  test.each([
    ['cpf', 'cpf'],
    ['CPF', 'cpf'],
    ['cnpj', 'cnpj'],
    [' Phone ', 'phone'],
    ['Email', 'email'],
    ['random', 'random'],
    ['Random Key', 'random'],
    ['random key', 'random'],
  ])('the type of key %j goes out as %s', async (pix_type, keyType) => {
    expect(await now({ ...pix, pix_type })).toMatchObject({ buttons: [{ keyType }] });
  });

  test.each(['evp', 'RG', 'constructor', 'phone number', '{{1__type}}'])('%s is no type of key', async (written) => {
    await expectProblemLater(
      now({ ...pix, pix_type: written }),
      'error',
      `“${written}” is not a choice in PIX Key Type. Use one of these: CPF, CNPJ, Phone, Email, Random Key. Nothing was done.`,
    );
  });

  test.each([
    ['', 'BRL'],
    [' ', 'BRL'],
    [undefined, 'BRL'],
    [' USD ', 'USD'],
  ])('the currency %j is %s', async (pix_currency, currency) => {
    expect(await now({ ...pix, pix_currency })).toMatchObject({ buttons: [{ currency }] });
  });
});

describe('what cannot be sent', () => {
  test.each([['sticker'], ['constructor'], ['{{1__type}}']])('the type %s', async (type) => {
    await expectProblemLater(
      now({ type, text: 'Hello' }),
      'error',
      `“${type}” is not a choice in Message Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Location, Contact, Buttons, PIX payment button. Nothing was done.`,
    );
  });

  test.each([
    ['file:///etc/passwd'],
    ['ftp://example.com/a.jpg'],
    ['data:image/png;base64,AAAA'],
    ['javascript:alert(1)'],
    ['photo.jpg'],
    ['//example.com/a.jpg'],
    ['hydrate|||abc|||hydrate'],
    ['https://'],
  ])('the media %s', async (media) => {
    await expectProblemLater(
      now({ type: 'image', media }),
      'error',
      `“${media}” in File is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.`,
    );
    await expectProblemLater(
      later({ type: 'image', media_url: media }),
      'error',
      `“${media}” in Link to File is not a link that MsgFlash can open. Use one that begins with https://. Nothing was done.`,
    );
  });

  const expiring = [
    ['https://zapier.com/engine/hydrate/1/.abc/'],
    ['https://www.zapier.com/engine/hydrate/1/.abc/'],
    ['https://ZAPIER.com/engine/hydrate/1'],
    ['https://zapier-dev-files.s3.amazonaws.com/cli-platform/a?Expires=1'],
  ];
  test.each(expiring)('the file of an earlier step, later: %s', async (link) => {
    await expectProblemLater(
      later({ type: 'document', media_url: link }),
      'error',
      'Link to File holds a file of an earlier step, whose link expires before the message goes out. Use a lasting public link, for example from your website. Nothing was done.',
    );
  });

  test.each(expiring)('but now it can: %s', async (media) => {
    expect(await now({ type: 'document', media })).toEqual({ type: 'document', mediaUrl: media });
  });

  test.each([
    ['https://zapier.com/blog/a.jpg'],
    ['https://notzapier.com/engine/hydrate/1'],
    ['https://example.com/engine/hydrate/1'],
  ])('%s lasts', async (media_url) => {
    expect(await later({ type: 'document', media_url })).toEqual({ type: 'document', mediaUrl: media_url });
  });

  test.each([
    ['example.com', '“example.com” in Button 1 Value is not a link. Begin it with https://. Nothing was done.'],
    [
      'javascript:alert(1)',
      '“javascript:alert(1)” in Button 1 Value is not a link. Begin it with https://. Nothing was done.',
    ],
  ])('the link of a button: %s', async (link, sentence) => {
    await expectProblemLater(
      now({ ...heading, ...reply, button_1_kind: 'url', button_1_value: link }),
      'error',
      sentence,
    );
  });

  test('a number to call that is none', async () => {
    await expectProblemLater(
      now({ ...heading, ...reply, button_1_kind: 'call', button_1_value: 'the shop' }),
      'halted',
      '“the shop” in Button 1 Value is not a phone number. Nothing was done. Correct it in the app it comes from.',
    );
  });

  test.each([
    [1, { button_1_kind: 'pix' }, 'pix'],
    [1, { button_1_kind: 'constructor' }, 'constructor'],
    [2, { button_2_kind: 'quick', button_2_text: 'No', button_2_value: 'no' }, 'quick'],
  ])('a kind of button %i that is not in the list', async (n, values, shown) => {
    await expectProblemLater(
      now({ ...heading, ...reply, ...values }),
      'error',
      `“${shown}” is not a choice in Button ${n} Kind. Use one of these: Reply, Open a link, Call a number, Copy a code. Nothing was done.`,
    );
  });
});

describe('a campaign', () => {
  const campaign = (values: object) => campaignContentOf({ ...values }, Date.UTC(2030, 5, 1), french);

  test.each([
    ['calls its text body', { type: 'text', text: 'News' }, { type: 'text', body: 'News' }],
    [
      'calls its caption body, too',
      { type: 'image', media_url: PHOTO, text: 'Look' },
      { type: 'image', mediaUrl: PHOTO, body: 'Look' },
    ],
    ['has no body without a caption', { type: 'image', media_url: PHOTO }, { type: 'image', mediaUrl: PHOTO }],
    ['sends audio', { type: 'audio', media_url: PHOTO }, { type: 'audio', mediaUrl: PHOTO }],
    [
      'sends buttons',
      { ...heading, ...reply },
      {
        type: 'buttons',
        title: 'Your order',
        description: 'Shall we deliver today?',
        buttons: [{ type: 'reply', title: 'reply', displayText: 'Yes', id: 'yes' }],
      },
    ],
  ])('%s', async (_what, values, content) => {
    expect(await campaign(values)).toStrictEqual(content);
  });

  test.each([
    ['location', { type: 'location', latitude: '1', longitude: '1' }],
    ['contact', { type: 'contact', contact_id: 'cnt_1' }],
    ['location', { type: 'location', latitude: '999' }],
    ['contact', { type: 'contact' }],
  ])('has no %s', async (type, values) => {
    await expectProblemLater(
      campaign(values),
      'error',
      `“${type}” is not a choice in Message Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Buttons, PIX payment button. Nothing was done.`,
    );
    expect(Object.keys(campaignTypeField.choices)).not.toContain(type);
  });

  test('offers every other type', () => {
    expect(Object.keys(campaignTypeField.choices)).toEqual(
      Object.keys(typeField.choices).filter((type) => type !== 'location' && type !== 'contact'),
    );
  });
});

describe('the fields of the chosen type', () => {
  const shown = (source: 'file' | 'link', inputData: object) =>
    contentFields(source)(null, { inputData: { ...inputData } }).map(
      ({ key, required }) => `${key}${required ? '*' : ''}`,
    );
  const buttons = [
    'button_1_kind*',
    'button_1_text*',
    'button_1_value*',
    'button_2_kind',
    'button_2_text',
    'button_2_value',
  ];

  test.each([
    [{}, []],
    [{ type: 'text' }, []],
    [{ type: '' }, []],
    [{ type: '{{1__type}}' }, []],
    [{ type: 'image' }, ['media*']],
    [{ type: 'video' }, ['media*']],
    [{ type: 'document' }, ['media*']],
    [{ type: 'audio' }, ['media*']],
    [{ type: 'voice_note' }, ['media*']],
    [{ type: 'location' }, ['latitude*', 'longitude*', 'location_name', 'location_address']],
    [{ type: 'contact' }, ['contact_id*']],
    [{ type: 'buttons' }, ['title*', 'description*', ...buttons, 'footer']],
    [
      { type: 'pix' },
      ['title*', 'description*', 'button_1_text*', 'pix_currency*', 'pix_name*', 'pix_type*', 'pix_account*', 'footer'],
    ],
  ])('%j', (inputData, keys) => {
    expect(shown('file', inputData)).toEqual(keys);
    expect(shown('link', inputData)).toEqual(keys.map((key) => (key === 'media*' ? 'media_url*' : key)));
  });

  test('media is a file now and a lasting link later, each with its limits', () => {
    const [file] = contentFields('file')(null, { inputData: { type: 'image' } });
    expect(file).toMatchObject({
      type: 'file',
      helpText: 'A file from an earlier step, or a public link. JPEG, PNG, WEBP or GIF, up to 5 MB.',
    });
    const [link] = contentFields('link')(null, { inputData: { type: 'voice_note' } });
    expect(link).toMatchObject({ key: 'media_url', label: 'Link to File', type: 'string' });
    expect(link?.helpText).toContain(
      'Files from earlier steps expire before that. MP3, OGG, MP4, AAC, AMR or WEBM, up to 16 MB.',
    );
  });

  test('coordinates are text: the platform would read 48,85 as 48', () => {
    const types = contentFields('file')(null, { inputData: { type: 'location' } }).map(({ type }) => type);
    expect(types).toEqual(['string', 'string', 'string', 'string']);
  });
});

test('whatever the fields hold, it is content or a problem', async () => {
  const keys = ['text', 'media', 'latitude', 'longitude', 'contact_id', 'title', 'description', 'footer', 'pix_name'];
  const values = fc.record(
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
    fc.asyncProperty(values, async (given) => {
      const outcome = await now(given).catch((error: unknown) => error);
      if (!(outcome instanceof Problem)) expect(outcome).toHaveProperty('type');
    }),
    { numRuns: 500 },
  );
});
