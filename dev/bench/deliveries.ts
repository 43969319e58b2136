/** Reading a delivery, without the platform around it: signature, parsing and the record. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { messageRecord } from '../../lib/records/message.ts';
import { readDelivery } from '../../triggers/webhook.ts';
import { isMet, median, rounded } from './figures.ts';
import type { Table } from './table.ts';

const ROUNDS = 31;
const PER_ROUND = 2_000;
const SECRET = 'whsec-of-the-bench';

export async function benchDeliveries(): Promise<Table[]> {
  const { headers, content } = delivery(SECRET);
  const bundle = { rawRequest: { headers, content }, subscribeData: { id: 'webhook', secret: SECRET } };
  const floor = () => {
    const digest = createHmac('sha256', SECRET).update(content, 'utf8').digest();
    const given = Buffer.from(headers['Http-X-Msgflash-Signature'].slice('sha256='.length), 'hex');
    return timingSafeEqual(digest, given) ? JSON.parse(content) : null;
  };
  const pipeline = () => {
    const read = readDelivery(bundle, ['message.received']);
    return read && messageRecord({ ...read.payload, id: read.payload.messageId ?? '' }, null, null);
  };
  const rows = [];
  for (const concurrent of [1, 10, 100]) {
    const times = { floor: [] as number[], pipeline: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      times.floor.push(await time(floor, concurrent));
      times.pipeline.push(await time(pipeline, concurrent));
    }
    const [bare, ours] = [median(times.floor), median(times.pipeline)];
    rows.push([concurrent, rounded(bare), rounded(ours), rounded(ours / bare), '≤ 2', isMet(ours / bare, 2)]);
  }
  return [
    {
      title: `A delivery of ${content.length} bytes: signature, parsing and record, over bare HMAC and JSON.parse`,
      headings: ['at once', 'floor, µs', 'connector, µs', 'ratio', 'target', 'met'],
      rows,
      note: `Median of ${ROUNDS} rounds of ${PER_ROUND}, in turns.`,
    },
  ];
}

/** A delivery with all that a message can have, signed. */
export function delivery(secret: string, messageId: string = randomUUID()) {
  const at = '2026-04-01T10:00:00.000Z';
  const data = {
    messageId,
    instanceId: '10000000-0000-4000-8000-000000000001',
    contactId: randomUUID(),
    direction: 'inbound',
    type: 'text',
    from: '+33639981001',
    to: '+33639980001',
    body: 'Hello, where is my order? I would like to change the address.',
    status: 'received',
    createdAt: at,
    updatedAt: at,
  };
  const content = JSON.stringify({ event: 'message.received', timestamp: at, data });
  const digest = createHmac('sha256', secret).update(content, 'utf8').digest('hex');
  const headers = { 'Http-Content-Type': 'application/json', 'Http-X-Msgflash-Signature': `sha256=${digest}` };
  return { headers, content };
}

/** Microseconds for each, so many of them started at once. */
async function time(work: () => unknown, concurrent: number): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < PER_ROUND; done += concurrent) {
    await Promise.all(Array.from({ length: concurrent }, async () => work()));
  }
  return ((performance.now() - start) * 1000) / PER_ROUND;
}
