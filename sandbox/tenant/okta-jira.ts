import { breakGlass, cast, groups } from './cast.ts';
import type { Making } from './okta-people.ts';
import type { OktaTenant } from './okta-tenant.ts';

/** A group large enough to be emptied. Nobody of the story is in it; settled last and drawn without chance, so that everything else stays as it was. */
export function settleJiraUsers(tenant: OktaTenant, { moment }: Making): void {
  const story = new Set<string>([
    ...Object.values(breakGlass.okta),
    ...Object.values(cast).map(({ email }) => email),
  ]);
  const crowd = [...tenant.users.values()].filter(
    ({ status, profile }) => status === 'ACTIVE' && !story.has(profile.login),
  );
  const created = moment.ago(400);
  const id = '00gjira0sandbox00000';
  tenant.groups.set(id, {
    id,
    type: 'OKTA_GROUP',
    name: groups.okta.jira,
    description: null,
    created,
    lastUpdated: created,
    lastMembershipUpdated: moment.ago(30),
  });
  tenant.memberships.set(id, new Set(crowd.slice(0, 40).map((user) => user.id)));
}
