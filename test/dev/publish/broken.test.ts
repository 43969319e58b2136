import { expect, test } from '@jest/globals';
import { findingsOf } from '../../../dev/publish/check.ts';
import { checks } from '../../../dev/publish/checks/index.ts';
import { type Material, subjectOf } from '../../../dev/publish/subject.ts';
import { material } from './material.ts';

/** A thing by its path, to be broken. @throws when it is not there, so that no row breaks nothing */
function at(broken: Material, path: string): object {
  let found: unknown = broken;
  for (const key of path.split(' ').filter(Boolean)) found = Reflect.get(Object(found), key);
  if (typeof found !== 'object' || found === null) throw new Error(`There is no ${path}.`);
  return found;
}

type Break = (broken: Material) => void;

const set =
  (path: string, changes: object): Break =>
  (broken) =>
    void Object.assign(at(broken, path), changes);
const drop =
  (path: string, key: string): Break =>
  (broken) => {
    const there = at(broken, path);
    if (!(key in there)) throw new Error(`There is no ${key} in ${path}.`);
    Reflect.deleteProperty(there, key);
  };

const received = 'definition triggers message_received';
const send = 'definition creates send_message';
const find = 'definition searches find_contact';
const list = 'definition triggers contact_list';
const auth = 'definition authentication';
const to = `${send} operation inputFields 1`;
const instance = `${send} operation inputFields 0`;
const bad = 'http://example.com/key';

