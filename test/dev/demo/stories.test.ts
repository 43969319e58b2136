import { expect, test } from '@jest/globals';
import { stories } from '../../../dev/demo/index.ts';
import { playStory } from '../../../dev/demo/play.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { telling } from './telling.ts';

test.each(stories.map((story) => [story.name, story] as const))(
  'every expectation of “%s” holds',
  async (_name, story) => {
    const { text, ...told } = telling();
    const { exitCode, expectations } = await playStory(story, told);
    expect(expectations.filter(({ isMet }) => !isMet)).toEqual([]);
    expect(expectations.length).toBeGreaterThan(0);
    expect(exitCode).toBe(0);
    expect(text()).toContain(`${expectations.length} of ${expectations.length} expectations met`);
    for (const key of [demo.key, demo.teamKey, demo.otherKey]) expect(text()).not.toContain(key);
    // Webhook secrets are drawn anew for every endpoint: nothing that looks like one.
    expect(text()).not.toMatch(/[0-9a-f]{32}/);
  },
);
