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

/** A button's three fields. */
const button = (n: 1 | 2, kind: string, text: string, value: string) => ({
  ...{ [`button_${n}_kind`]: kind, [`button_${n}_text`]: text, [`button_${n}_value`]: value },
});

function buttons(name: string, input: object, sent: object[], more: { footer?: string } = {}): ContentCase {
  const content = { ...card, ...more, buttons: sent };
  const record = { type: 'buttons', text: card.description };
  return {
    ...{ name, input: { type: 'buttons', ...card, ...more, ...input }, record, extra: content },
    sent: { type: 'buttons', ...content },
  };
}

/** A content that goes to MsgFlash as it is typed. */
const alike = (name: string, type: string, text: string, typed = type): ContentCase => ({
  ...{ name, input: { type: typed, text }, sent: { type, text }, record: { type, text } },
});

/** Every type of content. @param media the key under which the step takes a file or link */
export function contents(media: 'media' | 'media_url'): ContentCase[] {
  const withMedia = (type: string, more: { text?: string } = {}): ContentCase => ({
    ...{ name: type, input: { type, [media]: link, ...more }, sent: { type, mediaUrl: link, ...more } },
    record: { type, media_url: link, ...more },
  });
  const place = { locationName: 'Shop', locationAddress: '1 rue de la République, Lyon' };
  const named = { location_name: place.locationName, location_address: place.locationAddress };
  const pix = { pix_currency: 'BRL', pix_name: 'Loja Central', pix_type: 'email', pix_account: 'pix@example.com' };
  const { luc } = demo.contacts;
  return [
    alike('text, exactly as written', 'text', '  Hé {{name}} 👋\n{{bundle.authData.api_key}} "50 %" \\ <b>\t'),
    { ...alike('text, without what other types left behind', 'text', 'Hello'), input: { ...leftovers, text: 'Hello' } },
    alike('no type, which is text', 'text', 'Hello', ''),
    withMedia('image', { text: 'Your parcel' }),
    withMedia('video'),
    withMedia('document', { text: 'Your invoice' }),
    withMedia('audio'),
    withMedia('voice_note'),
    {
      name: 'location with name and address',
      input: { type: 'location', latitude: '48,8566', longitude: ' -180 ', ...named },
      sent: { type: 'location', latitude: 48.8566, longitude: -180, ...place },
      record: { type: 'location' },
      extra: { latitude: 48.8566, longitude: -180, ...place },
    },
    {
      name: 'contact',
      input: { type: 'contact', contact_id: luc },
      sent: { type: 'contact', contactId: luc },
      record: { type: 'contact', contact_id: luc },
      extra: { contactId: luc },
    },
    buttons('one reply button', button(1, 'reply', 'Yes', 'yes-1042'), [
      { type: 'reply', title: 'reply', displayText: 'Yes', id: 'yes-1042' },
    ]),
    buttons(
      'a link and a call button, with a footer',
      { ...button(1, 'url', 'Track it', 'https://example.com/t/1'), ...button(2, 'call', 'Call us', '06 39 98 00 01') },
      [
        { type: 'url', title: 'url', displayText: 'Track it', url: 'https://example.com/t/1' },
        { type: 'call', title: 'call', displayText: 'Call us', phoneNumber: '+33639980001' },
      ],
      { footer: 'Main Store, Lyon' },
    ),
    buttons(
      'a copy button beside a second kind without text and value, which is no button',
      { ...button(1, 'copy', 'Copy the code', 'PROMO10'), ...button(2, 'reply', ' ', '') },
      [{ type: 'copy', title: 'copy', displayText: 'Copy the code', copyCode: 'PROMO10' }],
    ),
    buttons(
      'PIX',
      { type: 'pix', button_1_text: 'Pay now', ...pix },
      [
        {
          ...{ type: 'pix', title: 'pix', displayText: 'Pay now', currency: 'BRL', name: 'Loja Central' },
          ...{ keyType: 'email', key: 'pix@example.com' },
        },
      ],
      { footer: 'Obrigado' },
    ),
  ];
}

/** Values of every other type, as they stay behind when somebody changes Message Type to Text in the editor. */
export const leftovers: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'location_name location_address title description footer pix_currency pix_name pix_type pix_account'
      .split(' ')
      .map((key) => [key, 'LEFT OVER']),
  ),
  ...{ media: 'https://example.com/left-over.jpg', media_url: 'https://example.com/left-over.jpg' },
  ...{ latitude: '12', longitude: '12', contact_id: demo.contacts.zoe },
  ...{ ...button(1, 'copy', 'LEFT OVER', 'LEFT OVER'), ...button(2, 'copy', 'LEFT OVER', 'LEFT OVER') },
};

/** A record of a message that was just queued for a stranger through the main instance. */
export function queuedRecord(id: unknown, at: string, { type, text, media_url, contact_id }: ContentCase['record']) {
  return {
    ...{ id, message_id: id, direction: 'outbound', status: 'queued', type },
    ...{ from: '+33639980001', to: demo.numbers.stranger },
    ...{ text: text ?? null, media_url: media_url ?? null, contact_id: contact_id ?? null, campaign_id: null },
    ...{ instance_id: demo.instances.mainStore, instance_name: 'Main Store', instance_number: '+33639980001' },
    ...{ provider_message_id: null, error: null, warnings: null },
    ...{ safety_decision: 'allow', safety_risk_level: 'low', safety_score: 92 },
    ...{ created_at: at, updated_at: at, already_sent: false },
  };
}
