import { isDeepStrictEqual } from 'node:util';
import type { LedgerEntry } from '../../msgflash/control.ts';
import { demo } from '../../msgflash/demo.ts';
import type { Input } from '../../zapier/index.ts';
import { at } from '../../zapier/values.ts';
import type { StoryStep } from '../step.ts';
import { people, type Shop } from './shop.ts';

/** One kind of message: what is filled in, and what then lies in MsgFlash. */
interface Kind {
  label: string;
  input: Input;
  arrives(message: LedgerEntry): unknown;
  expected: unknown;
}

const text = ({ text: body }: LedgerEntry) => body;
const media = ({ mediaUrl, text: caption }: LedgerEntry) => [mediaUrl, caption];
const extra =
  (...names: string[]) =>
  (message: LedgerEntry) =>
    names.map((name) => at(message.extra, ...name.split('.')));

const link = (file: string) => `https://example.com/${file}`;

const kinds: readonly Kind[] = [
  {
    label: 'Text',
    input: { type: 'text', text: 'Good morning Awa! Your order 1043 is ready 🎉' },
    arrives: text,
    expected: 'Good morning Awa! Your order 1043 is ready 🎉',
  },
  {
    label: 'Image',
    input: { type: 'image', media: link('window.jpg'), text: 'Our new window' },
    arrives: media,
    expected: [link('window.jpg'), 'Our new window'],
  },
  {
    label: 'Video',
    input: { type: 'video', media: link('unboxing.mp4'), text: 'How to open it' },
    arrives: media,
    expected: [link('unboxing.mp4'), 'How to open it'],
  },
  {
    label: 'Document',
    input: { type: 'document', media: link('invoice-1043.pdf') },
    arrives: media,
    expected: [link('invoice-1043.pdf'), null],
  },
  {
    label: 'Audio',
    input: { type: 'audio', media: link('jingle.mp3') },
    arrives: media,
    expected: [link('jingle.mp3'), null],
  },
  {
    label: 'Voice note',
    input: { type: 'voice_note', media: link('hello.ogg') },
    arrives: media,
    expected: [link('hello.ogg'), null],
  },
  {
    label: 'Location',
    input: { type: 'location', latitude: '45,7640', longitude: '4.8357', location_name: 'Main Store' },
    arrives: extra('latitude', 'longitude', 'locationName'),
    expected: [45.764, 4.8357, 'Main Store'],
  },
  {
    label: 'Contact',
    input: { type: 'contact', contact_id: demo.contacts.luc },
    arrives: extra('contactId'),
    expected: [demo.contacts.luc],
  },
  {
    label: 'Buttons',
    input: {
      type: 'buttons',
      title: 'Your appointment',
      description: 'Tomorrow at ten. Will you come?',
      button_1_kind: 'reply',
      button_1_text: 'Yes',
      button_1_value: 'yes',
      button_2_kind: 'call',
      button_2_text: 'Call us',
      button_2_value: '06 39 98 00 01',
    },
    arrives: extra('title', 'buttons.0.displayText', 'buttons.0.type', 'buttons.1.type', 'buttons.1.phoneNumber'),
    expected: ['Your appointment', 'Yes', 'reply', 'call', '+33639980001'],
  },
  {
    label: 'PIX button',
    input: {
      type: 'pix',
      title: 'Order 1043',
      description: 'Pay by PIX',
      button_1_text: 'Pay now',
      pix_currency: 'BRL',
      pix_name: 'Loja Azul',
      pix_type: 'email',
      pix_account: 'loja@example.com',
    },
    arrives: extra('buttons.0.type', 'buttons.0.name', 'buttons.0.keyType', 'buttons.0.key'),
    expected: ['pix', 'Loja Azul', 'email', 'loja@example.com'],
  },
];

/** Each kind costs one request, and arrives as it was filled in. */
export async function sendEveryKind(story: StoryStep, { connection, mainStore }: Shop): Promise<void> {
  story.lists('action', [story.environment.labelOf('creates.send_message')]);
  story.lists('picked', [
    ['Instance', story.environment.labels.get(mainStore) ?? ''],
    ['To', people.awa],
    ['Type', kinds.map(({ label }) => label).join(', ')],
  ]);
  const before = story.environment.wire.charged();
  const runs = [];
  for (const { input } of kinds) {
    runs.push(
      await story.runsQuietly(connection, 'creates.send_message', { instance_id: mainStore, to: people.awa, ...input }),
    );
  }
  story.wire();
  story.lists(
    'out',
    runs.map((run, index) => [
      kinds[index]?.label ?? '',
      run.message || `${at(run.output, 'status')} · ${summary(story.sent()[index])}`,
    ]),
  );
  const sent = story.sent();
  story.same('one message for each kind', sent.length, kinds.length);
  const differing = kinds.flatMap(({ label, arrives, expected }, index) => {
    const message = sent[index];
    const found = message && arrives(message);
    return isDeepStrictEqual(found, expected) ? [] : [{ label, expected, found }];
  });
  story.same('each arrives at MsgFlash as it was filled in', differing, []);
  story.check(
    'the number written the French way became international',
    sent.every(({ to }) => to === demo.numbers.awa),
    sent.map(({ to }) => to),
  );
  story.same('each message cost one request', story.environment.wire.charged() - before, kinds.length);
}

/** What the customer sees, in a few words. */
function summary(message: LedgerEntry | undefined): string {
  if (!message) return 'nothing';
  const { extra: more, mediaUrl, text: body, type } = message;
  const place = more.latitude === undefined ? '' : `${more.latitude}, ${more.longitude} ${more.locationName ?? ''}`;
  const buttons = Array.isArray(more.buttons) ? more.buttons.map((each) => `[${at(each, 'displayText')}]`) : [];
  const shared = more.contactId === undefined ? '' : 'the card of Luc Bernard';
  return [mediaUrl, more.title, body, place, shared, ...buttons].filter(Boolean).join(' · ') || type;
}
