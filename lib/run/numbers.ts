import { createNumberLookup, getNumberLookup } from '../msgflash/operations.ts';
import type { NumberLookup } from '../msgflash/schemas.ts';
import type { Api } from '../msgflash/transport.ts';

/** What MsgFlash knows of a number. */
export interface NumberState {
  /** Null when it could not be told. */
  isOnWhatsApp: boolean | null;
  reason: string | null;
}

/** MsgFlash asks for this pace. `/api-reference/number-lookups/progress` */
const POLL_MS = 2_000;
/** Without that much left for the answer, it is not asked again. */
const ANSWER_MS = 1_000;
const UNDER_WAY: readonly (string | null)[] = ['pending', 'processing'];

/**
 * Whether a number is on WhatsApp. Costs 1 request; where MsgFlash takes its time over the answer, 1 more every 2 seconds,
 * within the run's deadline.
 *
 * @param instanceId a connected instance that asks
 * @param api with the clock that this may take
 * @param number E.164 with `+`
 */
export async function lookUpNumber(api: Api, instanceId: string, number: string): Promise<NumberState> {
  let lookup = await createNumberLookup(api, instanceId, [number]);
  const { lookupId } = lookup;
  // The result may be there from the start, with nothing in it yet.
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
