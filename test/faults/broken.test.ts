import { describe, expect, jest, test } from '@jest/globals';
import app from '../../index.ts';
import { brokenApp, GUARDS } from './broken.ts';

jest.setTimeout(120_000);

describe.each(GUARDS)('$name', (guard) => {
  test('holds as it is', async () => {
    expect(await guard.check(app)).toEqual([]);
  });

  test('is missed when it is broken', async () => {
    expect((await guard.check(await brokenApp(guard))).join('\n')).toMatch(new RegExp(guard.says, 'm'));
  });
});
