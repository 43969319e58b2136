import type { PlainInputField } from 'zapier-platform-core';
import { type Button, type ButtonAction, button, type Content } from '../msgflash/content.ts';
import type { CampaignContent } from '../msgflash/operations.ts';
import { Problem, shorten } from '../problem.ts';
import type { Connection } from '../run/connection.ts';
import { buttonFields, buttonKindField, pixCurrencyField, pixFields, pixTypeField } from './buttons.ts';
import { choiceOf, matchChoice, requiredChoice } from './choice.ts';
import { contactField } from './contact.ts';
import { fileLink } from './links.ts';
import { phoneOf } from './recipient.ts';
import { required, textIn, type Values, wordIn } from './values.ts';

/** The types of a message. */
export const typeField = {
  key: 'type',
  label: 'Message Type',
  type: 'string',
  required: true,
  default: 'text',
  altersDynamicFields: true,
  helpText: 'What the message is. The fields it needs appear below.',
  choices: {
    text: 'Text',
    image: 'Image',
    video: 'Video',
    document: 'Document',
    audio: 'Audio',
    voice_note: 'Voice note',
    location: 'Location',
    contact: 'Contact',
    buttons: 'Buttons',
    pix: 'PIX payment button',
  },
} as const satisfies PlainInputField;

type Type = keyof typeof typeField.choices;

const { location: _location, contact: _contact, ...campaignTypes } = typeField.choices;

/** The types of a campaign: all except a location and a contact. */
export const campaignTypeField = { ...typeField, choices: campaignTypes } as const satisfies PlainInputField;

/** Where media comes from: a file from an earlier step, or, for messages sent later, a lasting link. */
export type MediaSource = 'file' | 'link';

/** WhatsApp's limits for each type, as MsgFlash documents them. `/guides/media-uploads` */
const MEDIA_LIMITS: Readonly<Record<string, string>> = {
  image: 'JPEG, PNG, WEBP or GIF, up to 5 MB.',
  video: 'MP4 or 3GPP, up to 16 MB.',
  document: 'PDF, Word or Excel, up to 10 MB.',
  audio: 'MP3, OGG, MP4, AAC or AMR, up to 16 MB.',
  voice_note: 'MP3, OGG, MP4, AAC, AMR or WEBM, up to 16 MB.',
};

const MAX_TEXT = 4096;

function mediaField(type: Type, source: MediaSource): PlainInputField {
  const limits = MEDIA_LIMITS[type];
  return source === 'file'
    ? {
        key: 'media',
        label: 'File',
        type: 'file',
        required: true,
        helpText: `A file from an earlier step, or a public link. ${limits}`,
      }
    : {
        key: 'media_url',
        label: 'Link to File',
        type: 'string',
        required: true,
        helpText: `A public link that still works when the message goes out. Files from earlier steps expire before that. ${limits}`,
      };
}

/** Static, so that Zap templates and AI agents can send a text: they do not see fields that depend on other fields. */
export const textField = {
  key: 'text',
  label: 'Text',
  type: 'text',
  required: false,
  helpText: 'The text of a text message, or the caption of an image, video or document. Other types ignore it.',
} as const satisfies PlainInputField;

const locationFields: PlainInputField[] = [
  // Type string, because in a number field Zapier reads 48,85 as 48 and n/a as 0.
  { key: 'latitude', label: 'Latitude', type: 'string', required: true, helpText: 'Degrees, such as `48.8566`.' },
  { key: 'longitude', label: 'Longitude', type: 'string', required: true, helpText: 'Degrees, such as `2.3522`.' },
  {
    key: 'location_name',
    label: 'Location Name',
    type: 'string',
    required: false,
    helpText: 'Shown above the map, such as the name of your shop.',
  },
  {
    key: 'location_address',
    label: 'Location Address',
    type: 'string',
    required: false,
    helpText: 'Shown below the name.',
  },
];

/** The fields of the chosen type. */
export function contentFields(source: MediaSource): (z: unknown, bundle: { inputData: Values }) => PlainInputField[] {
  return (_z, { inputData }) => {
    // The type may still be an unfilled mapping, which must not make the form fail.
    const type = matchChoice(typeField, wordIn(inputData, 'type')) ?? 'text';
    switch (type) {
      case 'text':
        return [];
      case 'image':
      case 'video':
      case 'document':
      case 'audio':
      case 'voice_note':
        return [mediaField(type, source)];
      case 'location':
        return locationFields;
      case 'contact':
        return [{ ...contactField, required: true }];
      case 'buttons':
        return buttonFields;
      case 'pix':
        return pixFields;
    }
  };
}

/**
 * The content of a campaign. The API calls its text `body`. `/api-reference/campaigns/create`
 *
 * @param dueAt as for `contentOf`
 * @throws Problem naming the field
 */
export async function campaignContentOf(
  values: Values,
  dueAt: number,
  connection: Connection,
): Promise<CampaignContent> {
  // Checked first, so that no error asks for a field that this step does not have.
  choiceOf(campaignTypeField, values);
  const content = await contentOf(values, dueAt, connection);
  if (content.type === 'location' || content.type === 'contact') throw new Error('no content of a campaign');
  if (!('text' in content)) return content;
  const { text, ...rest } = content;
  return { ...rest, body: text };
}

