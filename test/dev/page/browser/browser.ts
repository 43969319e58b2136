import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CHROMIUM, type Driven, drive } from '../../../../dev/page/browser.ts';

/** Longer than anything takes on a busy machine; nothing waits for it to pass. */
const PATIENCE_MS = 20_000;

/** The page in a browser. */
export interface Opened {
  page: Page;
  url: string;
}

/** Tests with one browser and one server for all; skipped, and said so, where there is no Chromium. */
export function inBrowser(name: string, tests: (opened: () => Opened) => void): void {
  if (!existsSync(CHROMIUM)) {
    process.stderr.write(`\n!! SKIPPED: ${name}: there is no Chromium at ${CHROMIUM} (apt-get install chromium)\n\n`);
    describe.skip(name, () => tests(() => Object(null)));
    return;
  }
  describe(name, () => {
    let driven: Driven;
    let opened: Opened;
    const wrong: string[] = [];

    beforeAll(async () => {
      driven = await drive();
      const { browser, url } = driven;
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      page.on('pageerror', ({ message }) => wrong.push(message));
      page.on('console', (line) => {
        if (line.type() === 'error') wrong.push(line.text());
      });
      page.on('request', (request) => {
        if (new URL(request.url()).origin !== url && !request.url().startsWith('data:')) wrong.push(request.url());
      });
      opened = { page, url };
      await page.goto(url);
    });

    tests(() => opened);

    test('no error on the page, and no request to anywhere else', () => {
      expect(wrong).toEqual([]);
    });

    afterAll(() => driven?.close());
  });
}
