import type { Authentication, BeforeRequestMiddleware, Bundle, ZObject } from 'zapier-platform-core';
import { countryChoices } from './lib/fields/countries.ts';
import { getAccount, listInstances } from './lib/msgflash/operations.ts';
import { isMsgFlash } from './lib/msgflash/origin.ts';
import type { Account, Instance } from './lib/msgflash/schemas.ts';
import { instanceLabel } from './lib/records/instance.ts';
import { type Connection, isTeam, readConnection } from './lib/run/connection.ts';
import { run } from './lib/run/run.ts';

/**
 * Adds the key to requests to MsgFlash's own origin only: steps also request URLs that users typed. A request with the
 * key follows no redirect, because Zapier would send the key to the new address.
 */
export const authorize: BeforeRequestMiddleware = (request, _z, bundle) => {
  if (!isMsgFlash(request.url)) return request;
  const { apiKey, teamId } = readConnection(bundle.authData);
  const headers = { ...request.headers, 'x-api-key': apiKey, ...(teamId && { 'X-Team-Id': teamId }) };
  return { ...request, headers, redirect: 'manual' };
};

/** Reads the instances, which every kind of key is allowed to, and for a personal key the account's name. */
const test = (z: ZObject, bundle: Bundle): Promise<{ connection_label: string }> =>
  run(
    z,
    bundle,
    async (step) => {
      const instances = await listInstances(step.api);
      // Undocumented and used only for the name, so a failure here must not make a valid key look invalid.
      const account = isTeam(step.connection) ? null : await getAccount(step.api).catch(() => null);
      return {
        connection_label: accountLabel(account) || (await instancesLabel(instances)) || bareLabel(step.connection),
      };
    },
    'connecting',
  );

function accountLabel(account: Account | null): string {
  const name = account?.fullName?.trim();
  const email = account?.email?.trim();
  return name && email ? `${name} (${email})` : name || email || '';
}

async function instancesLabel([first, ...others]: Instance[]): Promise<string> {
  if (!first) return '';
  const label = await instanceLabel(first);
  return others.length > 0 ? `${label} and ${others.length} more` : label;
}

function bareLabel({ teamId }: Connection): string {
  return teamId ? `Team ${teamId.slice(0, 8)}` : 'Account without instances';
}

export const authentication = {
  type: 'custom',
  fields: [
    {
      key: 'api_key',
      label: 'API Key',
      type: 'password',
      required: true,
      helpText:
        'Create one in [MsgFlash under API Keys](https://app.msgflash.com); it is shown only once. Both a personal key (`msgf_live_…`) and a team key (`msgf_team_…`) work.',
    },
    {
      key: 'team_id',
      label: 'Team ID',
      type: 'string',
      required: false,
      helpText:
        'Only for a team key: copy it from the page of the team in [MsgFlash](https://app.msgflash.com). Leave empty for a personal key.',
    },
    {
      key: 'default_country',
      label: 'Default Country',
      type: 'string',
      required: false,
      choices: countryChoices,
      helpText:
        'Phone numbers written without `+` are read as numbers of this country. More on number formats in the [MsgFlash documentation](https://docs.msgflash.com/guides/send-message).',
    },
  ],
  test,
  connectionLabel: '{{connection_label}}',
} satisfies Authentication;