/**
 * The content of the chosen type. Values left over from another type are ignored. `/resources/message-types`
 *
 * @param dueAt when it is sent for the last time (ms since 1970), until which a link must work; null for now
 * @throws Problem naming the field
 */
export async function contentOf(values: Values, dueAt: number | null, connection: Connection): Promise<Content> {
  const type = choiceOf(typeField, values) ?? 'text';
  switch (type) {
    case 'text':
      return { type, text: limited(required(textIn(values, textField.key), textField.label)) };
    case 'image':
    case 'video':
    case 'document': {
      const caption = limited(textIn(values, textField.key));
      return { type, mediaUrl: mediaOf(values, dueAt), ...(caption && { text: caption }) };
    }
    case 'audio':
    case 'voice_note':
      return { type, mediaUrl: mediaOf(values, dueAt) };
    case 'location':
      return { type, ...locationOf(values) };
    case 'contact':
      return { type, contactId: required(wordIn(values, 'contact_id'), contactField.label) };
    case 'buttons':
      return { type: 'buttons', ...headingOf(values), buttons: await buttonsOf(values, connection) };
    case 'pix':
      return { type: 'buttons', ...headingOf(values), buttons: [pixOf(values)] };
  }
}

function limited(text: string): string {
  const length = [...text].length;
  if (length > MAX_TEXT) {
    throw new Problem(
      'error',
      `${textField.label} has ${length} characters, and WhatsApp allows ${MAX_TEXT}. Shorten it. Nothing was sent.`,
    );
  }
  return text;
}

function mediaOf(values: Values, dueAt: number | null): string {
  const [key, label] = dueAt === null ? (['media', 'File'] as const) : (['media_url', 'Link to File'] as const);
  return fileLink(required(wordIn(values, key), label), label, dueAt);
}

function locationOf(values: Values) {
  const name = textIn(values, 'location_name');
  const address = textIn(values, 'location_address');
  return {
    latitude: coordinate(values, 'latitude', 'Latitude', 90),
    longitude: coordinate(values, 'longitude', 'Longitude', 180),
    ...(name && { locationName: name }),
    ...(address && { locationAddress: address }),
  };
}

function coordinate(values: Values, key: string, label: string, most: number): number {
  const written = required(wordIn(values, key), label);
  // Many countries write a decimal comma: 48,8566.
  const number = /^[-+−]?\d{1,3}([.,]\d+)?$/.test(written)
    ? Number(written.replace(',', '.').replace('−', '-'))
    : Number.NaN;
  if (Number.isNaN(number) || Math.abs(number) > most) {
    throw new Problem(
      'error',
      `“${shorten(written, 40)}” in ${label} is not a number from -${most} to ${most}, such as ${key === 'latitude' ? '48.8566' : '2.3522'}. Nothing was done.`,
    );
  }
  return number;
}

function headingOf(values: Values): { title: string; description: string; footer?: string } {
  const footer = textIn(values, 'footer');
  return {
    title: required(textIn(values, 'title'), 'Title'),
    description: required(textIn(values, 'description'), 'Description'),
    ...(footer && { footer }),
  };
}

/** The first button is required. The second one is used if it has a text or a value. */
async function buttonsOf(values: Values, connection: Connection): Promise<Button[]> {
  const hasSecond = textIn(values, 'button_2_text') !== '' || textIn(values, 'button_2_value') !== '';
  const buttons: Button[] = [];
  for (const n of hasSecond ? [1, 2] : [1]) {
    const kind = requiredChoice(buttonKindField(n), values);
    const text = required(textIn(values, `button_${n}_text`), `Button ${n} Text`);
    const label = `Button ${n} Value`;
    const value = wordIn(values, `button_${n}_value`);
    if (value === '') {
      throw new Problem(
        'error',
        `${label} is empty: a button needs ${VALUE_OF[kind]}. Fill in ${label}. Nothing was done.`,
      );
    }
    buttons.push(button(text, await actionOf(kind, value, n, values, connection)));
  }
  return buttons;
}

const VALUE_OF = {
  reply: 'a short name for this answer',
  url: 'a link',
  call: 'a phone number',
  copy: 'the code to copy',
};

async function actionOf(
  kind: keyof typeof VALUE_OF,
  value: string,
  n: number,
  values: Values,
  connection: Connection,
): Promise<ButtonAction> {
  const label = `Button ${n} Value`;
  switch (kind) {
    case 'reply':
      return { kind, id: value };
    case 'url':
      if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) {
        throw new Problem(
          'error',
          `“${shorten(value, 60)}” in ${label} is not a link. Begin it with https://. Nothing was done.`,
        );
      }
      return { kind, url: value };
    case 'call':
      return { kind, phoneNumber: await phoneOf(values, `button_${n}_value`, label, connection) };
    case 'copy':
      return { kind, copyCode: value };
  }
}

function pixOf(values: Values): Button {
  return button(required(textIn(values, 'button_1_text'), 'Button 1 Text'), {
    kind: 'pix',
    currency: wordIn(values, pixCurrencyField.key) || pixCurrencyField.default,
    name: required(textIn(values, 'pix_name'), 'PIX Name'),
    keyType: requiredChoice(pixTypeField, values),
    key: required(wordIn(values, 'pix_account'), 'PIX Key'),
  });
}
