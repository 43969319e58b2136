/**
 * What Zaps rely on for ever, written out by hand and shared with nothing that ships: a key that is lost or renamed in
 * the code must not be lost or renamed here as well.
 */
const words = (text: string) => text.trim().split(/\s+/);

/** Keys of a message, wherever one is output. */
export const MESSAGE_KEYS = words(`
  id message_id direction status type from to text media_url media_file contact_id campaign_id instance_id instance_name
  instance_number provider_message_id error warnings safety_decision safety_risk_level safety_score created_at updated_at`);

/** Keys of an instance, wherever one is output. */
export const INSTANCE_KEYS = words(`
  id name number status is_connected provider_state safety_state safety_score hourly_limit daily_limit sent_last_hour
  sent_last_day recommendations created_at updated_at`);

/** Keys of what the triggers on messages put out. */
export const MESSAGE_EVENT_KEYS = [...MESSAGE_KEYS, 'event', 'occurred_at', 'details_loaded', 'sender_name'];

/** Keys of what the triggers on instances put out. */
export const INSTANCE_EVENT_KEYS = [...INSTANCE_KEYS, 'event', 'occurred_at'];

/** Input fields of a step, `*` where a Zap cannot be switched on without one, and the keys that its records must have. */
export interface Promised {
  input: readonly string[];
  output: readonly string[];
}

const promised = (input: string, output: readonly string[]): Promised => ({ input: words(input), output });
const plus = (keys: readonly string[], more: string) => [...keys, ...words(more)];

const CAMPAIGN_KEYS = words('id name total planned queued sent delivered read failed cancelled progress_percent');
const SENT_KEYS = plus(MESSAGE_KEYS, 'already_sent');
const SCHEDULED_KEYS = plus(SENT_KEYS, 'scheduled_at');
const OPTIONS = 'country checks send_once_per';

export const AUTHENTICATION = words('api_key* team_id default_country');

export const TRIGGERS: Readonly<Record<string, Promised>> = {
  message_received: promised('instance_id', MESSAGE_EVENT_KEYS),
  message_sent: promised('instance_id load_message', MESSAGE_EVENT_KEYS),
  message_delivered: promised('instance_id load_message', MESSAGE_EVENT_KEYS),
  message_read: promised('instance_id load_message', MESSAGE_EVENT_KEYS),
  message_failed: promised('instance_id load_message', MESSAGE_EVENT_KEYS),
  message_status_updated: promised('statuses* instance_id load_message', MESSAGE_EVENT_KEYS),
  instance_connected: promised('instance_id', INSTANCE_EVENT_KEYS),
  instance_disconnected: promised('instance_id', INSTANCE_EVENT_KEYS),
};

/** Hidden: they feed the lists that people pick from. */
export const LISTS = words('instance_list template_list group_list contact_list message_list campaign_list');

export const CREATES: Readonly<Record<string, Promised>> = {
  send_message: promised(`instance_id* to* type* ${OPTIONS}`, SENT_KEYS),
  send_template_message: promised(`instance_id* to* template_id* ${OPTIONS}`, SENT_KEYS),
  schedule_message: promised(`instance_id* to* type* scheduled_at* if_past date_order ${OPTIONS}`, SCHEDULED_KEYS),
  schedule_template_message: promised(
    `instance_id* to* template_id* scheduled_at* if_past date_order ${OPTIONS}`,
    SCHEDULED_KEYS,
  ),
  create_campaign: promised('instance_id* name* starts_at* repeat recipients* type* date_order', CAMPAIGN_KEYS),
  create_template_campaign: promised(
    'instance_id* name* starts_at* repeat recipients* template_id* date_order',
    CAMPAIGN_KEYS,
  ),
  pause_campaign: promised('campaign_id*', CAMPAIGN_KEYS),
  resume_campaign: promised('campaign_id*', CAMPAIGN_KEYS),
  create_contact: promised('name* phone* country tags meta', words('id name phone')),
  update_contact: promised('contact_id* name phone country tags tags_mode meta meta_mode', words('id name phone')),
  create_group: promised('name* description color', words('id name')),
  add_contact_to_group: promised('group_id* contact_ids*', words('id')),
  remove_contact_from_group: promised('group_id* contact_ids*', words('id')),
};

const QUOTA_KEYS = words('limit used remaining percent');

export const SEARCHES: Readonly<Record<string, Promised>> = {
  find_contact: promised('phone name country', words('id name phone')),
  find_group: promised('name*', words('id name')),
  find_instance: promised('search*', INSTANCE_KEYS),
  find_template: promised('name*', words('id name variables custom_variables')),
  find_message: promised('message_id*', MESSAGE_KEYS),
  find_campaign: promised('campaign_id*', CAMPAIGN_KEYS),
  find_whatsapp_number: promised('instance_id* phone* country', words('input number is_on_whatsapp reason')),
  find_usage: promised('warn_at_percent', [
    ...words('plan is_above_mark above_mark'),
    ...['messages', 'api_requests'].flatMap((quota) => QUOTA_KEYS.map((key) => `${quota}_${key}`)),
  ]),
};

/** Search, and the create that steps in where it finds nothing. */
export const SEARCH_OR_CREATES = { find_contact: 'create_contact', find_group: 'create_group' };

const captioned = (media: string) => words(`${media}* text`);

/** What each type of message is made of. @param media the key of its file: sent at once, or linked to for later */
export const contentOf = (media: 'media' | 'media_url'): Readonly<Record<string, readonly string[]>> => ({
  text: words('text*'),
  image: captioned(media),
  video: captioned(media),
  document: captioned(media),
  audio: [`${media}*`],
  voice_note: [`${media}*`],
  location: words('latitude* longitude* location_name location_address'),
  contact: words('contact_id*'),
  buttons: words(`
    title* description* footer
    button_1_kind* button_1_text* button_1_value* button_2_kind button_2_text button_2_value`),
  pix: words('title* description* footer button_1_text* pix_currency* pix_name* pix_type* pix_account*'),
});

/** Who gets a campaign. */
export const AUDIENCES: Readonly<Record<string, readonly string[]>> = {
  all: [],
  tags: ['tags*'],
  contacts: ['contact_ids*'],
  group: ['group_id*'],
};

/** Choices that Zaps have saved. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  statuses: words('sent delivered read failed'),
  checks: words('instance_connected recipient_on_whatsapp'),
  if_past: words('stop send_now'),
  date_order: words('day_first month_first'),
  repeat: words('none daily weekly'),
  recipients: Object.keys(AUDIENCES),
  tags_mode: words('add remove replace'),
  meta_mode: words('merge replace'),
  button_1_kind: words('reply url call copy'),
  button_2_kind: words('reply url call copy'),
};

/** What a field holds when nobody touched it. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  type: 'text',
  if_past: 'stop',
  repeat: 'none',
  tags_mode: 'add',
  meta_mode: 'merge',
  warn_at_percent: '80',
};
