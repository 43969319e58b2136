import { expect, test } from '@jest/globals';
import { checks } from '../../../dev/publish/checks/index.ts';
import { gather, type Material } from '../../../dev/publish/gather.ts';
import { subjectOf } from '../../../dev/publish/subject.ts';
import app from '../../../index.ts';

const material = await gather(app);
const subject = subjectOf(material);

test.each(checks)('$code: $demand', ({ looks }) => {
  const all = looks(subject);
  expect(all).not.toEqual([]);
  expect(all.filter(({ problems }) => problems.length > 0)).toEqual([]);
});

/** Where paths in the table may begin. */
const PATHS: Readonly<Record<string, string>> = {
  $auth: 'definition authentication fields 0',
  $send: 'definition creates send_message',
  $out: 'definition creates send_message operation outputFields',
  $instance: 'definition creates send_message operation inputFields 0',
  $to: 'definition creates send_message operation inputFields 1',
  $type: 'definition creates send_message operation inputFields 2',
  $find: 'definition searches find_contact',
  $hook: 'definition triggers message_received',
  $list: 'definition triggers contact_list',
};

/** For each check what it must catch: its code, where, a word of what it says, and what is changed in the material. */
const TABLE = `
  D001 | send_message | to looks | $to type = "password"
  D002 | connection | api_key | $auth helpText = "Ask us."
  D003 | connection | secret | connectionLabels 0 = "msgf_live_0123"
  D004 | send_message | instance_id | $instance dynamic gone
  D005 | send_message | instance_id | $instance dynamic = "nobody.id.label"
  D006 D017 | message_received | no performList | $hook operation performList gone
  D007 D025 | send_message | help text of to | $to helpText = "See [this](http://example.com/key)."
  D007 D025 | send_message | sample of media_url | $send operation sample media_url = "javascript:alert(1)"
  D007 D025 | connection | api_key | $auth helpText = "[Here](http://example.com/key)"
  D008 | send_message | bare example.com | $to helpText = "See docs.example.com for more."
  D009 | find_contact | no field | $find operation inputFields = []
  D010 T002 | contact_list | no id | $list operation sample id gone
  D011 | send_message | to | $to helpText = "to."
  D013 | send_message | instance_id | $instance search = "find_nobody.id"
  D014 | send_message | instance_id | $instance list = true
  D018 | send_message | message | $send display label = "Send message"
  D021 | message_received | whenever | $hook display description = "Triggers whenever a message comes."
  D022 | send_message | functions | $send operation inputFields = ["$func$2$f$"]
  D023 T003 | send_message | text | $send operation sample text = "04/01/2026"
  D024 T005 Z001 | send_message | safety_score | $send operation sample safety_score = "56"
  D026 | connection | subdomain | $auth key = "subdomain"
  D027 | app | 18.0.0 | versions core = "18.0.0"
  D028 | send_message | cleanInputData | definition flags cleanInputData = true

  D012 T004 T006 G027 | send_message | sample: text is missing | $send operation sample text gone
  D012 T004 T006 G027 | send_message | mood is no output | live creates.send_message records 0 mood = "good"
  D012 T004 T006 G027 | message_received | text is empty | live triggers.message_received listed 0 text = ""

  G001 | send_message | the label of to | $to label = "MsgFlash Number"
  G002 | send_message | several | $send display description = "Sends a message. At once."
  G003 | send_message | Message | $send display description = "Sends a Message."
  G004 | send_message | Sends | $send display description = "Send a message."
  G005 | find_contact | Get | $find display label = "Get Contact"
  G006 | send_message | plural | $send noun = "Messages"
  G007 | message_received | Updated Message | $hook display label = "Updated Message"
  G008 | contact_list | polls | $list display hidden = false
  G009 | send_message | instance_id | $instance label = "Instance ID"
  G010 | send_message | number | $to label = "Phone number"
  G011 | send_message | to | $instance required = false
  G012 | send_message | to | $to helpText = "Separate numbers by commas."
  G013 | send_message | to | $to children = [{"key":"part"}]
  G014 | send_message | type | $type default = "telegram"
  G015 | find_contact | phone | $find operation inputFields 0 helpText = "The number."
  G016 | send_message | help text of to | $to helpText = "Takes JSON."
  G017 | send_message | help text of to | $to helpText = "Le numéro."
  G018 | send_message | to | $to helpText = "a phone number"
  G019 | send_message | same label | definition creates schedule_message display label = "Send Message"
  G020 | send_message | twice | $out 0 label = "Message ID"
  G021 | send_message | success | $out 3 key = "success"
  G022 | send_message | instance_name | $out 13 key = "sender"
  G023 | send_message | already_sent | $send operation sample already_sent = "true"
  G024 | send_message | +33612345678 | $send operation sample to = "+33612345678"
  G025 | create_campaign | consent | definition creates create_campaign = {"operation":{"inputFields":[{"key":"recipients"}]}}
  G026 | send_message | copy | $send display label = "Delete Message"

  M001 | metadata | category | metadata category name = ""
  M002 | metadata | Zapier | metadata description = "MsgFlash is a messaging platform that works with Zapier."
  M003 | metadata | user | metadata role choices = ["user"]
  M004 | logo | by | logo 18 = 1
  M006 | metadata | https | metadata homepage = "http://example.com"
  M007 | metadata | app | metadata title = "MsgFlash app"
  V001 | changelog | nobody | section appMetadata = [{"action_type":"write","action_key":"nobody"}]`;
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
  if (json === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, JSON.parse(json));
  return copy;
}

test.each(rows)('$code catches: $change', ({ code, place, says, change }) => {
  const check = checks.find((each) => each.code === code);
  const looks = check?.looks(subjectOf(broken(change))) ?? [];
  const problems = looks.filter((look) => look.place === place).flatMap((look) => look.problems);
  expect(problems).toContainEqual(expect.stringContaining(says));
});

test('each check is seen to catch something', () => {
  expect(new Set(rows.map(({ code }) => code))).toEqual(new Set(checks.map(({ code }) => code)));
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
