import { cast, groups } from '../tenant/cast.ts';
import { addMember, partyOf, removeMember } from '../tenant/okta-changes.ts';
import { oktaGroupByName } from '../tenant/okta-groups.ts';
import { oktaUserByLogin } from '../tenant/okta-people.ts';
import type { OktaTenant } from '../tenant/okta-tenant.ts';
import type { Lever } from './lever.ts';

/** What somebody does by hand to the groups that Lockstep gives and asks. */
export function oktaAccessLevers(tenant: OktaTenant): readonly Lever[] {
  const by = () => ({ actor: partyOf(oktaUserByLogin(tenant, cast.alan.email)) });
  const place = (group: string, login: string) =>
    [tenant, oktaGroupByName(tenant, group).id, oktaUserByLogin(tenant, login).id] as const;
  return [
    {
      id: 'okta-added-by-hand',
      side: 'okta',
      title: 'Somebody adds a member out of band',
      what: 'Alan Turing puts Katherine Johnson into VPN Users, past Lockstep.',
      apply: () => {
        addMember(...place(groups.okta.vpn, cast.katherine.email), by());
        return `${cast.katherine.email} is in ${groups.okta.vpn}`;
      },
      undo: () => {
        removeMember(...place(groups.okta.vpn, cast.katherine.email), by());
        return `${cast.katherine.email} is out again`;
      },
    },
    {
      id: 'okta-approver-leaves',
      side: 'okta',
      title: 'An approver leaves the group',
      what: 'Frances Allen is no longer in Access Approvers, and may decide nothing from now on.',
      apply: () => {
        removeMember(...place(groups.okta.approvers, cast.frances.email), by());
        return `${cast.frances.email} is no longer in ${groups.okta.approvers}`;
      },
      undo: () => {
        addMember(...place(groups.okta.approvers, cast.frances.email), by());
        return `${cast.frances.email} is back`;
      },
    },
  ];
}
