import { aiAnswer } from './ai-answer.ts';
import { appointment } from './appointment.ts';
import { cartAbandoned } from './cart-abandoned.ts';
import { facebookLead } from './facebook-lead.ts';
import { failedAlert } from './failed-alert.ts';
import { formWelcome } from './form-welcome.ts';
import { hubspotMessage } from './hubspot-message.ts';
import { inboundTicket } from './inbound-ticket.ts';
import { leadAlert } from './lead-alert.ts';
import { numberCheck } from './number-check.ts';
import { offlineAlert } from './offline-alert.ts';
import { optOut } from './opt-out.ts';
import { orderPaid } from './order-paid.ts';
import { quotaAlert } from './quota-alert.ts';
import type { Recipe } from './recipe.ts';
import { reviewRequest } from './review-request.ts';
import { vipCampaign } from './vip-campaign.ts';
import { whatsappToHubspot } from './whatsapp-to-hubspot.ts';

/** Zaps that people build, in the order of the guide. */
export const recipes: readonly [Recipe, ...Recipe[]] = [
  orderPaid,
  appointment,
  inboundTicket,
  facebookLead,
  formWelcome,
  hubspotMessage,
  leadAlert,
  cartAbandoned,
  reviewRequest,
  whatsappToHubspot,
  aiAnswer,
  vipCampaign,
  numberCheck,
  failedAlert,
  offlineAlert,
  quotaAlert,
  optOut,
];
