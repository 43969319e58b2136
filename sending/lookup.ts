import { listMessages, type Outgoing } from '../msgflash/operations.ts';
import type { Message, Page } from '../msgflash/schemas.ts';
import type { Run } from '../runtime/run.ts';
import { type Taken, takeMessage } from './taken.ts';

/**
 * What became of a message nobody answered for. `absent` is said only when it is certain; anything short of that is
 * `unknown`.
 */
export type Trace = { result: 'found'; message: Message } | { result: 'absent' } | { result: 'unknown' };

/** The document names no limit for this list; its samples show 20, and other lists take 100. */
const PAGE_SIZE = 50;
const MAX_PAGES = 5;
/** The server's `Date` has whole seconds, and its clock and its records may differ a little. */
const SLACK_MS = 2_000;

/**
 * Looks for a message in MsgFlash's own list.
 *
 * @param outgoing what was to be sent
 * @param elapsed milliseconds since the attempt began, asked again whenever it matters. Elapsed time and the server's own
 *   clock decide what is new enough; ours can only make the search go further back, so that it never has to be right
 * @param tokens marks of the runs whose message it may be; it is taken for the first. One that another run took is not this one
 */
export async function lookUp(
  run: Run,
  outgoing: Outgoing,
  elapsed: () => number,
  tokens: readonly [string, ...string[]],
): Promise<Trace> {
  let from: number | undefined;
  let cursor: string | null = null;
  let isDoubtful = false;
  const seen: number[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await readPage(run, outgoing.instanceId, cursor);
    if (!answer || answer.serverTime === null) return { result: 'unknown' };
    // The earlier of the two: a clock that is ahead, theirs or ours, must not make the message look too old to be it.
    from ??= Math.min(answer.serverTime, Date.now()) - elapsed() - SLACK_MS;
    const matches: { message: Message; created: number }[] = [];
    for (const message of answer.items) {
      const created = Date.parse(message.createdAt ?? '');
      seen.push(created);
      if (created < from) continue;
      const match = compare(outgoing, message);
      if (match === 'same' && !Number.isNaN(created)) matches.push({ message, created });
      else isDoubtful ||= match !== 'other';
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

/** Whether a listed message is the one that was to be sent; `alike` when the answer lacks what would tell. */
function compare(outgoing: Outgoing, message: Message): 'same' | 'alike' | 'other' {
  if (message.direction === 'inbound' || message.campaignId !== null) return 'other';
  const pairs: [expected: string | undefined, found: string | null][] = [
    [outgoing.instanceId, message.instanceId],
    [digits(outgoing.to), message.to === null ? null : digits(message.to)],
  ];
  if ('templateId' in outgoing) {
    pairs.push([outgoing.templateId, message.meta?.templateId ?? null]);
  } else {
    pairs.push([outgoing.type, message.type]);
    if ('text' in outgoing && outgoing.text)
      pairs.push([normal(outgoing.text), message.body === null ? null : normal(message.body)]);
    if ('mediaUrl' in outgoing) pairs.push([outgoing.mediaUrl, message.mediaUrl]);
  }
  if (pairs.some(([expected, found]) => found !== null && found !== expected)) return 'other';
  return pairs.some(([, found]) => found === null) ? 'alike' : 'same';
}

function digits(number: string): string {
  return number.replace(/\D/g, '');
}

function normal(text: string): string {
  return text.replace(/\r\n?/g, '\n').normalize('NFC').trim();
}
