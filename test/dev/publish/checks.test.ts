import { expect, test } from '@jest/globals';
import { findingsOf } from '../../../dev/publish/check.ts';
import { checks } from '../../../dev/publish/checks/index.ts';
import { gather } from '../../../dev/publish/gather.ts';
import { type Material, subjectOf } from '../../../dev/publish/subject.ts';
import app from '../../../index.ts';

const material = await gather(app);
const subject = subjectOf(material);

test.each(checks)('$code: $demand', (check) => {
  expect(check.looks(subject)).not.toEqual([]);
  expect(findingsOf(check, subject)).toEqual([]);
});

/**
 * What breaks a demand: code, where the check must find it, a word of what it must say, then what of the material is
 * changed, or `gone`. Paths may begin with one of these.
 */
const PATHS: Readonly<Record<string, string>> = {
  $auth: 'definition authentication',
  $send: 'definition creates send_message',
  $out: 'definition creates send_message operation outputFields',
  $instance: 'definition creates send_message operation inputFields 0',
  $to: 'definition creates send_message operation inputFields 1',
  $type: 'definition creates send_message operation inputFields 2',
  $find: 'definition searches find_contact',
  $hook: 'definition triggers message_received',
  $list: 'definition triggers contact_list',
  $sent: 'live creates.send_message records 0',
  $heard: 'live triggers.message_received records 0',
  $listed: 'live triggers.message_received listed 0',
};
const TABLE = `
  D001 | send_message | to looks | $to type = "password"
  D001 | send_message | user_password | forms creates.send_message 0 fields 0 key = "user_password"
  D002 | connection | api_key | $auth fields 0 helpText = "Ask us."
  D003 | connection | no label | $auth connectionLabel = ""
  D003 | connection | the same | $auth connectionLabel = "MsgFlash"
  D003 | connection | api_key | $auth connectionLabel = "{{api_key}}"
  D003 | connection | secret | connectionLabels = ["msgf_live_0123"]
  D003 | connection | empty | connectionLabels = [""]
  D003 | connection | just the app | connectionLabels = ["MsgFlash"]
  D003 | connection | too long | connectionLabels = ["${'very '.repeat(30)}long"]
  D004 | send_message | instance_id | $instance dynamic gone
  D005 | send_message | instance_id | $instance dynamic = "nobody.id.label"
  D006 | message_received | no performList | $hook operation performList gone
  D006 | message_received | other keys | $listed text gone
  D007 | send_message | help text of to | $to helpText = "See [this](http://example.com/key)."
  D007 | send_message | sample of media_url | $send operation sample media_url = "http://example.com/key"
  D007 | connection | api_key | $auth fields 0 helpText = "[Here](http://example.com/key)"
  D008 | send_message | bare https | $to helpText = "See https://example.com/help."
  D008 | send_message | bare example.com | $to helpText = "See docs.example.com for more."
  D008 | connection | bare www | $auth fields 1 helpText = "www.example.com"
  D009 | find_contact | no field | $find operation inputFields = []
  D010 | contact_list | id | $list operation sample id gone
  D011 | send_message | to | $to helpText = "to."
  D011 | connection | api_key | $auth fields 0 helpText = "API key"
  D012 | send_message | no sample | $send operation sample gone
  D012 | find_contact | no sample | $find operation sample = {}
  D013 | send_message | instance_id | $instance search = "find_nobody.id"
  D014 | send_message | instance_id | $instance list = true
  D014 | send_message | instance_id | $instance dynamic gone
  D014 | send_message | instance_id | $instance type = "datetime"
  D015 | find_contact (or create) | no create | definition searchOrCreates find_contact create = "nobody"
  D015 | find_contact (or create) | its key | definition searchOrCreates find_contact search = "find_group"
  D016 | app | static | definition = {"triggers":{"hook":{"key":"hook","operation":{"type":"hook"}}}}
  D017 | message_received | performUnsubscribe | $hook operation performUnsubscribe gone
  D018 | send_message | message | $send display label = "Send message"
  D018 | find_contact (or create) | Or | definition searchOrCreates find_contact display label = "Find Or Create Contact"
  D021 | message_received | whenever | $hook display description = "Triggers whenever a message comes."
  D021 | message_received | comes | $hook display description = "Triggers when a message comes"
  D022 | send_message | functions | $send operation inputFields = ["$func$2$f$"]
  D023 | send_message | created_at | $send operation sample created_at = "2026-04-01 10:00"
  D023 | send_message | text | $send operation sample text = "04/01/2026"
  D024 | send_message | safety_score | $send operation sample safety_score = "56"
  D024 | send_message | receipt is required | $out 16 = {"key":"receipt","required":true}
  D025 | send_message | dangerous | $to helpText = "[Here](javascript:alert(1))."
  D025 | connection | dangerous | $auth fields 0 helpText = "[Here](data:text/html,x)"
  D026 | connection | subdomain | $auth fields 1 key = "subdomain"
  D027 | app | exact | versions core = "^19.1.0"
  D027 | app | 18.0.0 | versions core = "18.0.0"
  D028 | send_message | cleanInputData | definition flags cleanInputData = true
  D028 | send_message | cleanInputData | $send operation cleanInputData = true

  G001 | send_message | the label names | $send display label = "Send MsgFlash Message"
  G001 | send_message | the description | $send display description = "Sends with MsgFlash."
  G001 | send_message | the label of to | $to label = "MsgFlash Number"
  G002 | send_message | words | $send display description = "Sends ${'very '.repeat(16)}long."
  G002 | send_message | several | $send display description = "Sends a message. At once."
  G003 | send_message | Message | $send display description = "Sends a Message."
  G004 | send_message | Sends | $send display description = "Send a message."
  G004 | send_message | one word | $send display label = "Send"
  G004 | send_message | period | $send display description = "Sends a message"
  G005 | find_contact | Get | $find display label = "Get Contact"
  G005 | find_contact | Looks | $find display description = "Looks a contact up."
  G006 | send_message | plural | $send noun = "Messages"
  G006 | send_message | title case | $send noun = "message"
  G006 | send_message | none | $send noun = ""
  G007 | message_received | Updated Message | $hook display label = "Updated Message"
  G008 | contact_list | polls | $list display hidden = false
  G009 | send_message | instance_id | $instance label = "Instance ID"
  G010 | send_message | none | $to label gone
  G010 | send_message | number | $to label = "Phone number"
  G011 | send_message | to | $instance required = false
  G011 | send_message | type= | forms creates.send_message 7 fields 0 required = false
  G012 | send_message | to | $to helpText = "Separate numbers by commas."
  G013 | send_message | to | $to children = [{"key":"part"}]
  G014 | send_message | type | $type default = "telegram"
  G015 | find_contact | phone | $find operation inputFields 0 helpText = "The number."
  G016 | send_message | JSON | $to helpText = "Takes JSON."
  G017 | send_message | help text of to | $to helpText = "Le numéro."
  G018 | send_message | to | $to helpText = "a phone number"
  G019 | send_message | same label | definition creates schedule_message display label = "Send Message"
  G020 | send_message | id has no label | $out 0 label gone
  G020 | send_message | twice | $out 0 label = "Message ID"
  G021 | send_message | no id | $send operation sample id gone
  G021 | send_message | success | $out 3 key = "success"
  G022 | send_message | instance_name | $out 13 key = "sender"
  G023 | send_message | already_sent | $send operation sample already_sent = "true"
  G023 | send_message | created_at | $sent created_at = 1775037600
  G024 | send_message | +33612345678 | $send operation sample to = "+33612345678"
  G024 | send_message | ann@mail.fr | $send operation sample text = "ann@mail.fr"
  G025 | create_campaign | consent | definition creates create_campaign = {"operation":{"inputFields":[{"key":"recipients"}]}}
  G026 | send_message | copy | $send display label = "Delete Message"
  G027 | send_message | text is missing | $send operation sample text gone
  G027 | send_message | mood is no output | $sent mood = "good"
  G027 | message_received | text is empty | $listed text = ""

  M001 | metadata | category | metadata category name = ""
  M002 | metadata | begin | metadata description = "Send messages with MsgFlash, now or later, to one person or many."
  M002 | metadata | characters | metadata description = "MsgFlash is a messenger."
  M002 | metadata | sentences | metadata description = "MsgFlash is a messenger. It sends. It schedules. It receives."
  M002 | metadata | Zapier | metadata description = "MsgFlash is a messaging platform that works with Zapier."
  M003 | metadata | employees | metadata role choices = ["user"]
  M004 | logo | no PNG | logo 0 = 60
  M004 | logo | by | logo 18 = 1
  M004 | logo | only 128 | logo = [137,80,78,71,13,10,26,10,0,0,0,13,73,72,68,82,0,0,0,128,0,0,0,128,8,6]
  M004 | logo | RGBA | logo 25 = 2
  M006 | metadata | https | metadata homepage = "http://example.com"
  M007 | metadata | app | metadata title = "MsgFlash app"
  V001 | changelog | no section | section changelog = ""
  V001 | changelog | nobody | section appMetadata = [{"action_type":"write","action_key":"nobody"}]
  V001 | changelog | 1.0.1 | definition version = "1.0.1"

  T002 | contact_list | id | live triggers.contact_list records 0 id gone
  T003 | send_message | created_at | $sent created_at = "2026-04-01T10:00:00"
  T003 | message_received | created_at | $listed created_at = "1 April"
  T004 | send_message | status | $sent status gone
  T005 | message_received | details_loaded | $heard details_loaded = "yes"
  T005 | message_received | no live | live triggers.message_received records = []
  T006 | message_received | text | $heard text gone
  T006 | message_received | nothing | live triggers.message_received listed = []
  Z001 | message_received | details_loaded | $listed details_loaded = "yes"`;
