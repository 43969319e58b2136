import { describe, expect, test } from '@jest/globals';
import { playRecipe, playRecipes } from '../../../dev/demo/play.ts';
import { createTranscript, wrap } from '../../../dev/demo/transcript.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { orderPaid } from '../../../dev/recipes/order-paid.ts';
import type { Recipe } from '../../../dev/recipes/recipe.ts';
import { telling } from './telling.ts';

const [paid] = orderPaid.cases;
const wrong: Recipe['cases'][0] = { ...paid, title: 'A wrong one', cost: 7 };
const refused: Recipe['cases'][0] = {
  title: 'A number that is none',
  happens: [{ what: 'arrives', with: { customer_phone: 'nobody', order_number: '1' } }],
  runs: [{ outcome: 'halted' }],
  messages: [],
  cost: 0,
};

async function played(cases: Recipe['cases'], isBrief = false, changes: Partial<Recipe> = {}) {
  const { text, ...told } = telling();
  const result = await playRecipe({ ...orderPaid, ...changes, cases }, { ...told, isBrief });
  return { ...result, text: text(), lastLines: text().split('Not as expected:')[1] ?? '' };
}

describe('a recipe', () => {
  test.each([false, true])('goes on after a failed check, and names it at the end (brief: %s)', async (isBrief) => {
    const { exitCode, text, lastLines } = await played([wrong, refused], isBrief);
    expect(exitCode).toBe(1);
    expect(text).toContain('6 of 7 checks passed · 1 message · 4 API requests');
    expect(lastLines).toMatch(/✗ A wrong one: it costs 7 API requests\s+found 1\n?/);
    expect(lastLines).not.toContain('A number that is none');
  });

  test('that cannot begin says why', async () => {
    const [zap] = orderPaid.zaps;
    const noTrigger = { ...zap, steps: [{ kind: 'msgflash' as const, step: 'triggers.none', fields: {} }] };
    const { exitCode, lastLines } = await played([paid], false, { zaps: [noTrigger] });
    expect(exitCode).toBe(1);
    expect(lastLines).toMatch(/order-paid: the recipe goes to its end\s+found “/);
  });

  test('shows what was filled in by its labels, the requests, the outputs, and the sentence of a step that stopped', async () => {
    const { exitCode, text } = await played([paid, refused]);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/connect\s+API Key\s+•+\n/);
    expect(text).toMatch(/picked\s+Instance\s+Main Store · \+33 6 39 98 00 01 · connected\n/);
    expect(text).toMatch(/To\s+\[1\. Customer Phone\] → 06 39 98 10 01\n/);
    expect(text).toMatch(/out\s+Already Sent\s+false\n\s+wire\s+→ POST \/messages\/send\s+201\n/);
    expect(text).toMatch(/says\s+halted\s+“nobody” in To is not a phone number\.[^✓]*wire\s+no request\n/);
    expect(text).not.toContain(demo.instances.mainStore);
  });

  test('in short has its steps, sentences and checks only', async () => {
    const { text } = await played([refused], true);
    expect(text).toMatch(
      / 1 A number that is none · Send Message\n\s+says\s+halted\s+“nobody”[^✓]*\n\s+✓ the Zap runs/,
    );
    expect(text).not.toMatch(/picked|wire|→/);
  });

  test.each([
    [[paid, paid], 0, '2 of 2 recipes went as expected · 8 checks'],
    [[wrong, paid], 1, '1 of 2 recipes went as expected · 8 checks'],
    [[paid, wrong], 1, '1 of 2 recipes went as expected · 8 checks'],
  ] as const)('and another are both played, and end with the worse code (%#)', async (cases, expected, closing) => {
    const { text, ...told } = telling();
    const recipes = cases.map((each): Recipe => ({ ...orderPaid, cases: [each] }));
    expect(await playRecipes(recipes, told)).toBe(expected);
    expect(text()).toContain(closing);
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
