import { expect, jest, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { takeTime } from '../../dev/time.ts';
import { at } from '../../dev/zapier/values.ts';
import app from '../../index.ts';
import { run } from './once.ts';
import { createMemory } from './once-memory.ts';

jest.setTimeout(120_000);

const DAY = 86_400_000;
const order = {
  instance_id: demo.instances.mainStore,
  to: demo.numbers.stranger,
  type: 'text',
  text: 'Your order is ready.',
  send_once_per: 'order',
};

async function inMemory(play: (sending: ReturnType<typeof createMemory>) => Promise<void>): Promise<void> {
  const time = takeTime(Date.UTC(2026, 10, 20, 10));
  try {
    await play(createMemory(app, time, 0));
  } finally {
    time.release();
  }
}

test('whatever goes wrong, a message that may go out once goes out once', async () => {
  const part = await run('small', app);
  expect(part.breaches).toEqual([]);
  const [storms, ends, sweep, sequences, drawn] = part.tables;
  expect(storms?.rows).toHaveLength(14);
  expect(storms?.rows.map(([, , sent]) => sent)).toEqual(storms?.rows.map(() => 1));
  for (const [, , success] of ends?.rows ?? []) expect(Number(success)).toBeGreaterThan(0);
  for (const [, faults, struck, once] of sweep?.rows ?? []) expect([struck, once]).toEqual([faults, faults]);
  expect(sweep?.rows.reduce((sum, [, faults]) => sum + Number(faults), 0)).toBeGreaterThan(70);
  expect(sequences?.rows.map(([, played]) => played)).toEqual([300, 6]);
  expect(part.tables.filter(({ isMeasured }) => isMeasured)).toEqual([ends, drawn, part.tables.at(-1)]);
  const [inAll] = drawn?.rows ?? [];
  const [, runs, faults, messages, ...outcomes] = inAll ?? [];
  expect(Number(runs)).toBeGreaterThan(1_000);
  expect(Number(faults)).toBeGreaterThan(500);
  expect(Number(messages)).toBeGreaterThan(200);
  // Every way to end was seen: success, throttled, halted, error, cut off.
  for (const count of outcomes) expect(Number(count)).toBeGreaterThan(0);
});

test('of two repeats at the same time of a run that was cut off after acceptance one settles it, the other waits', async () => {
  await inMemory(async (sending) => {
    sending.fault({ point: 'send', kind: 'crash_after', skip: 0 });
    expect((await sending.run(order, 1))[0]?.end.outcome).toBe('crashed');
    await sending.pass(61_000);
    const ends = (await sending.run(order, 2)).map(({ end }) => end);
    expect(ends.map(({ outcome }) => outcome).sort()).toEqual(['success', 'throttled']);
    expect((await sending.run(order, 1))[0]?.end).toMatchObject({ output: { already_sent: true, id: 'message-1' } });
    expect(sending.accepted()).toHaveLength(1);
  });
});

test('two runs with the same words that nobody answered each find their own message', async () => {
  await inMemory(async (sending) => {
    const [one, other] = [
      { ...order, send_once_per: 'one' },
      { ...order, send_once_per: 'other' },
    ];
    for (const input of [one, other]) {
      sending.fault({ point: 'send', kind: 'crash_after', skip: 0 });
      await sending.run(input, 1);
      await sending.pass(600_000);
    }
    for (const [input, id] of [
      [one, 'message-1'],
      [other, 'message-2'],
    ] as const) {
      expect((await sending.run(input, 1))[0]?.end).toMatchObject({ output: { already_sent: true, id } });
    }
    expect(sending.accepted()).toHaveLength(2);
  });
});

test('a claim that was passed over does not end before the message that went out after it', async () => {
  await inMemory(async (sending) => {
    sending.fault({ point: 'send', kind: 'refused', skip: 0 });
    expect((await sending.run(order, 1))[0]?.end.outcome).toBe('halted');
    await sending.pass(6.9 * DAY);
    sending.fault({ point: 'send', kind: 'crash_after', skip: 0 });
    await sending.run(order, 1);
    await sending.pass(3 * DAY);
    const [repeat] = await sending.run(order, 1);
    expect(at(repeat?.end, 'output', 'already_sent')).toBe(true);
    expect(sending.accepted()).toHaveLength(1);
  });
});
