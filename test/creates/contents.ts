import { demo } from '../../dev/msgflash/demo.ts';

/** One way to fill in the content of a message, and everything that must come of it. */
export interface ContentCase {
  name: string;
  input: Record<string, unknown>;
  /** The content on the wire, beside instance and recipient: these keys and no others. */
  sent: Record<string, unknown>;
  /** What the record says of the content; a key that is not named is null. */
  record: { type: string; text?: string; media_url?: string; contact_id?: string };
  /** What the customer gets beside text and media. */
  extra?: Record<string, unknown>;
}

const link = 'https://example.com/files/parcel.jpg?size=1&lang=fr';
const card = { title: 'Your order', description: 'Order 1042 is ready.' };

function buttons(name: string, input: object, sent: object[], more: { footer?: string } = {}): ContentCase {
  const content = { ...card, ...more, buttons: sent };
  return {
    name,
    input: { ...card, ...more, ...input },
    sent: { type: 'buttons', ...content },
    record: { type: 'buttons', text: card.description },
    extra: content,
  };
}

/** Every type of content. @param media the key under which the step takes a file or link */
export function contents(media: 'media' | 'media_url'): ContentCase[] {
  const withMedia = (type: string, text?: string): ContentCase => ({
    name: text ? `${type} with a caption` : type,
    input: { type, [media]: link, ...(text && { text }) },
    sent: { type, mediaUrl: link, ...(text && { text }) },
    record: { type, media_url: link, ...(text && { text }) },
  });
  return [
    {
      name: 'text, exactly as written',
      input: { type: 'text', text: '  Hé {{name}} 👋\n{{bundle.authData.api_key}} "50 %" \\ <b>\t' },
      sent: { type: 'text', text: '  Hé {{name}} 👋\n{{bundle.authData.api_key}} "50 %" \\ <b>\t' },
      record: { type: 'text', text: '  Hé {{name}} 👋\n{{bundle.authData.api_key}} "50 %" \\ <b>\t' },
    },
    {
      name: 'text of 4096 characters',
      input: { type: 'text', text: 'é'.repeat(4096) },
      sent: { type: 'text', text: 'é'.repeat(4096) },
      record: { type: 'text', text: 'é'.repeat(4096) },
    },
    {
      name: 'no type, which is text',
      input: { type: '', text: 'Hello' },
      sent: { type: 'text', text: 'Hello' },
      record: { type: 'text', text: 'Hello' },
    },
    withMedia('image'),
    withMedia('image', 'Your parcel'),
    withMedia('video'),
    withMedia('video', 'How to open it'),
    withMedia('document'),
    withMedia('document', 'Your invoice'),
    withMedia('audio'),
    withMedia('voice_note'),
    {
      name: 'location',
      input: { type: 'location', latitude: '48,8566', longitude: '-2.35' },
      sent: { type: 'location', latitude: 48.8566, longitude: -2.35 },
      record: { type: 'location' },
      extra: { latitude: 48.8566, longitude: -2.35 },
    },
    {
      name: 'location with name and address',
      input: {
        type: 'location',
        latitude: ' -90 ',
        longitude: '180',
        location_name: 'Shop',
        location_address: '1 rue de la République, Lyon',
      },
      sent: {
        type: 'location',
        latitude: -90,
        longitude: 180,
        locationName: 'Shop',
        locationAddress: '1 rue de la République, Lyon',
      },
      record: { type: 'location' },
      extra: { latitude: -90, longitude: 180, locationName: 'Shop', locationAddress: '1 rue de la République, Lyon' },
    },
    {
      name: 'contact',
      input: { type: 'contact', contact_id: demo.contacts.luc },
      sent: { type: 'contact', contactId: demo.contacts.luc },
      record: { type: 'contact', contact_id: demo.contacts.luc },
      extra: { contactId: demo.contacts.luc },
    },
    buttons(
      'one reply button',
      { type: 'buttons', button_1_kind: 'reply', button_1_text: 'Yes', button_1_value: 'yes-1042' },
      [{ type: 'reply', title: 'reply', displayText: 'Yes', id: 'yes-1042' }],
    ),
    buttons(
      'a link and a call button, with a footer',
      {
        type: 'buttons',
        button_1_kind: 'url',
        button_1_text: 'Track it',
        button_1_value: 'https://example.com/t/1042',
        button_2_kind: 'call',
        button_2_text: 'Call us',
        button_2_value: '06 39 98 00 01',
      },
      [
        { type: 'url', title: 'url', displayText: 'Track it', url: 'https://example.com/t/1042' },
        { type: 'call', title: 'call', displayText: 'Call us', phoneNumber: '+33639980001' },
      ],
      { footer: 'Main Store, Lyon' },
    ),
    buttons(
      'a copy button beside a second kind without text and value, which is no button',
      {
        type: 'buttons',
        button_1_kind: 'copy',
        button_1_text: 'Copy the code',
        button_1_value: 'PROMO10',
        button_2_kind: 'reply',
        button_2_text: ' ',
        button_2_value: '',
      },
      [{ type: 'copy', title: 'copy', displayText: 'Copy the code', copyCode: 'PROMO10' }],
    ),
    buttons(
      'PIX',
      {
        type: 'pix',
        button_1_text: 'Pay now',
        pix_currency: 'BRL',
        pix_name: 'Loja Central',
        pix_type: 'email',
        pix_account: 'pix@example.com',
      },
      [
        {
          type: 'pix',
          title: 'pix',
          displayText: 'Pay now',
          currency: 'BRL',
          name: 'Loja Central',
          keyType: 'email',
          key: 'pix@example.com',
        },
      ],
      { footer: 'Obrigado' },
    ),
  ];
}

