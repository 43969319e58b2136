import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium } from 'playwright-core';

/** The browser of the system. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

export interface Driven {
  /** Of the page, whose time stands still. */
  url: string;
  browser: Browser;
  close(): Promise<void>;
}

/** Starts the page in a process of its own, and a browser. */
export async function drive(): Promise<Driven> {
  const server = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'still.ts'),
  ]);
  server.stderr.pipe(process.stderr);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: server.stdout }).once('line', resolve);
      server.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(' ') });
    return {
      url,
      browser,
      async close() {
        await browser.close();
        server.kill('SIGTERM');
      },
    };
  } catch (error) {
    server.kill('SIGTERM');
    throw error;
  }
}
