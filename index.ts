import { type Create, defineApp, version as platformVersion, type Search, type Trigger } from 'zapier-platform-core';
import { authentication, authorize } from './authentication.ts';
import scheduleMessage from './creates/schedule-message.ts';
import scheduleTemplateMessage from './creates/schedule-template-message.ts';
import sendMessage from './creates/send-message.ts';
import sendTemplateMessage from './creates/send-template-message.ts';
import pkg from './package.json' with { type: 'json' };
import { messageMedia } from './resources/message-media.ts';
import findContact from './searches/find-contact.ts';
import findInstance from './searches/find-instance.ts';
import contactList from './triggers/dropdowns/contact-list.ts';
import instanceList from './triggers/dropdowns/instance-list.ts';
import templateList from './triggers/dropdowns/template-list.ts';
import { instanceTriggers } from './triggers/instances.ts';
import { messageTriggers } from './triggers/messages.ts';

/** Steps by their keys: a step is known to Zapier, and to every Zap that uses it, by its key for ever. */
function byKey<T>(steps: readonly (T & { key: string })[]): Record<string, T> {
  return Object.fromEntries(steps.map((step) => [step.key, step]));
}

export default defineApp({
  version: pkg.version,
  platformVersion,
  authentication,
  beforeRequest: [authorize],
  flags: {
    // Fields are read as they were left: a blank one is a blank one.
    cleanInputData: false,
    // Ours says which of the three limits was met, and when to come back.
    throwForThrottlingEarly: false,
    // Our own User-Agent would make the platform log every request a second time, with the key in it.
    skipHttpPatch: true,
  },
  // MsgFlash takes 10 requests a second and key. An ordinary run makes one.
  throttle: { window: 1, limit: 8, scope: ['auth'] },
  triggers: byKey<Trigger>([...messageTriggers, ...instanceTriggers, instanceList, templateList, contactList]),
  creates: byKey<Create>([sendMessage, sendTemplateMessage, scheduleMessage, scheduleTemplateMessage]),
  searches: byKey<Search>([findInstance, findContact]),
  hydrators: { messageMedia },
});
