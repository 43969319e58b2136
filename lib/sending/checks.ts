import type { Check } from '../fields/options.ts';
import { Deadline } from '../msgflash/deadline.ts';
import { getInstanceState, type Outgoing } from '../msgflash/operations.ts';
import { Problem } from '../problem.ts';
import { statusWords } from '../records/instance.ts';
import { later } from '../run/confirmed.ts';
import { lookUpNumber } from '../run/numbers.ts';
import type { Run } from '../run/types.ts';

/** The time limit for all checks of a run together. */
const CHECKS_MS = 6_000;
/** The retry delay, in seconds, if a check has no result. */
const AGAIN_S = 60;

/**
 * Makes the chosen checks. Each costs one request.
 *
 * @param keep milliseconds of the run to keep for what comes after
 * @throws Problem `halted` if a check fails; `throttled` if it has no result, or `error` in a test in the editor
 */
export async function makeChecks(
  run: Run,
  { instanceId, to }: Outgoing,
  checks: readonly Check[],
  keep: number,
): Promise<void> {
  if (checks.length === 0) return;
  const api = { ...run.api, deadline: new Deadline(run.deadline.left(CHECKS_MS, keep)) };
  if (checks.includes('instance_connected')) {
    const { status } = await getInstanceState(api, instanceId);
    if (status === null)
      throw later(run, 'MsgFlash could not find out whether the instance is connected. Nothing was sent.', AGAIN_S);
    if (status !== 'connected')
      throw new Problem('halted', `The instance is ${statusWords(status)}. Nothing was sent.`);
  }
  if (checks.includes('recipient_on_whatsapp')) {
    const { isOnWhatsApp } = await lookUpNumber(api, instanceId, to);
    if (isOnWhatsApp === null)
      throw later(run, `MsgFlash could not find out whether ${to} is on WhatsApp. Nothing was sent.`, AGAIN_S);
    if (!isOnWhatsApp) throw new Problem('halted', `${to} is not on WhatsApp. Nothing was sent.`);
  }
}
