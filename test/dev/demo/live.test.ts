import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkLive, type LiveSettings, liveSettings } from '../../../dev/demo/live.ts';
import { demo } from '../../../dev/msgflash/demo.ts';
import { type MsgFlash, startMsgFlash } from '../../../dev/msgflash/server.ts';
import { telling } from './telling.ts';

let server: MsgFlash;
beforeEach(async () => {
  server = await startMsgFlash({ rateLimit: null });
});
afterEach(() => server.close());

async function checked(changes: Partial<LiveSettings> = {}) {
  const { text, ...told } = telling();
  const settings = { apiKey: demo.key, teamId: '', recipient: '', apiUrl: server.url, ...changes };
  const exitCode = await checkLive(settings, told);
  expect(text()).not.toContain(settings.apiKey);
  return { exitCode, text: text() };
}

const writes = () => server.control.requests.all().filter(({ method }) => method !== 'GET');

describe('the check of a real connection', () => {
  test('without a recipient it only reads', async () => {
    const { exitCode, text } = await checked();
    expect(exitCode).toBe(0);
    expect(text).toContain('Connected as Camille Martin (camille@example.com)');
    expect(text).toContain('Main Store · +33 6 39 98 00 01 · connected');
    expect(text).toContain('All is well · 3 API requests');
    expect(writes()).toEqual([]);
    expect(server.control.ledger()).toEqual([]);
  });

  test('with a recipient it sends one text', async () => {
    const { exitCode, text } = await checked({ recipient: '+33 6 39 98 10 01' });
    expect(exitCode).toBe(0);
    expect(text).toContain('MsgFlash took the message');
    expect(server.control.ledger()).toMatchObject([
      { instanceId: demo.instances.mainStore, to: demo.numbers.awa, type: 'text' },
    ]);
    expect(writes()).toHaveLength(1);
  });

  test('with a wrong key it says what to do', async () => {
    const { exitCode, text } = await checked({ apiKey: `msgf_live_${'0'.repeat(64)}`, recipient: demo.numbers.awa });
    expect(exitCode).toBe(1);
    expect(text).toContain('MsgFlash did not accept the API key');
    expect(text).toContain('Not everything is well · 1 API request');
    expect(server.control.ledger()).toEqual([]);
  });

  test('with a recipient nobody can read, or no connected instance, nothing is sent', async () => {
    const unreadable = await checked({ recipient: '06 39 98 10 01' });
    expect([unreadable.exitCode, unreadable.text]).toEqual([1, expect.stringContaining('has no country')]);
    server.control.unlink({ instance: 'Main Store' });
    server.control.unlink({ instance: 'Support' });
    const unlinked = await checked({ recipient: demo.numbers.awa });
    expect([unlinked.exitCode, unlinked.text]).toEqual([1, expect.stringContaining('No instance is connected')]);
    expect(server.control.ledger()).toEqual([]);
  });

  test('does not start with an address that is none', async () => {
    for (const apiUrl of ['nonsense', 'http://srv.example.com']) {
      const { exitCode, text } = await checked({ apiUrl });
      expect([exitCode, text]).toEqual([1, expect.stringContaining('MSGFLASH_API_URL must be an https address')]);
    }
  });

  test('is asked for by the environment', () => {
    expect(liveSettings({})).toBeNull();
    expect(liveSettings({ MSGFLASH_API_KEY: ' ', MSGFLASH_RECIPIENT: '+33639981001' })).toBeNull();
    expect(liveSettings({ MSGFLASH_API_KEY: ' key ', MSGFLASH_TEAM_ID: 'team' })).toEqual({
      apiKey: 'key',
      teamId: 'team',
      recipient: '',
      apiUrl: '',
    });
  });
});
