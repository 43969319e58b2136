import { describe, expect, test } from '@jest/globals';
import { stories } from '../../../dev/demo/index.ts';
import { playStories, playStory } from '../../../dev/demo/play.ts';
import type { PlayStep, Story } from '../../../dev/demo/story.ts';
import { createTranscript, wrap } from '../../../dev/demo/transcript.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { telling } from './telling.ts';

async function played(play: (step: PlayStep) => Promise<void>, isBrief = false) {
  const { text, ...told } = telling();
  const result = await playStory({ name: 'short', about: 'A story for a test.', play }, { ...told, isBrief });
  return { ...result, text: text(), lastLines: text().split('Not as expected:')[1] ?? '' };
}

test.each(stories.map((story) => [story.name, story] as const))('every expectation of “%s” holds', async (_, story) => {
  const { text, ...told } = telling();
  const { exitCode, expectations } = await playStory(story, told);
  expect(expectations.filter(({ isMet }) => !isMet)).toEqual([]);
  expect([exitCode, expectations.length > 0]).toEqual([0, true]);
  expect(text()).toContain(`${expectations.length} of ${expectations.length} expectations met`);
  for (const key of [demo.key, demo.teamKey, demo.otherKey]) expect(text()).not.toContain(key);
  // Webhook secrets are drawn anew for every endpoint: nothing that looks like one.
  expect(text()).not.toMatch(/[0-9a-f]{32}/);
});

describe('a story', () => {
  test.each([false, true])(
    'goes on after a broken expectation, and names it at the end (brief: %s)',
    async (isBrief) => {
      const { exitCode, text, lastLines } = await played(async (step) => {
        await step('Count', async (story) => {
          story.same('two is three', 2, 3);
          story.check('three is less than two', false, 3);
        });
        await step('Count on', async (story) => story.check('four is four', true));
      }, isBrief);
      expect(exitCode).toBe(1);
      expect(text).toContain('1 of 3 expectations met · 0 messages accepted · 0 API requests');
      expect(lastLines).toMatch(
        /✗ Count: two is three\s+expected 3, found 2\s+✗ Count: three is less than two\s+found 3/,
      );
      expect(lastLines).not.toContain('four');
    },
  );

  test('that breaks off keeps what was seen, and names the step', async () => {
    const { exitCode, lastLines, expectations } = await played((step) =>
      step('Look', async (story) => {
        story.check('something is seen', true);
        throw new Error('the light went out');
      }),
    );
    expect([exitCode, expectations.length]).toEqual([1, 2]);
    expect(lastLines).toMatch(/Look: the step goes to its end\s+it ended with: the light went out/);
  });

  const send = (step: PlayStep) =>
    step('Send', async (story) => {
      const { connection } = await story.connects({ api_key: demo.key });
      if (!connection) throw new Error('not connected');
      const instance = await story.picks(connection, 'creates.send_message', 'instance_id', 'Main Store');
      const input = { instance_id: instance, to: demo.numbers.awa, type: 'text', text: 'Hello' };
      story.shows(await story.runs(connection, 'creates.send_message', input), ['status', 'instance_name']);
      await story.runs(connection, 'creates.send_message', { ...input, to: 'nobody' });
      story.same('one message', story.sent().length, 1);
    });

  test('shows what was filled in by its labels, the wire, the outputs, and the sentence of a step that stopped', async () => {
    const { exitCode, text } = await played(send);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/connect\s+API Key\s+•+\n/);
    expect(text).toMatch(/picked\s+Instance\s+Main Store · \+33 6 39 98 00 01 · connected\n\s+To\s+\+33639981001\n/);
    expect(text).toMatch(
      /→ POST \/messages\/send\s+201\n\s+out\s+Message Status\s+queued\n\s+Instance Name\s+Main Store/,
    );
    expect(text).toMatch(/wire\s+no request\n\s+says\s+halted\s+“nobody” in To is not a phone number\./);
    expect(text).not.toContain(demo.key);
    expect(text).not.toContain(demo.instances.mainStore);
  });

  test('in short has its steps, sentences and checks only', async () => {
    const { text } = await played(send, true);
    expect(text).toMatch(/ 1 Send · Send Message\n\s+says\s+halted\s+“nobody”[^✓]*\n\s+✓ one message\n/);
    expect(text).not.toMatch(/picked|wire|→/);
  });

  test.each([
    [[true, true], 0],
    [[false, true], 1],
    [[true, false], 1],
  ] as const)('and others, as good as %j, are all played and end with %i', async (goods, expected) => {
    const { text, ...told } = telling();
    const story = (isGood: boolean, index: number): Story => ({
      name: `number ${index}`,
      about: 'A story for a test.',
      play: (step) => step('Look', async (each) => void each.check('it is as it should be', isGood)),
    });
    expect(await playStories(goods.map(story), told)).toBe(expected);
    expect(text().match(/(?<=The story “)[^”]+/g)).toEqual(['number 0', 'number 1']);
  });
});

test('the transcript aligns labels and values, breaks long ones, and has colours only when asked', () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const transcript = createTranscript({ write, columns: 60 });
  transcript.block('picked', [
    ['To', '+33639981001'],
    ['Instance', 'a long name that goes on and on and needs a second line'],
    'plain',
  ]);
  createTranscript({ write, colours: true }).check('it works', true);
  expect(lines).toEqual([
    '   picked   To        +33639981001',
    '            Instance  a long name that goes on and on and',
    '                      needs a second line',
    '            plain',
    expect.stringContaining(`${String.fromCharCode(27)}[32m✓`),
  ]);
  expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
});
