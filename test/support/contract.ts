/** Written by hand and shared with nothing that ships: a key that is lost or renamed in the code must not be here as well. */
const words = (text: string) => text.trim().split(/\s+/);

/** Keys of a message, wherever one is output. */
export const MESSAGE_KEYS = words(`
  id message_id direction status type from to text media_url media_file contact_id campaign_id instance_id instance_name
  instance_number provider_message_id error warnings safety_decision safety_risk_level safety_score created_at updated_at`);

/** Keys of an instance, wherever one is output. */
export const INSTANCE_KEYS = words(`
  id name number status is_connected provider_state safety_state safety_score hourly_limit daily_limit sent_last_hour
  sent_last_day recommendations created_at updated_at`);

/** Keys of what the triggers on messages output. */
export const MESSAGE_EVENT_KEYS = [...MESSAGE_KEYS, 'event', 'occurred_at', 'details_loaded', 'sender_name'];

/** Keys of what the triggers on instances output. */
export const INSTANCE_EVENT_KEYS = [...INSTANCE_KEYS, 'event', 'occurred_at'];
