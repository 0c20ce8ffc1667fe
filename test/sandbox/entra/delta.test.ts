import { expect, it } from 'vitest';
import { groups } from '../../../sandbox/tenant/cast.ts';
import {
  addMember,
  createGroup,
  deleteGroup,
  deleteUser,
  removeMember,
  updateGroup,
  updateUser,
} from '../../../sandbox/tenant/entra-changes.ts';
import {
  type Entra,
  groupNamed,
  type Json,
  openEntra,
  readPages,
  refusalOf,
  userNamed,
} from './open-entra.ts';

const everything = '/groups/delta?$select=id,displayName,members';
const small = { groupDeltaPage: { objects: 4, members: 20 } };

/** Memberships as a careful reader gathers them. */
function membersIn(items: readonly Json[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const group of items) {
    const ids = found.get(String(group['id'])) ?? new Set<string>();
    found.set(String(group['id']), ids);
    for (const member of group['members@delta'] ?? []) {
      if (member['@removed'] === undefined) ids.add(String(member['id']));
      else ids.delete(String(member['id']));
    }
  }
  return found;
}

const truth = (entra: Entra) =>
  new Map([...entra.tenant.groups.values()].map(({ id, members }) => [id, new Set(members)]));

it('tells every membership of every group', async () => {
  await using entra = await openEntra();
  const { items } = await readPages(entra, everything);
  expect(membersIn(items)).toEqual(truth(entra));
});

it('splits large groups over pages that are not neighbours, with an empty page between', async () => {
  await using entra = await openEntra(small);
  const { pages, items } = await readPages(entra, everything);
  const dynamic = groupNamed(entra, groups.entra.dynamic).id;
  const places = pages.flatMap((page, n) => (page.some((group) => group['id'] === dynamic) ? [n] : []));
  expect(places.length).toBeGreaterThan(2);
  expect((places[1] ?? 0) - (places[0] ?? 0)).toBeGreaterThan(1);
  expect(pages.filter((page) => page.length === 0)).toHaveLength(1);
  expect(membersIn(items)).toEqual(truth(entra));
});

it('takes about a ninth of the requests that listing each group takes', async () => {
  const company = { people: 5000, groups: 250, membershipsPerPerson: 10 };
  await using entra = await openEntra({ company });
  const { pages } = await readPages(entra, everything);
  const listing = [...entra.tenant.groups.values()].map(({ members }) => Math.ceil(members.size / 999) || 1);
  const ratio = (1 + listing.reduce((a, b) => a + b)) / pages.length;
  expect(ratio).toBeGreaterThan(7.5);
  expect(ratio).toBeLessThan(11);
});