/** Values of every type at once, as they stay behind when somebody changes Type in the editor. */
export const leftovers = {
  text: 'LEFT OVER',
  media: 'https://example.com/left-over.jpg',
  media_url: 'https://example.com/left-over.jpg',
  latitude: '12',
  longitude: '12',
  location_name: 'LEFT OVER',
  location_address: 'LEFT OVER',
  contact_id: demo.contacts.zoe,
  title: 'LEFT OVER',
  description: 'LEFT OVER',
  footer: 'LEFT OVER',
  button_1_kind: 'copy',
  button_1_text: 'LEFT OVER',
  button_1_value: 'LEFT OVER',
  button_2_kind: 'copy',
  button_2_text: 'LEFT OVER',
  button_2_value: 'LEFT OVER',
  pix_currency: 'LEFT OVER',
  pix_name: 'LEFT OVER',
  pix_type: 'LEFT OVER',
  pix_account: 'LEFT OVER',
};

const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  image: ['text'],
  video: ['text'],
  document: ['text'],
  location: ['location_name', 'location_address'],
  buttons: ['footer', 'button_2_text', 'button_2_value'],
  pix: ['footer'],
};

/** The same for a message of one type, whose own optional fields were left empty. */
export function leftoversFor(type: unknown): Record<string, string> {
  return { ...leftovers, ...Object.fromEntries((OPTIONAL[String(type)] ?? []).map((key) => [key, ''])) };
}

/** A record of a message that was just queued for a stranger through the main instance. */
export function queuedRecord(id: unknown, at: string, { type, text, media_url, contact_id }: ContentCase['record']) {
  return {
    id,
    message_id: id,
    direction: 'outbound',
    status: 'queued',
    type,
    from: '+33639980001',
    to: demo.numbers.stranger,
    text: text ?? null,
    media_url: media_url ?? null,
    contact_id: contact_id ?? null,
    campaign_id: null,
    instance_id: demo.instances.mainStore,
    instance_name: 'Main Store',
    instance_number: '+33639980001',
    provider_message_id: null,
    error: null,
    warnings: null,
    safety_decision: 'allow',
    safety_risk_level: 'low',
    safety_score: 92,
    created_at: at,
    updated_at: at,
    already_sent: false,
  };
}
