import { randomUUID } from 'node:crypto';
import { createClock } from '../../dev/msgflash/clock.ts';
import type { Control } from '../../dev/msgflash/control.ts';
import type { LoggedRequest } from '../../dev/msgflash/log.ts';
import type { Seed } from '../../dev/msgflash/records.ts';
import { type MsgFlash, startMsgFlash } from '../../dev/msgflash/server.ts';
import { startZapier, type Zapier } from '../../dev/zapier/index.ts';

/** Part of every secret in these tests, and of nothing else. */
export const MARK = 'KEEPTHISOUT';

/** Every run has its own account, so that all can run at once. */
export interface Account {
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

const keyOf = (index: number, isTeam: boolean) => `msgf_${isTeam ? 'team' : 'live'}_${MARK}${index}`;

/** The account of a run. @param isTeam whether it connects with the team's key */
export function accountOf(index: number, isTeam: boolean): Account {
  const id = (kind: string) => `${kind.padEnd(8, '0')}-0000-4000-b000-${String(index).padStart(12, '0')}`;
  return {
    accountId: id('0a'),
    key: keyOf(index, isTeam),
    teamId: isTeam ? id('0e') : null,
    instanceId: id('1'),
    templateId: id('2'),
    contactId: id('3'),
    newcomerId: id('3a'),
    groupId: id('4'),
  };
}

/** The numbers of every account's people. They are reserved for fiction. */
export const PHONES = {
  own: '+33639980001',
  contact: '+33639981001',
  newcomer: '+33639981002',
  unknown: '+33639981003',
  stranger: '+33639985555',
  /** On WhatsApp; MsgFlash needs two polls to find out. */
  slow: '+33639985556',
};

function seedOf(count: number): Seed {
  const all = Array.from({ length: count }, (_, index) => ({
    ...accountOf(index, true),
    personal: keyOf(index, false),
  }));
  const owner = { fullName: 'Camille Martin', email: 'camille@example.com', plan: 'max' } as const;
  const instance = { name: 'Main Store', waNumber: PHONES.own, status: 'connected', business: true } as const;
  const template = { name: 'Order Shipped', body: 'Order {{custom.order}} is on its way.' };
  const customer = { name: 'Awa Doe', phone: PHONES.contact, tags: ['vip'], meta: { city: 'Lyon' } };
  const newcomer = { name: 'Luc Bernard', phone: PHONES.newcomer };
  return {
    numbers: { slow: [{ prefix: PHONES.slow, polls: 2 }] },
    accounts: all.map(({ accountId: id, personal }) => ({ id, keys: [personal], ...owner })),
    teams: all.map(({ accountId: ownerId, teamId, key, instanceId }) => {
      return { id: teamId ?? '', name: 'Shop Team', ownerId, keys: [key], instanceIds: [instanceId] };
    }),
    instances: all.map(({ accountId, instanceId: id }) => ({ id, accountId, ...instance })),
    templates: all.map(({ accountId, templateId: id }) => ({ id, accountId, ...template })),
    contacts: all.flatMap(({ accountId, contactId, newcomerId }) => [
      { id: contactId, accountId, ...customer },
      { id: newcomerId, accountId, ...newcomer },
    ]),
    groups: all.map(({ accountId, groupId: id, contactId }) => ({
      id,
      accountId,
      name: 'VIP',
      contactIds: [contactId],
    })),
  };
}

/** A built-in MsgFlash with many accounts, and a stand-in for Zapier. */
export interface Environment {
  msgflash: MsgFlash;
  control: Control;
  zapier: Zapier;
  close(): Promise<void>;
}

/**
 * Opens an environment. Only one may be open at a time, because the address of the API is an environment variable.
 *
 * @param count how many accounts
 * @param shiftMs how far MsgFlash's clock is off, and so the times of its records
 */
export async function openEnvironment(app: object, count: number, shiftMs = 0): Promise<Environment> {
  const msgflash = await startMsgFlash({
    clock: createClock({ start: new Date(Date.now() + shiftMs) }),
    data: seedOf(count),
    newSecret: () => `${MARK}${randomUUID()}`,
    rateLimit: null,
    // What happens to a message after it is accepted is not tested here.
    steps: { sent: 86_400_000, delivered: null, read: null },
  });
  const zapier = await startZapier({ app, env: { MSGFLASH_API_URL: msgflash.url } });
  const close = async () => {
    await zapier.close();
    await msgflash.close();
  };
  return { msgflash, control: msgflash.control, zapier, close };
}

/** The connector's own requests with an account's key. @param since a mark in the request log */
export function requestsOf({ control }: Environment, { key }: Account, since: number): LoggedRequest[] {
  return control.requests
    .since(since)
    .filter(
      ({ headers }) => headers['x-api-key'] === key && String(headers['user-agent']).startsWith('MsgFlash-Zapier/'),
    );
}