it('keeps a round as it was when it began and tells the rest in the next', async () => {
  await using entra = await openEntra(small);
  const first = await entra.read(everything);
  const { id } = groupNamed(entra, groups.entra.nesting);
  const ada = userNamed(entra, 'ada@acme.test').id;
  addMember(entra.tenant, id, ada);
  const rest = await readPages(entra, String(first['@odata.nextLink']));
  const { items } = await readPages(entra, rest.deltaLink);
  expect(items).toMatchObject([
    { id, 'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: ada }] },
  ]);
});

it('tells additions, removals, deletions and new groups, once each', async () => {
  await using entra = await openEntra();
  const { deltaLink } = await readPages(entra, everything);
  const [vpn, it_, twin] = [groups.entra.vpn, groups.entra.it, groups.entra.twin].map((name) =>
    groupNamed(entra, name),
  );
  const [ada, tim] = ['ada@acme.test', 'tim@acme.test'].map((name) => userNamed(entra, name).id);
  removeMember(entra.tenant, vpn!.id, ada!);
  addMember(entra.tenant, it_!.id, tim!);
  deleteGroup(entra.tenant, twin!.id);
  createGroup(entra.tenant, { ...it_!, id: 'new', displayName: 'New', members: new Set([ada!]) });
  const changes = await readPages(entra, deltaLink);
  expect(changes.items).toEqual([
    {
      id: vpn!.id,
      displayName: 'VPN Users',
      'members@delta': [
        { '@odata.type': '#microsoft.graph.user', id: ada, '@removed': { reason: 'deleted' } },
      ],
    },
    {
      id: it_!.id,
      displayName: 'IT',
      'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: tim }],
    },
    { id: twin!.id, '@removed': { reason: 'changed' } },
    { id: 'new', displayName: 'New', 'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: ada }] },
  ]);
  expect((await readPages(entra, changes.deltaLink)).items).toEqual([]);
});

it('tells the members of groups that a deleted user was in', async () => {
  await using entra = await openEntra();
  const { deltaLink } = await readPages(entra, everything);
  const { id } = userNamed(entra, 'hedy@acme.test');
  deleteUser(entra.tenant, id);
  const { items } = await readPages(entra, deltaLink);
  expect(items.length).toBeGreaterThan(1);
  for (const group of items) expect(group['members@delta']).toMatchObject([{ id, '@removed': {} }]);
});

it('names former members in a first round too', async () => {
  await using entra = await openEntra();
  const { id } = groupNamed(entra, groups.entra.vpn);
  const ada = userNamed(entra, 'ada@acme.test').id;
  removeMember(entra.tenant, id, ada);
  const { items } = await readPages(entra, everything);
  const vpn = items.find((group) => group['id'] === id);
  expect(vpn?.['members@delta']).toContainEqual({
    '@odata.type': '#microsoft.graph.user',
    id: ada,
    '@removed': { reason: 'deleted' },
  });
});

it('follows only the groups that were asked for', async () => {
  await using entra = await openEntra();
  const [vpn, it_] = [groupNamed(entra, groups.entra.vpn), groupNamed(entra, groups.entra.it)];
  const { items, deltaLink } = await readPages(entra, `${everything}&$filter=id eq '${vpn.id}'`);
  expect(items.map((group) => group['id'])).toEqual([vpn.id]);
  const tim = userNamed(entra, 'tim@acme.test').id;
  for (const { id } of [it_, vpn]) addMember(entra.tenant, id, tim);
  expect((await readPages(entra, deltaLink)).items.map((group) => group['id'])).toEqual([vpn.id]);
});

it('says nothing of properties that are not followed', async () => {
  await using entra = await openEntra();
  const { deltaLink } = await readPages(entra, '/groups/delta?$select=members');
  updateGroup(entra.tenant, groupNamed(entra, groups.entra.vpn).id, { displayName: 'VPN' });
  expect((await readPages(entra, deltaLink)).items).toEqual([]);
});

it('leaves names out where only members moved and the least was asked for', async () => {
  await using entra = await openEntra();
  const { deltaLink } = await readPages(entra, everything);
  const { id } = groupNamed(entra, groups.entra.vpn);
  addMember(entra.tenant, id, userNamed(entra, 'tim@acme.test').id);
  const { value } = await entra.read(deltaLink, { headers: { prefer: 'return=minimal' } });
  expect(Object.keys(value?.[0] ?? {})).toEqual(['id', 'members@delta']);
});

it('begins from now with the latest token', async () => {
  await using entra = await openEntra();
  const now = await readPages(entra, '/groups/delta?$select=members&$deltatoken=latest');
  expect(now.items).toEqual([]);
  const { id } = groupNamed(entra, groups.entra.vpn);
  addMember(entra.tenant, id, userNamed(entra, 'tim@acme.test').id);
  expect((await readPages(entra, now.deltaLink)).items).toHaveLength(1);
});

it.each([
  ['$top', '/groups/delta?$top=10'],
  ['$expand', '/groups/delta?$expand=members'],
  ['$orderby', '/groups/delta?$orderby=displayName'],
  ['a filter on names', "/groups/delta?$filter=displayName eq 'IT'"],
  [
    '51 groups',
    `/groups/delta?$filter=${Array.from({ length: 51 }, (_, n) => `id eq 'g${n}'`).join(' or ')}`,
  ],
  ['an unknown property', '/groups/delta?$select=colour'],
  ['signInActivity', '/users/delta?$select=signInActivity'],
  ['a broken token', '/groups/delta?$deltatoken=nonsense'],
])('refuses %s', async (_, path) => {
  await using entra = await openEntra();
  expect((await entra.ask(path)).status).toBe(400);
});

it('takes 50 groups, and no parameter beside a token', async () => {
  await using entra = await openEntra();
  const filter = Array.from({ length: 50 }, (_, n) => `id eq 'g${n}'`).join(' or ');
  const { deltaLink } = await readPages(entra, `/groups/delta?$filter=${filter}`);
  expect((await entra.ask(`${deltaLink}&$select=id`)).status).toBe(400);
});

it('refuses the token of another kind of object', async () => {
  await using entra = await openEntra();
  const { deltaLink } = await readPages(entra, '/users/delta?$deltatoken=latest');
  expect((await entra.ask(deltaLink.replace('/users/', '/groups/'))).status).toBe(400);
});

it('loses its place when told to, and starts anew', async () => {
  await using entra = await openEntra();
  const { deltaLink } = await readPages(entra, everything);
  entra.expireDelta();
  expect(await refusalOf(await entra.ask(deltaLink))).toEqual([400, 'syncStateNotFound']);
  const again = await readPages(entra, everything);
  expect((await entra.ask(again.deltaLink)).status).toBe(200);
});

it('is gone when told to, with the address to begin at', async () => {
  await using entra = await openEntra();
  const { deltaLink } = await readPages(entra, everything);
  entra.expireDelta('gone');
  const answer = await entra.ask(deltaLink);
  expect(answer.status).toBe(410);
  const { items } = await readPages(entra, answer.headers.get('location') ?? '');
  expect(items).toHaveLength(entra.tenant.groups.size);
});

it('loses a round that is under way, too', async () => {
  await using entra = await openEntra(small);
  const first = await entra.read(everything);
  entra.expireDelta();
  expect(await refusalOf(await entra.ask(String(first['@odata.nextLink'])))).toEqual([
    400,
    'syncStateNotFound',
  ]);
});

it('tells who was changed, deleted and untouched among users', async () => {
  await using entra = await openEntra({ userDeltaPage: 30 });
  const { items, pages, deltaLink } = await readPages(entra, '/users/delta?$select=accountEnabled');
  expect(pages.length).toBe(Math.ceil(entra.tenant.users.size / 30));
  expect(new Set(items.map((user) => String(user['id'])))).toEqual(new Set(entra.tenant.users.keys()));
  const [ada, tim] = ['ada@acme.test', 'tim@acme.test'].map((name) => userNamed(entra, name).id);
  updateUser(entra.tenant, ada!, { accountEnabled: false });
  deleteUser(entra.tenant, tim!);
  expect((await readPages(entra, deltaLink)).items).toEqual([
    { id: ada, accountEnabled: false },
    { id: tim, '@removed': { reason: 'changed' } },
  ]);
});
