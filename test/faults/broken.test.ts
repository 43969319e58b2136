import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

test('the attacks notice every guard that is broken', async () => {
  const script = new URL('index.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'broken'], {
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  expect(stdout).toContain('guards broken: 10');
  expect(stdout).toContain('Breaches in all: 0');
});
