import { describe, expect, test } from '@jest/globals';
import { demo } from '../../dev/msgflash/demo.ts';
import { mapped } from '../../dev/zapier/index.ts';
import { type FrozenWorld, outputOf, startFrozen } from '../lib/sending/frozen.ts';
import {
  AMBIGUOUS,
  accountRefusals,
  answered,
  blank,
  empty,
  expectRefused,
  expectRepeated,
  filling,
  missing,
  type Refused,
  unknownId,
} from '../support/refused.ts';
import { listOf } from '../support/world.ts';

/** The two steps that change who is in a group. */
export interface Membership {
  key: 'add_contact_to_group' | 'remove_contact_from_group';
  operation: string;
  /** Contacts that are concerned, and what the record says of them beside the group and how many were asked for. */
  counts: [name: string, group: string, contacts: string[], record: object, members: string[]][];
}

export const { vip, empty: newsletter } = demo.groups;
export const { awa, luc, zoe } = demo.contacts;

const contactId = (index: number) => `30000000-0000-4000-9000-${String(index).padStart(12, '0')}`;

async function membersOf({ call }: FrozenWorld, groupId: string): Promise<unknown[]> {
  return listOf((await call(`GET /contacts/groups/${groupId}/members`)).contacts).map(({ id }) => id);
}

/** Everything that both steps have to do alike. */
export function describeMembership({ key, operation, counts }: Membership): void {
  const step = `creates.${key}` as const;
  const ONE = { [operation]: 1 };
  const nobody = {
    added: null,
    already_in_group: null,
    removed: null,
    not_in_group: null,
    not_found: null,
    job_id: null,
    status: 'done',
  };

  describe('a few contacts, at once', () => {
    test.each(counts)('%s', async (_name, group, contacts, record, members) => {
      const world = await startFrozen();
      const run = await world.create(key, { group_id: group, contact_ids: contacts });
      expect(run).toMatchObject({ outcome: 'success', message: '' });
      expect(world.requests()).toEqual(ONE);
      expect(world.wire()[0]).toMatchObject({ path: `/api/v1/contacts/groups/${group}/members` });
      expect(world.wire()[0]?.body).toEqual({ contactIds: contacts });
      expect(outputOf(run)).toEqual({ ...nobody, id: group, group_id: group, requested: contacts.length, ...record });
      expect(await membersOf(world, group)).toEqual(members);
    });

    test.each([
      ['blanks between and around them', [` ${awa} `, '', ' ', zoe]],
      ['one twice', [awa, zoe, awa]],
      ['all in one text, as an earlier step hands them over', [`${awa}, ${zoe}`]],
      ['one a line', [mapped(`${awa}\n${zoe}\n`)]],
    ])('%s: each counts once', async (_name, contacts) => {
      const world = await startFrozen();
      const run = await world.create(key, { group_id: vip, contact_ids: contacts });
      expect(run).toMatchObject({ outcome: 'success', output: { requested: 2 } });
      expect(world.wire()[0]?.body).toEqual({ contactIds: [awa, zoe] });
    });

    test('as many as are done at once: 99', async () => {
      const world = await startFrozen();
      const contacts = Array.from({ length: 99 }, (_, index) => contactId(index));
      const run = await world.create(key, { group_id: vip, contact_ids: contacts });
      expect(run).toMatchObject({ outcome: 'success', output: { requested: 99, job_id: null, status: 'done' } });
      expect(world.requests()).toEqual(ONE);
    });
  });

  describe('many contacts, as a job of MsgFlash', () => {
    test.each([100, 10_000])('%d: the job and its state are reported, and nobody waits for it', async (count) => {
      const world = await startFrozen();
      const contacts = Array.from({ length: count }, (_, index) => contactId(index));
      const run = await world.create(key, { group_id: vip, contact_ids: contacts });
      expect(outputOf(run)).toEqual({
        ...nobody,
        id: vip,
        group_id: vip,
        requested: count,
        job_id: expect.stringMatching(/^7[0-9a-f-]{35}$/),
        status: 'pending',
      });
      expect(world.requests()).toEqual(ONE);
      expect(world.wire()[0]?.body).toEqual({ contactIds: contacts });
      await world.pass(60_000);
      const job = await world.call(`GET /contacts/bulk-jobs/${String(outputOf(run).job_id)}`);
      expect(job).toMatchObject({ status: 'done', requestedCount: count, groupId: vip });
    });
  });

  describe('what cannot be done', () => {
    const base = { group_id: vip, contact_ids: [awa, zoe] };
    const nothing = 'Contacts is empty. Choose at least one contact and try again.';
    const cases: Refused[] = [
      { name: 'no group', input: { group_id: empty }, outcome: 'errored', message: filling('Group') },
      { name: 'a blank group', input: { group_id: blank }, outcome: 'errored', message: filling('Group') },
      { name: 'no contact', input: { contact_ids: [empty] }, outcome: 'errored', message: nothing },
      { name: 'blank contacts', input: { contact_ids: [blank, mapped(', ;')] }, outcome: 'errored', message: nothing },
      {
        name: '10 001 contacts',
        input: { contact_ids: Array.from({ length: 10_001 }, (_, index) => contactId(index)) },
        outcome: 'errored',
        message:
          'Contacts holds 10001 contacts, and MsgFlash allows 10 000 at once. Split them over several steps. Nothing was changed.',
      },
      {
        name: 'a group that was deleted',
        input: { group_id: mapped(unknownId(4)) },
        outcome: 'errored',
        message: missing('group'),
        requests: ONE,
      },
      {
        name: 'part of the name of a contact',
        input: { contact_ids: [mapped('Awa')] },
        outcome: 'errored',
        message:
          'No contact in MsgFlash fits “Awa” in Contact. Choose one from the list, or map the ID of Find Contact. Nothing was done.',
        requests: { 'GET /contacts': 1 },
      },
      {
        name: 'a group that nobody has',
        input: { group_id: mapped('VI') },
        outcome: 'errored',
        message:
          'No group in MsgFlash fits “VI” in Group. Choose one from the list, or map the ID of Find Group. Nothing was done.',
        requests: { 'GET /contacts/groups': 1 },
      },
      {
        ...answered(operation, 400, 'BAD_REQUEST', 'The group is locked.'),
        name: 'something that MsgFlash cannot do',
        outcome: 'errored',
        message: 'MsgFlash could not do this (The group is locked).',
      },
      ...accountRefusals(operation),
    ];

    test.each(cases)('$name', async (each) => {
      const world = await expectRefused(step, base, each);
      expect(await membersOf(world, vip)).toEqual([awa, luc]);
    });
  });

  describe('an answer that nobody can rely on', () => {
    test.each(AMBIGUOUS)('$name', async (fault) => {
      await expectRepeated(step, { group_id: vip, contact_ids: [awa, zoe] }, operation, fault);
    });
  });
}
