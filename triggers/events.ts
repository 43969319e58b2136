/** What every webhook trigger has. */
export interface HookRow {
  key: string;
  label: string;
  description: string;
}

/** A trigger for message events. */
export interface MessageRow extends HookRow {
  /** The status that triggers it; `received` for inbound messages; null if the user chooses from several. */
  status: string | null;
}

/** A trigger for instance events. */
export interface InstanceRow extends HookRow {
  state: 'connected' | 'disconnected';
}

/** Every webhook trigger about messages. The event is `message.<status>`. `/guides/webhooks` */
export const messageRows = [
  {
    key: 'message_received',
    label: 'New Message Received',
    description: 'Triggers when someone writes to one of your WhatsApp numbers.',
    status: 'received',
  },
  {
    key: 'message_sent',
    label: 'Message Sent',
    description: 'Triggers when a message is sent.',
    status: 'sent',
  },
  {
    key: 'message_delivered',
    label: 'Message Delivered',
    description: "Triggers when a message reaches its recipient's phone.",
    status: 'delivered',
  },
  {
    key: 'message_read',
    label: 'Message Read',
    description: 'Triggers when a recipient reads a message.',
    status: 'read',
  },
  {
    key: 'message_failed',
    label: 'Message Failed',
    description: 'Triggers when a message could not be delivered.',
    status: 'failed',
  },
  {
    key: 'message_status_updated',
    label: 'Message Status Updated',
    description: 'Triggers when a message is sent, delivered or read, or fails, as you choose.',
    status: null,
  },
] as const satisfies readonly MessageRow[];

/** Every webhook trigger about instances. The event is `instance.<state>`. `/guides/webhooks` */
export const instanceRows = [
  {
    key: 'instance_connected',
    label: 'Instance Connected',
    description: 'Triggers when a WhatsApp number is connected.',
    state: 'connected',
  },
  {
    key: 'instance_disconnected',
    label: 'Instance Disconnected',
    description: 'Triggers when a WhatsApp number loses its connection.',
    state: 'disconnected',
  },
] as const satisfies readonly InstanceRow[];
