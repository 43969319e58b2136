import { awa, describeMembership, luc, newsletter, vip, zoe } from './memberships.ts';

describeMembership({
  key: 'remove_contact_from_group',
  operation: 'DELETE /contacts/groups/{groupId}/members',
  counts: [
    ['one', vip, [awa], { removed: 1, not_in_group: 0 }, [luc]],
    ['the last ones', vip, [luc, awa], { removed: 2, not_in_group: 0 }, []],
    ['one that is not in it', newsletter, [zoe], { removed: 0, not_in_group: 1 }, []],
    ['one of each kind', vip, [zoe, luc], { removed: 1, not_in_group: 1 }, [awa]],
  ],
});
