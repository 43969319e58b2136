import { describe, expect, test } from '@jest/globals';
import { playStories, playStory } from '../../../dev/demo/play.ts';
import type { PlayAct, Story } from '../../../dev/demo/story.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { telling } from './telling.ts';

async function played(play: (act: PlayAct) => Promise<void>) {
  const { text, ...told } = telling();
  const result = await playStory({ name: 'short', about: 'A story for a test.', play }, told);
  return { ...result, text: text(), lastLines: text().split('Not as expected:')[1] ?? '' };
}

describe('a story', () => {
  test('whose expectations all hold ends well', async () => {
    const { exitCode, text } = await played(async (act) => {
      await act('Count', async (each) => each.same('two is two', 2, 2));
    });
    expect(exitCode).toBe(0);
    expect(text).toContain('1 of 1 expectations met · 0 messages in the ledger · 0 API requests');
    expect(text).not.toContain('Not as expected');
  });

  test('with a broken expectation goes on, and names it at the end', async () => {
    const { exitCode, text, lastLines } = await played(async (act) => {
      await act('Count', async (each) => {
        each.same('two is three', 2, 3);
        each.check('three is less than two', false, 3);
      });
      await act('Count on', async (each) => each.check('four is four', true));
    });
    expect(exitCode).toBe(1);
    expect(text).toContain('1 of 3 expectations met');
    expect(lastLines).toMatch(
      /✗ Count: two is three\s+expected 3, found 2\s+✗ Count: three is less than two\s+found 3/,
    );
    expect(lastLines).not.toContain('four');
  });

  test('that breaks off keeps what was seen, and names the act', async () => {
    const { exitCode, lastLines, expectations } = await played(async (act) => {
      await act('Look', async (each) => {
        each.check('something is seen', true);
        throw new Error('the light went out');
      });
    });
    expect(exitCode).toBe(1);
    expect(expectations).toHaveLength(2);
    expect(lastLines).toMatch(/Look: the act goes to its end\s+it ended with: the light went out/);
  });

  test('tells what was picked by its labels, what went over the wire, and the sentence of a step that failed', async () => {
    const { exitCode, text } = await played(async (act) => {
      await act('Send', async (each) => {
        const { connection } = await each.connects({ api_key: demo.key });
        if (!connection) throw new Error('not connected');
        const instance = await each.picks(connection, 'creates.send_message', 'instance_id', 'Main Store');
        const input = { instance_id: instance, to: demo.numbers.awa, type: 'text', text: 'Hello' };
        await each.runs(connection, 'creates.send_message', input);
        await each.runs(connection, 'creates.send_message', { ...input, to: 'nobody' });
        each.same('one message', each.sent().length, 1);
      });
    });
    expect(exitCode).toBe(0);
    expect(text).toMatch(/connect\s+API Key\s+•+\n/);
    expect(text).toMatch(/picked\s+Instance\s+Main Store · \+33 6 39 98 00 01 · connected\n\s+To\s+\+33639981001\n/);
    expect(text).toMatch(/→ POST \/messages\/send\s+201/);
    expect(text).toMatch(
      /wire\s+no request\n\s+says\s+halted\s+“nobody” in To is not a phone number\. Correct it where it comes from; nothing\s+was done\./,
    );
    expect(text).not.toContain(demo.key);
    expect(text).not.toContain(demo.instances.mainStore);
  });
});

describe('several stories', () => {
  const story = (name: string, isGood: boolean): Story => ({
    name,
    about: 'A story for a test.',
    play: (act) => act('Look', async (each) => void each.check('it is as it should be', isGood)),
  });

  test.each([
    [[true, true, true], 0],
    [[false, true, true], 1],
    [[true, false, true], 1],
    [[true, true, false], 1],
    [[], 0],
  ] as const)('as good as %j are all played, and end with %i', async (goods, expected) => {
    const { text, ...told } = telling();
    const names = goods.map((_, index) => `number ${index}`);
    expect(
      await playStories(
        goods.map((isGood, index) => story(`number ${index}`, isGood)),
        told,
      ),
    ).toBe(expected);
    expect(text().match(/(?<=the story “)[^”]+/g) ?? []).toEqual(names);
  });
});
