import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../dev/arguments.ts';
import { stories } from '../../../dev/demo/index.ts';
import { readOptions } from '../../../dev/demo/options.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { guide, readServeOptions } from '../../../dev/page/options.ts';
import { recipes } from '../../../dev/recipes/index.ts';

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
  const starts = [Date.UTC(2026, 11, 31, 23, 58), Date.UTC(2028, 1, 28, 23, 30)];
  const at = ['--at', '2026-12-31T23:58:00Z', '--at', '2028-02-29T00:30+01:00'];
  const usual = { recipes: stories.flatMap((story) => story.recipes), isBrief: true };
  test.each<[string[], boolean, object]>([
    [[], false, usual],
    [['--story', 'recipes'], false, { recipes, isBrief: false }],
    [at, true, { ...usual, starts }],
    [[...at, '--story', 'recipes'], false, { recipes, isBrief: false, starts }],
    ...stories.map((story): [string[], boolean, object] => [
      ['--story', story.name],
      true,
      { recipes: story.recipes, isBrief: false },
    ]),
    ...recipes.map((recipe): [string[], boolean, object] => [
      ['--story', recipe.name],
      true,
      { recipes: [recipe], isBrief: false },
    ]),
  ])('%j play recipes, with a key: %s', (words, hasKey, expected) => {
    expect(readOptions(words, hasKey)).toEqual({ what: 'play', ...expected });
  });

  test('none, with a key: the real connection', () => {
    expect(readOptions([], true)).toEqual({ what: 'live' });
  });

  test('help', () => {
    const help = readOptions(['--help'], false);
    for (const words of ['--story NAME', '--story recipes', '--at TIME', '--list'])
      expect(help).toMatchObject({ what: 'help', text: expect.stringContaining(words) });
  });

  test('the list has the stories, and the recipes under a heading of their own', () => {
    const list = readOptions(['--list'], false);
    const text = list.what === 'list' ? list.text : '';
    const namesIn = (part = '') => part.split('\n').flatMap((line) => /^ {3}(\S+) {3}/.exec(line)?.[1] ?? []);
    const [first, second] = text.split(' Recipes\n');
    expect(first).toContain(' Stories\n');
    expect(namesIn(first)).toEqual(stories.map(({ name }) => name));
    expect(namesIn(second)).toEqual(recipes.map(({ name }) => name));
  });

  test.each([
    [['--nope'], 'There is no option --nope.'],
    [['--story'], '--story needs a value.'],
    [['--help=1'], '--help takes no value.'],
    [['--at', 'noon'], '--at takes a time such as 2026-12-31T23:58:00Z, not “noon”.'],
    [['--at', '2026-12-41T23:58:00Z'], '--at takes a time such as'],
    [['--at'], '--at needs a value.'],
    [['shop'], 'Nobody knows what to do with “shop”.'],
    [['--story', 'ghost'], 'There is no story “ghost”. There is “shop”, “lead”; the recipes are “order-paid”, '],
    [['--story', 'ghost'], 'and “recipes” plays them all.'],
  ])('%j is refused in one sentence', (words, expected) => {
    const said = sentence(() => readOptions(words, false));
    expect(said).toContain(expected);
    expect(said).not.toContain('\n');
  });

  test('names of stories are unique', () => {
    const names = [...stories, ...recipes].map(({ name }) => name);
    expect(new Set([...names, 'recipes']).size).toBe(names.length + 1);
  });
});

describe('the words after npm run playground', () => {
  test('port and plan', () => {
    const usual = { what: 'serve', port: 4010, pagePort: 4020, plan: 'pro' };
    expect(readServeOptions([])).toEqual(usual);
    expect(readServeOptions(['--port', '0', '--plan', 'free'])).toEqual({ ...usual, port: 0, plan: 'free' });
    expect(readServeOptions(['--page-port', '0'])).toEqual({ ...usual, pagePort: 0 });
    expect(readServeOptions(['-h'])).toMatchObject({ what: 'help' });
  });

  test.each([
    [['--port', 'x'], 'A port is a number'],
    [['--port', '70000'], 'A port is a number'],
    [['--page-port', '1.5'], 'A port is a number'],
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
