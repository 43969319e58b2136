import { listMessages, type Outgoing } from '../msgflash/operations.ts';
import type { Message, Page } from '../msgflash/schemas.ts';
import { samePerson } from '../resources/person.ts';
import { e164 } from '../resources/phone.ts';
import type { Run } from '../runtime/run.ts';
import { isPlatformFile } from './content.ts';
import { isAnothers, type Taken, takeMessage } from './taken.ts';

/**
 * What became of a message nobody answered for. `absent` is said only when it is certain; anything short of that is
 * `unknown`, and `unreadable` when the list could not be read.
 */
export type Trace =
  | { result: 'found'; message: Message }
  | { result: 'absent' }
  | { result: 'unknown' }
  | { result: 'unreadable' };

/** The document names no limit for this list; its samples show 20, and other lists take 100. */
const PAGE_SIZE = 50;
const MAX_PAGES = 5;
/** The server's `Date` has whole seconds, and its clock and its records may differ a little. */
const SLACK_MS = 2_000;
/** Clocks that are set by the network differ by no more. */
const CLOCKS_MS = 2_000;

/**
 * Looks for a message in MsgFlash's own list.
 *
 * @param outgoing what was to be sent
 * @param elapsed milliseconds since the attempt began, asked again whenever it matters. A message
 *   counts as new enough when it is by the server's own clock and by ours
 * @param tokens marks of the runs whose message it may be; it is taken for the first. One that another run took is not this one
 */
export async function lookUp(
  run: Run,
  outgoing: Outgoing,
  elapsed: () => number,
  tokens: readonly [string, ...string[]],
): Promise<Trace> {
  let from: number | undefined;
  let certain: number | undefined;
  let cursor: string | null = null;
  let isDoubtful = false;
  const seen: number[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await readPage(run, outgoing.instanceId, cursor);
    if (!answer) return { result: 'unreadable' };
    if (answer.serverTime === null) return { result: 'unknown' };
    // What is new enough by only one of the two clocks is doubtful; what is by neither is too old.
    const now = Date.now();
    const since = elapsed() + SLACK_MS;
    from ??= Math.min(answer.serverTime, now) - since;
    certain ??= Math.max(answer.serverTime, now) - since - CLOCKS_MS;
    const matches: { message: Message; created: number }[] = [];
    for (const message of answer.items) {
      const created = Date.parse(message.createdAt ?? '');
      seen.push(created);
      if (created < from) continue;
      const match = compare(outgoing, message);
      if (match === 'other') continue;
      if (match === 'same' && created >= certain) matches.push({ message, created });
      else isDoubtful ||= !(await isAnothers(run, message.id, tokens));
    }
    // The oldest first: a later one may be that of a later run with the same words, which cannot look as far back.
    for (const { message } of matches.sort((one, other) => one.created - other.created)) {
      const taken: Taken = await takeMessage(run, message.id, tokens);
      if (taken === 'ours') return { result: 'found', message };
      isDoubtful ||= taken === 'unknown';
    }
    if (isComplete(answer, seen, from)) return { result: isDoubtful ? 'unknown' : 'absent' };
    if (!isNewestFirst(seen) || !answer.nextCursor) return { result: 'unknown' };
    cursor = answer.nextCursor;
  }
  return { result: 'unknown' };
}

async function readPage(run: Run, instanceId: string, cursor: string | null) {
  try {
    const { data, serverTime } = await listMessages(run.api, { instanceId, limit: PAGE_SIZE, cursor });
    return { ...data, serverTime };
  } catch {
    return null;
  }
}

/** Whether nothing new enough can lie beyond what was seen. */
function isComplete({ hasMore }: Page<Message>, seen: readonly number[], from: number): boolean {
  return hasMore === false || (isNewestFirst(seen) && (seen.at(-1) ?? from) < from);
}

/** The order of the list is undocumented: taken as newest first only where the dates show it. */
function isNewestFirst(created: readonly number[]): boolean {
  const isFalling = created.every((time, index) => index === 0 || time <= (created[index - 1] ?? Number.NaN));
  return isFalling && (created.at(0) ?? 0) > (created.at(-1) ?? 0);
}

/**
 * Whether a listed message is the one that was to be sent; `alike` for anything else of the same person, since MsgFlash
 * may list a message otherwise than it was sent.
 */
function compare(outgoing: Outgoing, message: Message): 'same' | 'alike' | 'other' {
  if (message.direction === 'inbound' || message.campaignId !== null) return 'other';
  if (message.instanceId !== null && message.instanceId !== outgoing.instanceId) return 'other';
  const to = e164(message.to);
  if (to !== null && !samePerson(to, outgoing.to)) return 'other';
  return to !== null && message.instanceId !== null && isSameContent(outgoing, message) ? 'same' : 'alike';
}

function isSameContent(outgoing: Outgoing, message: Message): boolean {
  if ('templateId' in outgoing) return message.meta?.templateId === outgoing.templateId;
  if (message.type !== outgoing.type) return false;
  if ('text' in outgoing && outgoing.text && normal(message.body ?? '') !== normal(outgoing.text)) return false;
  if (!('mediaUrl' in outgoing) || isPlatformFile(outgoing.mediaUrl)) return true;
  return message.mediaUrl === outgoing.mediaUrl;
}

function normal(text: string): string {
  return text.replace(/\r\n?/g, '\n').normalize('NFC').trim();
}
