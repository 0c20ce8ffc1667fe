import { expect, it } from 'vitest';
import { groups } from '../../../sandbox/tenant/cast.ts';
import { addMember } from '../../../sandbox/tenant/entra-changes.ts';
import {
  type Entra,
  groupNamed,
  type Json,
  openEntra,
  readPages,
  refusalOf,
  userNamed,
} from './open-entra.ts';

const eventual = { headers: { ConsistencyLevel: 'eventual' } };
const idsOf = (items: readonly Json[] | undefined) => new Set(items?.map((item) => String(item['id'])));
const bob = (entra: Entra) => userNamed(entra, 'bob@acme.test').id;

it('lists members, owners and what lies within', async () => {
  await using entra = await openEntra();
  const [team, outer] = [groupNamed(entra, groups.entra.it), groupNamed(entra, groups.entra.nesting)];
  const list = async (path: string) => idsOf((await readPages(entra, path)).items);
  expect(await list(`/groups/${team.id}/members`)).toEqual(new Set(team.members));
  expect(await list(`/groups/${team.id}/owners`)).toEqual(new Set(team.owners));
  expect(await list(`/groups/${outer.id}/members`)).toEqual(new Set([team.id]));
  expect(await list(`/groups/${outer.id}/transitiveMembers`)).toEqual(new Set([team.id, ...team.members]));
});

it('survives groups that hold each other', async () => {
  await using entra = await openEntra();
  const [team, outer] = [groupNamed(entra, groups.entra.it), groupNamed(entra, groups.entra.nesting)];
  addMember(entra.tenant, team.id, outer.id);
  const within = await readPages(entra, `/groups/${outer.id}/transitiveMembers?$select=id`);
  expect(idsOf(within.items)).toEqual(
    new Set([team.id, ...[...team.members].filter((id) => id !== outer.id)]),
  );
  const around = await readPages(entra, `/users/${bob(entra)}/transitiveMemberOf?$select=id`);
  expect(idsOf(around.items)).toContain(outer.id);
});

it('writes the type of each member', async () => {
  await using entra = await openEntra();
  const page = await entra.read(`/groups/${groupNamed(entra, groups.entra.nesting).id}/members?$select=id`);
  expect(page['value']).toMatchObject([{ '@odata.type': '#microsoft.graph.group' }]);
});

it('counts directory roles among what a user is in, and keeps them apart by cast', async () => {
  await using entra = await openEntra();
  const all = await entra.read(`/users/${bob(entra)}/memberOf`);
  expect(JSON.stringify(all)).toContain('#microsoft.graph.directoryRole');
  const path = `/users/${bob(entra)}/transitiveMemberOf/microsoft.graph.group?$select=id&$count=true`;
  expect(await refusalOf(await entra.ask(path))).toEqual([400, 'Request_UnsupportedQuery']);
  const cast = await entra.read(path, eventual);
  const expected = [...entra.tenant.groups.values()].filter(({ members }) => members.has(bob(entra)));
  const nesting = groupNamed(entra, groups.entra.nesting).id;
  expect(idsOf(cast['value'])).toEqual(new Set([nesting, ...expected.map(({ id }) => id)]));
});

it('hides the name of a directory role from who may not read roles', async () => {
  await using entra = await openEntra();
  const { value } = await entra.read(`/users/${bob(entra)}/memberOf`, { as: 'actor' });
  const role = value?.find((item) => item['@odata.type'] === '#microsoft.graph.directoryRole');
  expect(role).toMatchObject({ displayName: null });
});

it('checks up to 20 groups at any depth', async () => {
  await using entra = await openEntra();
  const path = `/users/${bob(entra)}/checkMemberGroups`;
  const nesting = groupNamed(entra, groups.entra.nesting).id;
  const vpn = groupNamed(entra, groups.entra.vpn).id;
  const check = (groupIds: readonly string[]) => entra.ask(path, { method: 'POST', body: { groupIds } });
  expect(await (await check([nesting, vpn, 'no-such-group'])).json()).toMatchObject({ value: [nesting] });
  expect((await check(Array.from({ length: 21 }, () => nesting))).status).toBe(400);
});

const reference = (id: string) => ({
  '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
});

it('adds and removes a member, and says so the second time', async () => {
  await using entra = await openEntra();
  const group = groupNamed(entra, groups.entra.vpn);
  const add = () =>
    entra.ask(`/groups/${group.id}/members/$ref`, {
      as: 'actor',
      method: 'POST',
      body: reference(bob(entra)),
    });
  const remove = () =>
    entra.ask(`/groups/${group.id}/members/${bob(entra)}/$ref`, { as: 'actor', method: 'DELETE' });
  expect((await add()).status).toBe(204);
  expect(group.members.has(bob(entra))).toBe(true);
  const twice = await add();
  expect([twice.status, await twice.text()]).toEqual([400, expect.stringContaining('already exist')]);
  expect((await remove()).status).toBe(204);
  expect(group.members.has(bob(entra))).toBe(false);
  const gone = await remove();
  expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining(group.id)]);
});

it.each([
  ['filled by a rule', groups.entra.dynamic, 400],
  ['synchronised', groups.entra.synced, 400],
  ['role-assignable', groups.entra.tierZero, 403],
])('changes no group that is %s', async (_, name, status) => {
  await using entra = await openEntra();
  const group = groupNamed(entra, name);
  const before = [...group.members];
  const answer = await entra.ask(`/groups/${group.id}/members/$ref`, {
    as: 'actor',
    method: 'POST',
    body: reference(bob(entra)),
  });
  expect(answer.status).toBe(status);
  expect([...group.members]).toEqual(before);
});

it('lets a reader change nothing', async () => {
  await using entra = await openEntra();
  const { id } = groupNamed(entra, groups.entra.vpn);
  const answer = await entra.ask(`/groups/${id}/members/$ref`, {
    method: 'POST',
    body: reference(bob(entra)),
  });
  expect(answer.status).toBe(403);
});

it('deletes the user itself where $ref is forgotten and the role allows it', async () => {
  await using entra = await openEntra();
  const { id, members } = groupNamed(entra, groups.entra.it);
  expect(members.has(bob(entra))).toBe(true);
  const path = `/groups/${id}/members/${bob(entra)}`;
  expect((await entra.ask(path, { as: 'actor', method: 'DELETE' })).status).toBe(403);
  const client = [...entra.tenant.clients.values()].find(({ displayName }) => displayName === 'Users only')!;
  client.roles = ['User.ReadWrite.All'];
  const doomed = bob(entra);
  expect((await entra.ask(path, { as: 'narrow', method: 'DELETE' })).status).toBe(204);
  expect(entra.tenant.users.has(doomed)).toBe(false);
});
