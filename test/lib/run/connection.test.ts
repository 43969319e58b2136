import { describe, expect, test } from '@jest/globals';
import { isTeam, readConnection } from '../../../lib/run/connection.ts';
import { expectProblem } from '../fields/problem.ts';
import { KEY, TEAM_ID, TEAM_KEY } from './keys.ts';

const personal = { apiKey: KEY, teamId: undefined, defaultCountry: undefined };

describe('a connection', () => {
  test.each([
    ['a personal key', { api_key: KEY }, personal],
    ['blanks and line breaks around it', { api_key: ` \n${KEY}\t ` }, personal],
    ['empty optional fields', { api_key: KEY, team_id: '', default_country: ' ' }, personal],
    ['a team beside a personal key, which MsgFlash would refuse', { api_key: KEY, team_id: TEAM_ID }, personal],
    ['a team key', { api_key: TEAM_KEY, team_id: ` ${TEAM_ID} ` }, { ...personal, apiKey: TEAM_KEY, teamId: TEAM_ID }],
    ['a country', { api_key: KEY, default_country: ' fr' }, { ...personal, defaultCountry: 'FR' }],
    ['a key of a form nobody knows yet', { api_key: 'key-of-2030' }, { ...personal, apiKey: 'key-of-2030' }],
    [
      'a key that the platform puts a placeholder for',
      { api_key: '{{api_key}}' },
      { ...personal, apiKey: '{{api_key}}' },
    ],
  ])('%s', (_what, authData, connection) => {
    expect(readConnection(authData)).toEqual(connection);
    expect(isTeam(readConnection(authData))).toBe(connection.teamId !== undefined);
  });

  const EMPTY = 'The API Key is empty. Copy your key from MsgFlash under API Keys and reconnect.';
  const BLANKS =
    'The API Key has spaces or line breaks in it. Copy it again from MsgFlash under API Keys and reconnect.';
  const NO_TEAM =
    'This is a team key (msgf_team_…), which works only together with its Team ID. Reconnect and fill in Team ID.';
  test.each([
    ['no connection at all', undefined, EMPTY],
    ['no key', {}, EMPTY],
    ['an empty key', { api_key: '' }, EMPTY],
    ['a blank key', { api_key: ' \n' }, EMPTY],
    ['a key that is no text', { api_key: 7 }, EMPTY],
    ['a blank inside', { api_key: 'msgf_live_01 23' }, BLANKS],
    ['a line break inside', { api_key: 'msgf_live_01\n23' }, BLANKS],
    ['a no-break space inside', { api_key: 'msgf_live_01\u00a023' }, BLANKS],
    ['a control character inside', { api_key: 'msgf_live_01\u000023' }, BLANKS],
    ['a header smuggled in', { api_key: 'x\r\nx-team-id: y' }, BLANKS],
    ['a team key without its team', { api_key: TEAM_KEY }, NO_TEAM],
    ['a team key with a blank team', { api_key: TEAM_KEY, team_id: ' ' }, NO_TEAM],
  ])('%s', (_what, authData, sentence) => {
    expectProblem(() => readConnection(authData), 'reconnect', sentence);
  });
});
