import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
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
    let browser: Browser;
    let opened: Opened;
    const wrong: string[] = [];
    const server = spawn(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'serve.ts'),
    ]);

    beforeAll(async () => {
      server.stderr.pipe(process.stderr);
      const url = await new Promise<string>((resolve, reject) => {
        createInterface({ input: server.stdout }).once('line', resolve);
        server.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
      });
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(' ') });
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

    afterAll(async () => {
      await browser?.close();
      server.kill('SIGTERM');
    });
  });
}
