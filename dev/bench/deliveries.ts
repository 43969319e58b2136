/** Measures how long the connector takes to read a delivery, without Zapier: signature, parsing and the record. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { messageRecord } from '../../lib/records/message.ts';
import { readDelivery } from '../../triggers/webhook.ts';
import { demo } from '../msgflash/demo.ts';
import { isMet, median, rounded, type Table } from './table.ts';

const ROUNDS = 31;
const PER_ROUND = 2_000;
const SECRET = 'whsec-of-the-bench';

const at = '2026-04-01T10:00:00.000Z';
const data = {
  messageId: '50000000-0000-4000-8000-000000000001',
  instanceId: demo.instances.mainStore,
  contactId: demo.contacts.awa,
  direction: 'inbound',
  type: 'text',
  from: demo.numbers.awa,
  to: '+33639980001',
  body: 'Hello, where is my order? I would like to change the address.',
  status: 'received',
  createdAt: at,
  updatedAt: at,
};
const content = JSON.stringify({ event: 'message.received', timestamp: at, data });
const sign = () => createHmac('sha256', SECRET).update(content, 'utf8').digest();
const signature = `sha256=${sign().toString('hex')}`;
const headers = { 'Http-Content-Type': 'application/json', 'Http-X-Msgflash-Signature': signature };
const bundle = { rawRequest: { headers, content }, subscribeData: { id: 'webhook', secret: SECRET } };

function floor(): unknown {
  const given = Buffer.from(signature.slice('sha256='.length), 'hex');
  return timingSafeEqual(sign(), given) ? JSON.parse(content) : null;
}

function connector(): unknown {
  const read = readDelivery(bundle, ['message.received']);
  return read && messageRecord({ ...read.payload, id: read.payload.messageId ?? '' }, null, null);
}

export async function benchDeliveries(): Promise<Table> {
  const times = { floor: [] as number[], connector: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.floor.push(time(floor));
    times.connector.push(time(connector));
  }
  const [bare, ours] = [median(times.floor), median(times.connector)];
  const ratio = rounded(ours / bare);
  return {
    title: `A delivery of ${content.length} bytes: signature, parsing and record, over bare HMAC and JSON.parse`,
    headings: ['floor, µs', 'connector, µs', 'ratio', 'target', 'met'],
    rows: [[rounded(bare), rounded(ours), ratio, '≤ 2', isMet(ratio, 2)]],
  };
}

/** Microseconds per call. */
function time(work: () => unknown): number {
  const start = performance.now();
  for (let done = 0; done < PER_ROUND; done++) work();
  return ((performance.now() - start) * 1000) / PER_ROUND;
}
