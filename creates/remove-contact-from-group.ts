import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { contactsField } from '../lib/fields/contact.ts';
import { groupField } from '../lib/fields/group.ts';
import { memberIds } from '../lib/finding/ids.ts';
import { removeMembers } from '../lib/msgflash/operations.ts';
import {
  type MembershipRecord,
  membershipOutputFields,
  membershipRecord,
  membershipSample,
} from '../lib/records/membership.ts';
import { repeatable } from '../lib/run/confirmed.ts';
import { run } from '../lib/run/run.ts';

const inputFields = defineInputFields([groupField, contactsField]);

const perform = (async (z, bundle) =>
  run(z, bundle, async (step) => {
    const { api } = step;
    const { groupId, contactIds } = await memberIds(step, bundle.inputData);
    const response = await repeatable(step, removeMembers(api, groupId, contactIds));
    return membershipRecord(groupId, contactIds.length, response);
  })) satisfies CreatePerform<typeof inputFields, MembershipRecord>;

export default defineCreate({
  key: 'remove_contact_from_group',
  noun: 'Contact',
  display: { label: 'Remove Contact From Group', description: 'Removes contacts from a group.' },
  operation: {
    inputFields,
    perform,
    sample: { ...membershipSample, added: null, already_in_group: null, removed: 1, not_in_group: 1 },
    outputFields: membershipOutputFields,
  },
});
