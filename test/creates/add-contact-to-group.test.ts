import { demo } from '../../dev/msgflash/demo.ts';
import { awa, describeMembership, luc, newsletter, vip, zoe } from './memberships.ts';

describeMembership({
  key: 'add_contact_to_group',
  operation: 'POST /contacts/groups/{groupId}/members',
  counts: [
    ['one', newsletter, [zoe], { added: 1, already_in_group: 0, not_found: 0 }, [zoe]],
    ['one that is in it already', vip, [awa], { added: 0, already_in_group: 1, not_found: 0 }, [awa, luc]],
    [
      'one of each kind',
      vip,
      [zoe, luc, demo.contacts.other],
      { added: 1, already_in_group: 1, not_found: 1 },
      [awa, luc, zoe],
    ],
  ],
});
