import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../playground/arguments.ts';
import { guide, readServeOptions } from '../../../playground/guide.ts';
import { demo } from '../../../playground/msgflash/demo.ts';
import { stories } from '../../../playground/story/index.ts';
import { readOptions } from '../../../playground/story/options.ts';

function sentence(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'nothing was refused';
}

describe('the words after npm start', () => {
  test('none: every story, or the real connection when there is a key', () => {
    expect(readOptions([], false)).toEqual({ what: 'stories', stories });
    expect(readOptions([], true)).toEqual({ what: 'live' });
  });

  test('a story by its name, also when there is a key', () => {
    for (const story of stories)
      expect(readOptions(['--story', story.name], true)).toEqual({ what: 'stories', stories: [story] });
  });

  test('help and the list of stories', () => {
    expect(readOptions(['--help'], false)).toMatchObject({
      what: 'help',
      text: expect.stringContaining('--story NAME'),
    });
    const list = readOptions(['--list'], false);
    for (const { name } of stories) expect(list).toMatchObject({ what: 'list', text: expect.stringContaining(name) });
  });

  test.each([
    [['--nope'], 'There is no option --nope.'],
    [['--story'], '--story needs a value.'],
    [['--story', '--list'], '--story needs a value.'],
    [['--help=1'], '--help takes no value.'],
    [['--list=yes'], '--list takes no value.'],
    [['spine'], 'Nobody knows what to do with “spine”.'],
    [['--story', 'ghost'], 'There is no story “ghost”. There is “spine”, “lead”'],
  ])('%j is refused in one sentence', (words, expected) => {
    const said = sentence(() => readOptions(words, false));
    expect(said).toContain(expected);
    expect(said).not.toContain('\n');
  });

  test('names of stories are unique', () => {
    expect(new Set(stories.map(({ name }) => name)).size).toBe(stories.length);
  });
});

describe('the words after npm run playground', () => {
  test('port and plan', () => {
    expect(readServeOptions([])).toEqual({ what: 'serve', port: 4010, plan: 'pro' });
    expect(readServeOptions(['--port', '0', '--plan', 'free'])).toEqual({ what: 'serve', port: 0, plan: 'free' });
    expect(readServeOptions(['-h'])).toMatchObject({ what: 'help' });
  });

  test.each([
    [['--port', 'x'], 'A port is a number'],
    [['--port', '70000'], 'A port is a number'],
    [['--plan', 'gold'], 'There is no plan “gold”. There is free, pro, max.'],
    [['--host', 'x'], 'There is no option --host.'],
  ])('%j is refused in one sentence', (words, expected) => {
    expect(sentence(() => readServeOptions(words))).toContain(expected);
  });

  test('the guide has the lines to copy', () => {
    const lines = guide('http://127.0.0.1:4010').flatMap(({ lines: all }) => all);
    expect(lines).toContainEqual({ command: 'MSGFLASH_API_URL=http://127.0.0.1:4010' });
    expect(lines).toContainEqual({ command: `authData_api_key=${demo.key}` });
    expect(lines).toContainEqual({ command: 'npx zapier-platform invoke auth test --non-interactive' });
  });
});
