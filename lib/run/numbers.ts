import { createNumberLookup, getNumberLookup } from '../msgflash/operations.ts';
import type { NumberLookup } from '../msgflash/schemas.ts';
import type { Api } from '../msgflash/transport.ts';

/** The result of a number check. */
export interface NumberState {
  /** Null if MsgFlash could not find out. */
  isOnWhatsApp: boolean | null;
  reason: string | null;
}

/** The polling interval that MsgFlash asks for. `/api-reference/number-lookups/progress` */
const POLL_MS = 2_000;
/** Polling stops if less than this is left for the response. */
const ANSWER_MS = 1_000;
const UNDER_WAY: readonly (string | null)[] = ['pending', 'processing'];

/**
 * Finds out whether a number is on WhatsApp. Costs 1 request, and if the result is not ready, 1 more every 2 seconds.
 *
 * @param api its deadline limits the polling
 * @param instanceId the connected instance that runs the check
 * @param number E.164 with `+`
 */
export async function lookUpNumber(api: Api, instanceId: string, number: string): Promise<NumberState> {
  let lookup = await createNumberLookup(api, instanceId, [number]);
  const { lookupId } = lookup;
  // The first response may already have a result object with nothing in it.
  const isOpen = () => stateIn(lookup).isOnWhatsApp === null && UNDER_WAY.includes(lookup.status);
  while (isOpen() && lookupId && api.deadline.left() > POLL_MS + ANSWER_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    lookup = await getNumberLookup(api, lookupId);
  }
  return stateIn(lookup);
}

function stateIn({ result }: NumberLookup): NumberState {
  if (result && result.onWhatsApp.length > 0) return { isOnWhatsApp: true, reason: null };
  const [missing] = [...(result?.notOnWhatsApp ?? []), ...(result?.invalid ?? [])];
  return missing ? { isOnWhatsApp: false, reason: missing.reason } : { isOnWhatsApp: null, reason: null };
}
