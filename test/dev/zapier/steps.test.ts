import { describe, expect, test } from '@jest/globals';
import zapierCore from 'zapier-platform-core';
import { mapped } from '../../../dev/zapier/index.ts';
import { type Perform, photo, start } from './small-app.ts';

const { errors } = zapierCore;

describe('the input of a step', () => {
  /** A step that returns its bundle. */
  const echo: Perform = (_z, { inputData, inputDataRaw, meta }) => ({ id: 1, inputData, inputDataRaw, meta });

  test('is typed by its fields; text without a field stays text, and empty values stay empty', async () => {
    const inputFields = [
      { key: 'when', type: 'datetime' },
      { key: 'odd', type: 'boolean' },
      { key: 'none', type: 'number' },
      { key: 'sizes', list: true, type: 'integer' },
      { key: 'tags', list: true },
      { key: 'more', dict: true },
      { key: 'single' },
      { key: 'kind', default: 'text' },
      { key: 'empty', type: 'number' },
    ];
    const { act } = await start({ inputFields, act: echo }, { timezone: 'Europe/Berlin' });
    const { output } = await act({
      ...{ when: '2027-01-15 17:00', odd: 'whatever', none: 'n/a', sizes: ['1', '2'], tags: 'one', more: { a: 1 } },
      ...{ single: mapped(['a', 'b'], '{{9__x}}'), kind: '', empty: '', unknown: 5 },
    });
    expect(output).toMatchObject({
      inputData: {
        ...{ when: '2027-01-15T17:00:00+01:00', odd: true, none: 0, sizes: [1, 2], tags: ['one'], more: { a: '1' } },
        ...{ single: 'a,b', kind: 'text', empty: '', unknown: '5' },
      },
      inputDataRaw: { when: '2027-01-15 17:00', none: 'n/a', single: '{{9__x}}', kind: '', unknown: '5' },
    });
  });

  test('must have what is required; a mapped value counts, whatever it turns out to be', async () => {
    const { act } = await start({ inputFields: [{ key: 'to', label: 'Recipient', required: true }], act: echo });
    expect((await act({ to: mapped('') })).output).toMatchObject({ inputData: { to: '' } });
    expect((await act({ to: '' }, { requireFields: false })).output).toMatchObject({ inputData: { to: '' } });
    const message = 'Required field "Recipient" (to) is missing.';
    expect(await act()).toMatchObject({ outcome: 'errored', message, attempts: [] });
  });

  test('is typed by the fields that a function adds, looked up once, or by the fixed ones alone', async () => {
    const seen: unknown[] = [];
    const added: Perform = (_z, { inputData }) => {
      seen.push(inputData.kind);
      return [{ key: 'size', type: 'integer' }];
    };
    const { act } = await start({ inputFields: [added], act: echo });
    const input = { kind: mapped('shoe', '{{5__kind}}'), size: '41' };
    for (let count = 0; count < 2; count++) {
      expect((await act(input)).output).toMatchObject({ inputData: { kind: 'shoe', size: 41 } });
    }
    expect(seen).toEqual(['{{5__kind}}']);
    expect((await act(input, { fields: 'static' })).output).toMatchObject({ inputData: { size: '41' } });
  });

  test('has links for files: to what a pointer leads to, or to a file with the text that was typed', async () => {
    const pointing: Perform = (z, { inputData: { media } }) => ({
      id: 1,
      media,
      file: z.dehydrateFile(photo, { id: 7 }),
    });
    const { act } = await start({ inputFields: [{ key: 'media', type: 'file' }], act: pointing });
    const contentOf = async (media: unknown) => {
      const { output } = await act({ media });
      return (await fetch((output as { media: string }).media)).text();
    };
    const { file } = (await act()).output as { file: string };
    expect(await contentOf(mapped(file, '{{1__file}}'))).toBe('picture 7');
    expect(await contentOf('Hello there')).toBe('Hello there');
  });
});

describe('a run', () => {
  const plain = (error: Error) => Object.assign(error, { doNotContextify: true });
  test.each([
    [new errors.Error('Pick one.', 'none', 400), { outcome: 'errored', message: 'Pick one.' }],
    [plain(new errors.HaltedError('Stop.')), { outcome: 'halted', message: 'Stop.' }],
    [plain(new errors.ExpiredAuthError('Gone.')), { outcome: 'reconnect', message: 'Gone.' }],
    [plain(new errors.ThrottledError('Later.', 7)), { outcome: 'throttled', message: 'Later.', delaySeconds: 7 }],
  ])('that throws %s has an outcome, and can be replayed', async (error, ending) => {
    let isBroken = true;
    const { act, zapier } = await start({
      act: (_z, { inputData }) => {
        if (isBroken) throw error;
        return { id: 2, ...inputData };
      },
    });
    const first = await act({ name: 'Bo' });
    expect(first).toMatchObject({ ...ending, output: null });
    isBroken = false;
    expect(await zapier.replay(first)).toMatchObject({ outcome: 'success', output: { id: 2, name: 'Bo' } });
  });

  test('that is throttled is repeated as often as told, after its delay', async () => {
    let tries = 0;
    const waits: number[] = [];
    const again: Perform = () => {
      tries += 1;
      if (tries < 3) throw new errors.ThrottledError('Later.', 90);
      return { id: tries };
    };
    const { act } = await start({ act: again }, { wait: async (ms) => void waits.push(ms) });
    const run = await act({}, { repeat: 5 });
    expect(run).toMatchObject({ outcome: 'success', output: { id: 3 } });
    expect(run.attempts.map(({ outcome }) => outcome)).toEqual(['throttled', 'throttled', 'success']);
    expect(waits).toEqual([90_000, 90_000]);
  });

  test('that takes too long, or breaks what core checks, is errored', async () => {
    const { act } = await start({
      act: (_z, bundle) => (bundle.inputData.way === 'hang' ? new Promise(() => {}) : 'no object'),
    });
    const message = expect.stringContaining('did not respond in-time');
    expect(await act({ way: 'hang' })).toMatchObject({ outcome: 'errored', message });
    expect(await act()).toMatchObject({ outcome: 'errored' });
  });
});