/** What breaks a demand, where the check must find it, and a word of what it must say. */
const rows: [code: string, how: string, place: string, says: string, Break][] = [
  ['D001', 'a field that asks for a key', 'send_message', 'api_key', set(to, { key: 'api_key' })],
  ['D001', 'a field for a password', 'send_message', 'to', set(to, { type: 'password' })],
  [
    'D001',
    'such a field made by a function',
    'send_message',
    'user_password',
    set('forms creates.send_message 0 fields 0', { key: 'user_password' }),
  ],
  ['D002', 'help without a link', 'connection', 'api_key', set(`${auth} fields 0`, { helpText: 'Ask us.' })],
  ['D003', 'no label', 'connection', 'no label', set(auth, { connectionLabel: '' })],
  ['D003', 'the same label for all', 'connection', 'the same', set(auth, { connectionLabel: 'MsgFlash' })],
  ['D003', 'the key as label', 'connection', 'api_key', set(auth, { connectionLabel: '{{api_key}}' })],
  [
    'D003',
    'a connection named after its key',
    'connection',
    'secret',
    set('', { connectionLabels: ['msgf_live_0123'] }),
  ],
  ['D003', 'a connection without a name', 'connection', 'empty', set('', { connectionLabels: [''] })],
  [
    'D003',
    'a connection named after the app',
    'connection',
    'just the app',
    set('', { connectionLabels: ['MsgFlash'] }),
  ],
  ['D004', 'an id to be typed', 'send_message', 'instance_id', drop(instance, 'dynamic')],
  ['D005', 'a list of nobody', 'send_message', 'nobody', set(instance, { dynamic: 'nobody.id.label' })],
  ['D006', 'no performList', 'message_received', 'no performList', drop(`${received} operation`, 'performList')],
  [
    'D006',
    'a list of another shape',
    'message_received',
    'other keys',
    drop('live triggers.message_received listed 0', 'text'),
  ],
  ['D007', 'a link without https', 'send_message', 'to', set(to, { helpText: `See [this](${bad}).` })],
  ['D007', 'such a link in a sample', 'send_message', 'media_url', set(`${send} operation sample`, { media_url: bad })],
  [
    'D007',
    'such a link in the connection',
    'connection',
    'api_key',
    set(`${auth} fields 0`, { helpText: `[Here](${bad})` }),
  ],
  ['D008', 'a bare link', 'send_message', 'bare', set(to, { helpText: 'See https://example.com/help.' })],
  ['D008', 'a bare domain', 'send_message', 'bare', set(to, { helpText: 'See docs.example.com for more.' })],
  [
    'D008',
    'a bare link in the connection',
    'connection',
    'bare',
    set(`${auth} fields 1`, { helpText: 'www.example.com' }),
  ],
  ['D009', 'a search without fields', 'find_contact', 'no field', set(`${find} operation`, { inputFields: [] })],
  ['D010', 'a sample without id', 'contact_list', 'id', drop(`${list} operation sample`, 'id')],
  [
    'D010',
    'a sample without its primary key',
    'contact_list',
    'label',
    (broken) => {
      set(`${list} operation outputFields 1`, { primary: true })(broken);
      drop(`${list} operation sample`, 'label')(broken);
    },
  ],
  ['D011', 'help that is the label', 'send_message', 'to', set(to, { label: 'Recipient', helpText: 'recipient.' })],
  ['D011', 'the same in the connection', 'connection', 'api_key', set(`${auth} fields 0`, { helpText: 'API key' })],
  ['D012', 'no sample', 'send_message', 'no sample', drop(`${send} operation`, 'sample')],
  ['D012', 'an empty sample', 'find_contact', 'no sample', set(`${find} operation`, { sample: {} })],
  ['D013', 'a search of nobody', 'send_message', 'find_nobody', set(instance, { search: 'find_nobody.id' })],
  ['D014', 'a search connector on a list', 'send_message', 'instance_id', set(instance, { list: true })],
  ['D014', 'a search connector without a list to pick from', 'send_message', 'instance_id', drop(instance, 'dynamic')],
  ['D014', 'a search connector on a date', 'send_message', 'instance_id', set(instance, { type: 'datetime' })],
  [
    'D015',
    'a pair with a create of nobody',
    'find_contact (or create)',
    'no create',
    set('definition searchOrCreates find_contact', { create: 'nobody' }),
  ],
  [
    'D015',
    'a pair with another search',
    'find_contact (or create)',
    'its key',
    set('definition searchOrCreates find_contact', { search: 'find_group' }),
  ],
  [
    'D016',
    'one static webhook',
    'app',
    'static',
    (broken) => {
      const message_received = at(broken, received);
      set('definition', { triggers: { message_received }, creates: {}, searches: {}, searchOrCreates: {} })(broken);
      drop(`${received} operation`, 'performSubscribe')(broken);
    },
  ],
  [
    'D017',
    'no unsubscribing',
    'message_received',
    'performUnsubscribe',
    drop(`${received} operation`, 'performUnsubscribe'),
  ],
  ['D017', 'no subscribing', 'message_received', 'performSubscribe', drop(`${received} operation`, 'performSubscribe')],
  ['D018', 'a label in small letters', 'send_message', 'message', set(`${send} display`, { label: 'Send message' })],
  [
    'D018',
    'a small word that is big',
    'find_contact (or create)',
    'Or',
    set('definition searchOrCreates find_contact display', { label: 'Find Or Create Contact' }),
  ],
  [
    'D021',
    'whenever',
    'message_received',
    'whenever',
    set(`${received} display`, { description: 'Triggers whenever a message comes.' }),
  ],
  [
    'D021',
    'no period',
    'message_received',
    'comes',
    set(`${received} display`, { description: 'Triggers when a message comes' }),
  ],
  [
    'D022',
    'an action whose fields are all made by a function',
    'send_message',
    'functions',
    set(`${send} operation`, { inputFields: ['$func$2$f$'] }),
  ],
  [
    'D023',
    'a date without a zone',
    'send_message',
    'created_at',
    set(`${send} operation sample`, { created_at: '2026-04-01 10:00' }),
  ],
  ['D023', 'a date that is text', 'send_message', 'text', set(`${send} operation sample`, { text: '04/01/2026' })],
  [
    'D024',
    'a number that is text',
    'send_message',
    'safety_score',
    set(`${send} operation sample`, { safety_score: '56' }),
  ],
  [
    'D024',
    'a required key that is missing',
    'send_message',
    'error',
    set(`${send} operation outputFields 16`, { key: 'error', required: true }),
  ],
  ['D025', 'a dangerous link', 'send_message', 'dangerous', set(to, { helpText: '[Here](javascript:alert(1)).' })],
  [
    'D025',
    'such a link in the connection',
    'connection',
    'dangerous',
    set(`${auth} fields 0`, { helpText: '[Here](data:text/html,x)' }),
  ],
  ['D026', 'a domain to be typed', 'connection', 'subdomain', set(`${auth} fields 1`, { key: 'subdomain' })],
  ['D027', 'a range', 'app', 'exact', set('versions', { core: '^19.1.0' })],
  ['D027', 'an old core', 'app', '18.0.0', set('versions', { core: '18.0.0' })],
  ['D028', 'cleaned input', 'send_message', 'cleanInputData', set('definition flags', { cleanInputData: true })],
  [
    'D028',
    'cleaned input of one step',
    'send_message',
    'cleanInputData',
    set(`${send} operation`, { cleanInputData: true }),
  ],

  ['G001', 'the app in a label', 'send_message', 'label', set(`${send} display`, { label: 'Send MsgFlash Message' })],
  [
    'G001',
    'the app in a description',
    'send_message',
    'description',
    set(`${send} display`, { description: 'Sends with MsgFlash.' }),
  ],
  ['G001', 'the app in the label of a field', 'send_message', 'to', set(to, { label: 'MsgFlash Number' })],
  [
    'G002',
    'a long description',
    'send_message',
    'words',
    set(`${send} display`, { description: `Sends ${'very '.repeat(16)}long.` }),
  ],
  [
    'G002',
    'two sentences',
    'send_message',
    'several',
    set(`${send} display`, { description: 'Sends a message. At once.' }),
  ],
  [
    'G003',
    'a noun with a capital',
    'send_message',
    'Message',
    set(`${send} display`, { description: 'Sends a Message.' }),
  ],
  [
    'G004',
    'no verb in the third person',
    'send_message',
    'Sends',
    set(`${send} display`, { description: 'Send a message.' }),
  ],
  ['G004', 'no noun', 'send_message', 'one word', set(`${send} display`, { label: 'Send' })],
  ['G004', 'no period', 'send_message', 'period', set(`${send} display`, { description: 'Sends a message' })],
  ['G005', 'Get', 'find_contact', 'Get', set(`${find} display`, { label: 'Get Contact' })],
  ['G005', 'another verb', 'find_contact', 'Looks', set(`${find} display`, { description: 'Looks a contact up.' })],
  ['G006', 'a plural', 'send_message', 'plural', set(send, { noun: 'Messages' })],
  ['G006', 'a small noun', 'send_message', 'title case', set(send, { noun: 'message' })],
  ['G006', 'no noun', 'send_message', 'none', set(send, { noun: '' })],
  [
    'G007',
    'anything that changes',
    'message_received',
    'Updated Message',
    set(`${received} display`, { label: 'Updated Message' }),
  ],
  ['G008', 'a visible trigger that polls', 'contact_list', 'polls', set(`${list} display`, { hidden: false })],
  ['G009', 'a field for an ID', 'send_message', 'Instance ID', set(instance, { label: 'Instance ID' })],
  ['G010', 'a field without a label', 'send_message', 'none', drop(to, 'label')],
  ['G010', 'a label in small letters', 'send_message', 'number', set(to, { label: 'Phone number' })],
  ['G011', 'an optional field first', 'send_message', 'to', set(instance, { required: false })],
  [
    'G011',
    'the same in a form',
    'send_message',
    'type=',
    set('forms creates.send_message 7 fields 0', { required: false }),
  ],
  ['G012', 'commas', 'send_message', 'to', set(to, { helpText: 'Separate numbers by commas.' })],
  ['G013', 'line items', 'send_message', 'to', set(to, { children: [{ key: 'part' }] })],
  [
    'G014',
    'a preset that is no choice',
    'send_message',
    'telegram',
    set(`${send} operation inputFields 2`, { default: 'telegram' }),
  ],
  [
    'G015',
    'help that does not name the other field',
    'find_contact',
    'phone',
    set(`${find} operation inputFields 0`, { helpText: 'The number.' }),
  ],
  ['G016', 'a word for programmers', 'send_message', 'JSON', set(to, { helpText: 'Takes JSON.' })],
  ['G017', 'another language', 'send_message', 'help text of to', set(to, { helpText: 'Le numéro.' })],
  ['G018', 'help that is no sentence', 'send_message', 'to', set(to, { helpText: 'a phone number' })],
  [
    'G019',
    'two steps of one name',
    'send_message',
    'same label',
    set('definition creates schedule_message display', { label: 'Send Message' }),
  ],
  ['G020', 'an output without a label', 'send_message', 'id', drop(`${send} operation outputFields 0`, 'label')],
  ['G020', 'a label twice', 'send_message', 'twice', set(`${send} operation outputFields 0`, { label: 'Message ID' })],
  ['G021', 'no id', 'send_message', 'no id', drop(`${send} operation sample`, 'id')],
  ['G021', 'success', 'send_message', 'success', set(`${send} operation outputFields 3`, { key: 'success' })],
  [
    'G022',
    'an id without its name',
    'send_message',
    'instance_name',
    set(`${send} operation outputFields 13`, { key: 'sender' }),
  ],
  [
    'G023',
    'a boolean that is text',
    'send_message',
    'already_sent',
    set(`${send} operation sample`, { already_sent: 'true' }),
  ],
  [
    'G023',
    'a time in seconds',
    'send_message',
    'created_at',
    set('live creates.send_message records 0', { created_at: 1775037600 }),
  ],
  [
    'G024',
    'somebody’s number',
    'send_message',
    '+33612345678',
    set(`${send} operation sample`, { to: '+33612345678' }),
  ],
  ['G024', 'somebody’s mail', 'send_message', 'ann@mail.fr', set(`${send} operation sample`, { text: 'ann@mail.fr' })],
  [
    'G025',
    'nothing on consent',
    'create_campaign',
    'consent',
    (broken) => {
      set('definition creates create_campaign display', { description: 'Creates a campaign.' })(broken);
      set('definition creates create_campaign operation inputFields 3', { helpText: 'Who gets it.' })(broken);
    },
  ],
  ['G026', 'an action that deletes', 'send_message', 'copy', set(`${send} display`, { label: 'Delete Message' })],

  ['M001', 'no category', 'metadata', 'category', set('metadata category', { name: '' })],
  [
    'M002',
    'another beginning',
    'metadata',
    'begin',
    set('metadata', { description: 'Send messages with MsgFlash, now or later, to one person or many.' }),
  ],
  ['M002', 'too short', 'metadata', 'characters', set('metadata', { description: 'MsgFlash is a messenger.' })],
  [
    'M002',
    'too long',
    'metadata',
    'characters',
    set('metadata', { description: `MsgFlash is a ${'very '.repeat(30)}good messenger.` }),
  ],
  [
    'M002',
    'four sentences',
    'metadata',
    'sentences',
    set('metadata', { description: 'MsgFlash is a messenger. It sends. It schedules. It receives.' }),
  ],
  [
    'M002',
    'another app',
    'metadata',
    'Zapier',
    set('metadata', { description: 'MsgFlash is a messaging platform that works with Zapier.' }),
  ],
  [
    'M002',
    'synchronising',
    'metadata',
    'syncs',
    set('metadata', { description: 'MsgFlash is a messaging platform that syncs your messages.' }),
  ],
  ['M003', 'somebody else', 'metadata', 'employees', set('metadata role', { choices: ['user'] })],
  ['M004', 'no PNG', 'logo', 'no PNG', set('', { logo: new TextEncoder().encode('<svg/>') })],
  ['M004', 'no square', 'logo', 'by', logoWith(16, [0, 0, 1, 0])],
  ['M004', 'a small one', 'logo', 'only 128', logoWith(16, [0, 0, 0, 128, 0, 0, 0, 128])],
  ['M004', 'no transparency', 'logo', 'RGBA', logoWith(25, [2])],
  ['M006', 'no homepage', 'metadata', 'https', set('metadata', { homepage: '' })],
  ['M006', 'a homepage without https', 'metadata', 'https', set('metadata', { homepage: 'http://example.com' })],
  ['M007', 'more than the brand', 'metadata', 'app', set('metadata', { title: 'MsgFlash app' })],
  ['V001', 'no section', 'changelog', 'no heading', set('', { changelog: '# Changelog\n' })],
  [
    'V001',
    'an empty section',
    'changelog',
    'empty',
    set('', { changelog: '# Changelog\n\n## 1.0.0\n\n## 0.9.0\n\n- Added it.\n' }),
  ],
  [
    'V001',
    'a step that is not there',
    'changelog',
    'create/nobody',
    set('', { changelog: '## 1.0.0\n\n- Added create/nobody.\n' }),
  ],
  ['V001', 'two versions', 'changelog', '1.0.1', set('definition', { version: '1.0.1' })],

  ['T002', 'a result without id', 'contact_list', 'id', drop('live triggers.contact_list records 0', 'id')],
  [
    'T003',
    'a live date without a zone',
    'send_message',
    'created_at',
    set('live creates.send_message records 0', { created_at: '2026-04-01T10:00:00' }),
  ],
  [
    'T003',
    'the same in a list of samples',
    'message_received',
    'created_at',
    set('live triggers.message_received listed 0', { created_at: '1 April' }),
  ],
  [
    'T004',
    'a live result that lacks a key',
    'send_message',
    'status',
    drop('live creates.send_message records 0', 'status'),
  ],
  [
    'T005',
    'a live number that is text',
    'message_received',
    'details_loaded',
    set('live triggers.message_received records 0', { details_loaded: 'yes' }),
  ],
  ['T005', 'nothing live', 'message_received', 'no live', set('live triggers.message_received', { records: [] })],
  [
    'T006',
    'a delivery that lacks a key',
    'message_received',
    'text',
    drop('live triggers.message_received records 0', 'text'),
  ],
  ['T006', 'no samples', 'message_received', 'nothing', set('live triggers.message_received', { listed: [] })],
  [
    'Z001',
    'a listed boolean that is text',
    'message_received',
    'details_loaded',
    set('live triggers.message_received listed 0', { details_loaded: 'yes' }),
  ],
];

function logoWith(offset: number, bytes: number[]): Break {
  return (broken) => broken.logo.set(bytes, offset);
}

test.each(rows)('%s catches %s', (code, _how, place, says, breakIt) => {
  const broken = structuredClone(material);
  breakIt(broken);
  const check = checks.find((each) => each.code === code);
  const findings = check ? findingsOf(check, subjectOf(broken)) : [];
  expect(findings.filter((finding) => finding.place === place && finding.what.includes(says))).not.toEqual([]);
});

test('every check has something broken that it catches', () => {
  const tried = rows.map(([code]) => code);
  expect(checks.map(({ code }) => code).filter((code) => !tried.includes(code))).toEqual([]);
});
