import { expect, it } from 'vitest';
import { cast, groups } from '../../../sandbox/tenant/cast.ts';
import { addMember, deleteUser } from '../../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../../sandbox/tenant/okta-people.ts';
import { nextOf, openOkta, readAll } from './open-okta.ts';

it('pages through everybody but the deprovisioned, each once, in the least pages', async () => {
  await using okta = await openOkta({ company: { oktaPeople: 1000 } });
  const { items, pages } = await readAll(okta, '/api/v1/users?limit=200');
  const living = [...okta.tenant.users.values()].filter(({ status }) => status !== 'DEPROVISIONED');
  expect(new Set(items.map(({ id }) => id))).toEqual(new Set(living.map(({ id }) => id)));
  expect(items).toHaveLength(living.length);
  expect(pages).toBe(Math.ceil(living.length / 200));
});

it('answers a page that is asked for twice in the same way', async () => {
  await using okta = await openOkta();
  const next = nextOf(await okta.ask('/api/v1/users?limit=50')) ?? '';
  const [once, twice] = [await (await okta.ask(next)).json(), await (await okta.ask(next)).json()];
  expect(once).toEqual(twice);
  expect(once).toHaveLength(50);
});

it('keeps paging right while people are deleted', async () => {
  await using okta = await openOkta();
  const next = nextOf(await okta.ask('/api/v1/users?limit=50')) ?? '';
  const [first] = okta.tenant.users.keys();
  deleteUser(okta.tenant, first ?? '');
  const { items } = await readAll(okta, next);
  expect(items.length).toBe(
    [...okta.tenant.users.values()].filter(({ status }) => status !== 'DEPROVISIONED').length - 49,
  );
});

it.each([
  ['filter=status eq "DEPROVISIONED"', (status: string) => status === 'DEPROVISIONED'],
  [
    'search=status eq "LOCKED_OUT" or status eq "SUSPENDED"',
    (status: string) => status === 'LOCKED_OUT' || status === 'SUSPENDED',
  ],
])('%s finds whom it names', async (query, expected) => {
  await using okta = await openOkta();
  const { items } = await readAll(okta, `/api/v1/users?${query}`);
  const wanted = [...okta.tenant.users.values()].filter(({ status }) => expected(status)).map(({ id }) => id);
  expect(items.map(({ id }) => id)).toEqual(wanted);
  expect(wanted.length).toBeGreaterThan(0);
});

it('finds both people behind one address, and a person by login', async () => {
  await using okta = await openOkta();
  const { items } = await readAll(okta, `/api/v1/users?search=profile.email eq "${cast.kim1.email}"`);
  expect(items).toHaveLength(2);
  const ada = await (await okta.ask(`/api/v1/users/${encodeURIComponent(cast.ada.email)}`)).json();
  expect(ada).toMatchObject({ status: 'ACTIVE', profile: { login: cast.ada.email } });
});

it('lists only groups whose members changed since, with or without milliseconds', async () => {
  await using okta = await openOkta();
  const since = `${new Date(Date.now() - 60_000).toISOString().slice(0, 19)}Z`;
  const path = `/api/v1/groups?filter=type eq "OKTA_GROUP" and (lastUpdated gt "${since}" or lastMembershipUpdated gt "${since}")`;
  expect((await readAll(okta, path)).items).toEqual([]);
  const { id } = oktaGroupByName(okta.tenant, groups.okta.vpn);
  addMember(okta.tenant, id, oktaUserByLogin(okta.tenant, cast.grace.email).id);
  expect((await readAll(okta, path)).items.map((group) => group.id)).toEqual([id]);
});

it('pages through the members of a group', async () => {
  await using okta = await openOkta();
  const { id } = oktaGroupByName(okta.tenant, groups.okta.everyone);
  const { items, pages } = await readAll(okta, `/api/v1/groups/${id}/users?limit=50`);
  expect(items).toHaveLength(okta.tenant.memberships.get(id)?.size ?? 0);
  expect(pages).toBe(3);
});

it('lists those who hold a role by a group among the assignees, or not, as it is set', async () => {
  await using okta = await openOkta();
  const radia = oktaUserByLogin(okta.tenant, cast.radia.email).id;
  // The shape of this one listing (Okta API, list users with role assignments).
  const assignees = async () =>
    ((await (await okta.ask('/api/v1/iam/assignees/users')).json()) as { value: { id: string }[] }).value.map(
      ({ id }) => id,
    );
  expect(await assignees()).toContain(radia);
  expect(await (await okta.ask(`/api/v1/users/${radia}/roles`)).json()).toEqual([]);
  okta.tenant.assigneesListGroupAdmins = false;
  expect(await assignees()).not.toContain(radia);
});

it('hides enrolled factors that the policy no longer allows, and shows the address as one', async () => {
  await using okta = await openOkta();
  const { id } = oktaUserByLogin(okta.tenant, cast.hedy.email);
  const kinds = async () =>
    ((await (await okta.ask(`/api/v1/users/${id}/factors`)).json()) as { factorType: string }[]).map(
      ({ factorType }) => factorType,
    );
  expect(await kinds()).toEqual(['sms', 'email']);
  for (const policy of okta.tenant.policies.values()) {
    if (policy.type === 'MFA_ENROLL')
      policy.settings = {
        type: 'AUTHENTICATORS',
        authenticators: [{ key: 'phone_number', enroll: { self: 'NOT_ALLOWED' } }],
      };
  }
  expect(await kinds()).toEqual(['email']);
  const enrollments = await (await okta.ask(`/api/v1/users/${id}/authenticator-enrollments`)).json();
  expect(enrollments).toEqual(
    expect.arrayContaining([expect.objectContaining({ key: 'phone_number', status: 'ACTIVE' })]),
  );
});