const rows = TABLE.split('\n').flatMap((line) => {
  const [code = '', place = '', says = '', change = ''] = line.trim().split(' | ');
  return code ? [{ code, place, says, change }] : [];
});

/** @throws when the path does not lead anywhere, so that no row breaks nothing */
function broken(change: string): Material {
  const copy = structuredClone(material);
  const [, path = '', json] = /^(.+?) (?:gone|= (.+))$/.exec(change) ?? [];
  const keys = path.replace(/^\$\w+/, (name) => PATHS[name] ?? '').split(' ');
  const last = keys.pop() ?? '';
  let parent: unknown = copy;
  for (const key of keys) parent = Reflect.get(Object(parent), key);
  if (typeof parent !== 'object' || parent === null) throw new Error(`There is no ${path}.`);
  if (json === undefined && !(last in parent)) throw new Error(`There is no ${path}.`);
  if (json === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, JSON.parse(json));
  return copy;
}

test.each(rows)('$code catches: $change', ({ code, place, says, change }) => {
  const check = checks.find((each) => each.code === code);
  const findings = check ? findingsOf(check, subjectOf(broken(change))) : [];
  expect(findings.filter((finding) => finding.place === place && finding.what.includes(says))).not.toEqual([]);
});

test('no check of the platform that can run here is left out, and each catches something', () => {
  // The others need an account, a live Zap or a release before this one.
  const platform = Array.from({ length: 28 }, (_, index) => `D${String(index + 1).padStart(3, '0')}`);
  const others = 'M001 M002 M003 M004 M006 M007 T002 T003 T004 T005 T006 V001 Z001'.split(' ');
  const guidelines = Array.from({ length: 27 }, (_, index) => `G${String(index + 1).padStart(3, '0')}`);
  const wanted = [...platform, ...others, ...guidelines].filter((code) => code !== 'D019' && code !== 'D020').sort();
  expect(checks.map(({ code }) => code).sort()).toEqual(wanted);
  expect([...new Set(rows.map(({ code }) => code))].sort()).toEqual(wanted);
});

test('every step was run, and every choice of its form was made', () => {
  const steps = subject.steps.filter(({ kind }) => kind !== 'find or create');
  expect(steps.filter(({ live }) => live.records.length === 0).map(({ name }) => name)).toEqual([]);
  expect(steps.filter(({ kind, live }) => kind === 'hook' && live.listed.length === 0)).toEqual([]);
  expect(Object.fromEntries(Object.entries(material.forms).map(([name, shown]) => [name, shown.length]))).toEqual({
    'creates.send_message': 9,
    'creates.send_template_message': 8,
    'creates.schedule_message': 9,
    'creates.schedule_template_message': 8,
    'creates.create_campaign': 10,
    'creates.create_template_campaign': 12,
  });
});
