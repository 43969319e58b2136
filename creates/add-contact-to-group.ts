import { type CreatePerform, defineCreate, defineInputFields } from 'zapier-platform-core';
import { contactsField } from '../lib/fields/contact.ts';
import { groupField } from '../lib/fields/group.ts';
import { memberIds } from '../lib/finding/ids.ts';
import { addMembers } from '../lib/msgflash/operations.ts';
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
    const response = await repeatable(step, addMembers(api, groupId, contactIds));
    return membershipRecord(groupId, contactIds.length, response);
  })) satisfies CreatePerform<typeof inputFields, MembershipRecord>;

export default defineCreate({
  key: 'add_contact_to_group',
  noun: 'Contact',
  display: { label: 'Add Contact to Group', description: 'Adds contacts to a group.' },
  operation: { inputFields, perform, sample: membershipSample, outputFields: membershipOutputFields },
});
