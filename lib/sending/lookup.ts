import { isPlatformFile } from '../fields/links.ts';
import { listMessages, type Outgoing } from '../msgflash/operations.ts';
import type { Message, Page } from '../msgflash/schemas.ts';
import { samePerson } from '../records/person.ts';
import { e164 } from '../records/phone.ts';
import type { Run } from '../run/types.ts';
import { takeMessage, takenBy } from './taken.ts';

/**
 * What MsgFlash's list shows about a message that was not confirmed. `absent` only if it is certain: MsgFlash may list
 * a message in another form than it was sent, so anything similar is `doubtful`.
 */
export type Trace =
  | { result: 'found'; message: Message }
  | { result: 'absent' }
  /** `mayClear`: every doubtful message is so recent that the run that sent it may still claim it. */
  | { result: 'doubtful'; mayClear: boolean }
  | { result: 'unreadable' };

/** The documentation gives no limit for this list. Its samples show 20, and other lists allow 100. */
const PAGE_SIZE = 50;
const MAX_PAGES = 5;
/** The server's `Date` has whole seconds, and its clock may differ slightly from the times of its records. */
const SLACK_MS = 2_000;
/** By then, the run that sent a message has been retried and has claimed it. */
const CLAIMED_MS = 150_000;

/**
 * Looks for a message in MsgFlash's list and claims it. `/api-reference/messages/list`
 *
 * @param outgoing what was to be sent
 * @param elapsed milliseconds since the attempt began, at the moment of the call
 * @param tokens of the runs that may have sent it. It is claimed for the first; one that another run claimed does not
 *   count
 */
export async function lookUp(
  run: Run,
  outgoing: Outgoing,
  elapsed: () => number,
  tokens: readonly [string, ...string[]],
): Promise<Trace> {
  /** When the attempt began, by MsgFlash's clock and by ours, which may differ. */
  let begun: { early: number; late: number } | undefined;
  let cursor: string | null = null;
  /** For each message that may be this one: whether the run that sent it may still claim it. */
  const doubts: boolean[] = [];
  const seen: number[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const response = await readPage(run, outgoing.instanceId, cursor);
    if (!response) return { result: 'unreadable' };
    if (response.serverTime === null) return { result: 'doubtful', mayClear: false };
    if (!begun) {
      const [theirs, ours] = [response.serverTime - elapsed() - SLACK_MS, Date.now() - elapsed() - SLACK_MS];
      begun = { early: Math.min(theirs, ours), late: Math.max(theirs, ours) };
    }
    const matches: { message: Message; created: number }[] = [];
    for (const message of response.items) {
      const created = Date.parse(message.createdAt ?? '');
      seen.push(created);
      if (created < begun.early) continue;
      const match = compare(outgoing, message);
      // A message that is recent by only one of the two clocks, or has no time, proves nothing.
      if (match === 'same' && created >= begun.late) matches.push({ message, created });
      else if (match !== 'other' && (await takenBy(run, message.id, tokens)) !== 'other') {
        doubts.push(response.serverTime - created < CLAIMED_MS);
      }
    }
    // Of several, the one that an earlier try of this run has claimed.
    for (const { message } of matches.length > 1 ? matches : []) {
      if ((await takenBy(run, message.id, tokens)) === 'ours') return { result: 'found', message };
    }
    // Oldest first: a newer match may belong to a later run with the same text, whose own look-up starts later.
    for (const { message } of matches.sort((one, other) => one.created - other.created)) {
      const taken = await takeMessage(run, message.id, tokens);
      if (taken === 'ours') return { result: 'found', message };
      if (taken === 'unknown') doubts.push(false);
    }
    if (isComplete(response, seen, begun.early)) {
      return doubts.length > 0 ? { result: 'doubtful', mayClear: doubts.every(Boolean) } : { result: 'absent' };
    }
    if (!isNewestFirst(seen) || !response.nextCursor) break;
    cursor = response.nextCursor;
  }
  return { result: 'doubtful', mayClear: false };
}

async function readPage(run: Run, instanceId: string, cursor: string | null) {
  try {
    const { data, serverTime } = await listMessages(run.api, { instanceId, limit: PAGE_SIZE, cursor });
    return { ...data, serverTime };
  } catch {
    return null;
  }
}

/** Whether every message since the attempt has been read. @param from when the attempt began, ms since 1970 */
function isComplete({ hasMore }: Page<Message>, seen: readonly number[], from: number): boolean {
  return hasMore === false || (isNewestFirst(seen) && (seen.at(-1) ?? from) < from);
}

/** The order of the list is not documented, so it counts as newest first only if the dates show it. */
function isNewestFirst(created: readonly number[]): boolean {
  const isFalling = created.every((time, index) => index === 0 || time <= (created[index - 1] ?? Number.NaN));
  return isFalling && (created.at(0) ?? 0) > (created.at(-1) ?? 0);
}

/**
 * Whether a listed message is the one that was to be sent. `other`: certainly not. `alike`: for this person, or for
 * someone unknown, but with a difference, which proves nothing: MsgFlash and WhatsApp rewrite numbers, types, texts and
 * links.
 */
function compare(outgoing: Outgoing, message: Message): 'same' | 'alike' | 'other' {
  if (/^in/i.test(message.direction ?? '') || message.campaignId !== null) return 'other';
  if (message.instanceId !== null && message.instanceId !== outgoing.instanceId) return 'other';
  const to = e164(message.to);
  if (to === null) return 'alike';
  if (!samePerson(outgoing.to, to)) return 'other';
  return hasSameContent(outgoing, message) ? 'same' : 'alike';
}

function hasSameContent(outgoing: Outgoing, message: Message): boolean {
  if ('templateId' in outgoing) return message.meta?.templateId === outgoing.templateId;
  if (message.type !== outgoing.type) return false;
  if ('text' in outgoing && outgoing.text && normal(message.body ?? '') !== normal(outgoing.text)) return false;
  return !('mediaUrl' in outgoing) || isPlatformFile(outgoing.mediaUrl) || message.mediaUrl === outgoing.mediaUrl;
}

function normal(text: string): string {
  return text.replace(/\r\n?/g, '\n').normalize('NFC').trim();
}
