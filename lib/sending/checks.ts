import type { Check } from '../fields/options.ts';
import { getInstanceState, type Outgoing } from '../msgflash/operations.ts';
import { Problem } from '../problem.ts';
import { statusWords } from '../records/instance.ts';
import { lookUpNumber } from '../run/numbers.ts';
import type { Run } from '../run/types.ts';

/** Kept for what the checks are made for: sending, and finding out what became of it. */
const SENDING_MS = 12_000;

/**
 * Makes the chosen checks, each for one request.
 *
 * @throws Problem `halted` when one fails: the moment or the recipient is not right, and nothing was sent
 */
export async function makeChecks(run: Run, { instanceId, to }: Outgoing, checks: readonly Check[]): Promise<void> {
  if (checks.includes('instance_connected')) await checkInstance(run, instanceId);
  if (checks.includes('recipient_on_whatsapp')) await checkNumber(run, instanceId, to);
}

async function checkInstance(run: Run, instanceId: string): Promise<void> {
  const { status } = await getInstanceState(run.api, instanceId);
  if (status === 'connected') return;
  throw new Problem(
    'halted',
    status === null
      ? 'MsgFlash could not tell whether the instance is connected. Nothing was sent.'
      : `The instance is ${statusWords(status)}. Nothing was sent.`,
  );
}

async function checkNumber(run: Run, instanceId: string, to: string): Promise<void> {
  const { isOnWhatsApp } = await lookUpNumber(run, instanceId, to, SENDING_MS);
  if (isOnWhatsApp) return;
  throw new Problem(
    'halted',
    isOnWhatsApp === false
      ? `${to} is not on WhatsApp. Nothing was sent.`
      : `MsgFlash could not tell whether ${to} is on WhatsApp. Nothing was sent.`,
  );
}
