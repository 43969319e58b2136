import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { inBrowser } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1440, 390];

inBrowser('the looks of the page', (opened) => {
  test('its script is small, and names no other address', async () => {
    const { url } = opened();
    const script = await (await fetch(`${url}/page.js`)).text();
    expect(gzipSync(script).length).toBeLessThan(30 * 1024);
    expect(script).not.toMatch(/https?:\/\/(?!www\.w3\.org)[a-z]/);
  });

  const looks = SCHEMES.flatMap((scheme) => WIDTHS.map((width) => [scheme, width] as const));
  test.each(looks)('%s, %d wide: axe finds nothing, and nothing is wider than the page', async (colorScheme, width) => {
    const { page, url } = opened();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    const check = async (what: string) => {
      // By the protocol, since the page lets no script in but its own.
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => {
        const axe = Reflect.get(globalThis, 'axe');
        const { violations } = await axe.run();
        return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
          nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`),
        );
      });
      const room = await page.evaluate('document.documentElement.scrollWidth');
      expect({ what, found, room }).toEqual({ what, found: [], room: width });
    };

    await page.goto(`${url}/#cart-abandoned/5`);
    await page.locator('[data-field="button_1_value"]').waitFor();
    await page.getByRole('button', { name: 'A number that cannot send buttons is picked' }).click();
    await page.locator('.bubble button').waitFor();
    await page.locator('details').evaluateAll((all) => {
      for (const each of all) each.setAttribute('open', '');
    });
    await check('a Zap that has run');
    await page.getByRole('button', { name: 'What the guide says' }).first().click();
    await page.getByRole('dialog').waitFor();
    await check('what the guide says');
    await page.keyboard.press('Escape');
    // Each scheme and each width once: it is the same stylesheet, and all forms are long.
    if ((colorScheme === 'light') !== (width === 1440)) return;
    await page.goto(`${url}/#steps`);
    await page.locator('[data-step="searchOrCreates.find_group"] [data-field]').first().waitFor();
    await check('all forms');
  });
});
