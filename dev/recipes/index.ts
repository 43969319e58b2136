import { storyOf } from '../demo/recipe-story.ts';
import type { Story } from '../demo/story.ts';
import { appointment } from './appointment.ts';
import { cartAbandoned } from './cart-abandoned.ts';
import { failedAlert } from './failed-alert.ts';
import { formWelcome } from './form-welcome.ts';
import { inboundTicket } from './inbound-ticket.ts';
import { numberCheck } from './number-check.ts';
import { offlineAlert } from './offline-alert.ts';
import { optOut } from './opt-out.ts';
import { orderPaid } from './order-paid.ts';
import { quotaAlert } from './quota-alert.ts';
import type { Recipe } from './recipe.ts';
import { vipCampaign } from './vip-campaign.ts';

/** Zaps that people build, in the order of the guide; each is played by its name, and all of them as `recipes`. */
export const recipes: readonly Story[] = [
  storyOf(orderPaid),
  appointment,
  storyOf(inboundTicket),
  failedAlert,
  formWelcome,
  cartAbandoned,
  vipCampaign,
  numberCheck,
  offlineAlert,
  quotaAlert,
  optOut,
];

/** Those that are data. */
export const data: readonly Recipe[] = [orderPaid, inboundTicket];
