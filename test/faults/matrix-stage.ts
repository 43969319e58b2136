import { randomUUID } from 'node:crypto';
import { createClock } from '../../dev/msgflash/clock.ts';
import type { Control } from '../../dev/msgflash/control.ts';
import type { LoggedRequest } from '../../dev/msgflash/log.ts';
import type { Seed } from '../../dev/msgflash/records.ts';
import { type MsgFlash, startMsgFlash } from '../../dev/msgflash/server.ts';
import { startZapier, type Zapier } from '../../dev/zapier/index.ts';
import { type Gate, openGate } from './matrix-gate.ts';

/** In every secret of the matrix, and in nothing else. */
export const MARK = 'KEEPTHISOUT';

/** An account of one cell's own: no cell can see what another did, and all may run at once. */
export interface Site {
  accountId: string;
  /** Personal, or of the account's team. */
  key: string;
  teamId: string | null;
  instanceId: string;
  templateId: string;
  contactId: string;
  newcomerId: string;
  groupId: string;
}

const DIGITS = { account: '0a', team: '0e', instance: '1', template: '2', contact: '3', newcomer: '3a', group: '4' };

function idOf(kind: keyof typeof DIGITS, index: number): string {
  return `${DIGITS[kind].padEnd(8, '0')}-0000-4000-b000-${String(index).padStart(12, '0')}`;
}

/** @param isTeam whether the cell connects with the team's key */
export function siteOf(index: number, isTeam: boolean): Site {
  return {
    accountId: idOf('account', index),
    key: isTeam ? `msgf_team_${MARK}${index}` : `msgf_live_${MARK}${index}`,
    teamId: isTeam ? idOf('team', index) : null,
    instanceId: idOf('instance', index),
    templateId: idOf('template', index),
    contactId: idOf('contact', index),
    newcomerId: idOf('newcomer', index),
    groupId: idOf('group', index),
  };
}

/** People and things of every account, by numbers reserved for fiction. */
export const PHONES = {
  own: '+33639980001',
  contact: '+33639981001',
  newcomer: '+33639981002',
  unknown: '+33639981003',
  stranger: '+33639985555',
  /** On WhatsApp, which MsgFlash takes two polls to find out. */
  slow: '+33639985556',
};

function seedOf(count: number): Seed {
  const all = Array.from({ length: count }, (_, index) => index);
  return {
    numbers: { slow: [{ prefix: PHONES.slow, polls: 2 }] },
    accounts: all.map((index) => ({
      id: idOf('account', index),
      fullName: 'Camille Martin',
      email: 'camille@example.com',
      plan: 'max',
      keys: [siteOf(index, false).key],
    })),
    teams: all.map((index) => ({
      id: idOf('team', index),
      name: 'Shop Team',
      ownerId: idOf('account', index),
      keys: [siteOf(index, true).key],
      instanceIds: [idOf('instance', index)],
    })),
    instances: all.map((index) => ({
      id: idOf('instance', index),
      accountId: idOf('account', index),
      name: 'Main Store',
      waNumber: PHONES.own,
      status: 'connected',
      business: true,
    })),
    templates: all.map((index) => ({
      id: idOf('template', index),
      accountId: idOf('account', index),
      name: 'Order Shipped',
      body: 'Order {{custom.order}} is on its way.',
    })),
    contacts: all.flatMap((index) => [
      {
        id: idOf('contact', index),
        accountId: idOf('account', index),
        name: 'Awa Doe',
        phone: PHONES.contact,
        tags: ['vip'],
        meta: { city: 'Lyon' },
      },
      {
        id: idOf('newcomer', index),
        accountId: idOf('account', index),
        name: 'Luc Bernard',
        phone: PHONES.newcomer,
      },
    ]),
    groups: all.map((index) => ({
      id: idOf('group', index),
      accountId: idOf('account', index),
      name: 'VIP',
      contactIds: [idOf('contact', index)],
    })),
  };
}

/** An embedded MsgFlash with an account for each cell, and a stand-in for Zapier that reaches it, through a gate or not. */
export interface Stage {
  msgflash: MsgFlash;
  control: Control;
  /** A stand-in that loads one step only, and the connection: core copies the whole definition for every run. */
  zapierFor(step: Name): Promise<Zapier>;
  /** All that were asked for. */
  zapiers(): Promise<Zapier[]>;
  gate: Gate | null;
  close(): Promise<void>;
}

/**
 * One stage at a time: the address of the API is part of the process's environment.
 *
 * @param sites how many accounts
 * @param shiftMs how far MsgFlash's clock, and all that it records, is off
 * @param isGated whether the way to MsgFlash can be shut
 */
export async function openStage(
  app: object,
  sites: number,
  { shiftMs = 0, isGated = false }: { shiftMs?: number; isGated?: boolean } = {},
): Promise<Stage> {
  const msgflash = await startMsgFlash({
    clock: createClock({ start: new Date(Date.now() + shiftMs) }),
    data: seedOf(sites),
    newSecret: () => `${MARK}${randomUUID()}`,
    rateLimit: null,
    // Messages stay as they were accepted: what becomes of them is not what is looked at here.
    steps: { sent: 86_400_000, delivered: null, read: null },
  });
  const gate = isGated ? await openGate(msgflash.url) : null;
  const env = { MSGFLASH_API_URL: gate?.url ?? msgflash.url };
  const started = new Map<string, Promise<Zapier>>();
  const zapiers = () => Promise.all(started.values());
  return {
    msgflash,
    control: msgflash.control,
    gate,
    zapiers,
    zapierFor: (step) => {
      const known = started.get(step) ?? startZapier({ app: withStep(app, step), env });
      started.set(step, known);
      return known;
    },
    close: async () => {
      for (const zapier of await zapiers()) await zapier.close();
      await gate?.close();
      await msgflash.close();
    },
  };
}

/** The name of a step of the app, as the stand-in takes it. */
export type Name = `${'triggers' | 'creates' | 'searches'}.${string}`;

/** The same app with one step. */
function withStep(app: object, step: Name): object {
  const [type = '', key = ''] = step.split('.');
  const steps = dictOf(dictOf(app)[type]);
  return { ...app, triggers: {}, creates: {}, searches: {}, searchOrCreates: {}, [type]: { [key]: steps[key] } };
}

/** The connector's own requests with one key, since a mark. */
export function requestsOf({ control }: Stage, site: Site, since: number): LoggedRequest[] {
  return control.requests
    .since(since)
    .filter(({ headers }) => headers['x-api-key'] === site.key && isConnector(headers['user-agent']));
}

function isConnector(agent: unknown): boolean {
  return String(agent).startsWith('MsgFlash-Zapier/');
}

/** Calls the API as somebody else than the connector. @returns `data` @throws for a refusal */
export async function call(
  { msgflash }: Stage,
  site: Site,
  operation: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const [method = 'GET', path = '/'] = operation.split(' ');
  const response = await fetch(`${msgflash.url}/api/v1${path}`, {
    method,
    headers: {
      'x-api-key': site.key,
      ...(site.teamId && { 'x-team-id': site.teamId }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${JSON.stringify(answer)}`);
  return dictOf(dictOf(answer).data);
}

/** An object whose keys can be read; empty for anything else. */
export function dictOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
