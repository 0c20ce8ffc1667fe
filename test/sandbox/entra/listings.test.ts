import { expect, it } from 'vitest';
import { guest } from '../../../sandbox/tenant/cast.ts';
import { deleteUser } from '../../../sandbox/tenant/entra-changes.ts';
import { type Json, openEntra, readPages, userNamed } from './open-entra.ts';

const idsOf = (items: readonly Json[]) => items.map((item) => String(item['id']));
const namesOf = (items: readonly Json[]) => items.map((item) => String(item['userPrincipalName'])).toSorted();

it('pages through everybody, each once, in the least pages', async () => {
  await using entra = await openEntra({ company: { entraPeople: 1500 } });
  const { pages, items } = await readPages(entra, '/users?$top=999&$select=id');
  expect(pages).toHaveLength(2);
  expect(new Set(idsOf(items))).toEqual(new Set(entra.tenant.users.keys()));
  expect(items).toHaveLength(entra.tenant.users.size);
});

it('pages by 100 unless told otherwise', async () => {
  await using entra = await openEntra({ company: { entraPeople: 250 } });
  const { pages } = await readPages(entra, '/users');
  expect(pages.map((page) => page.length)).toEqual([100, 100, entra.tenant.users.size - 200]);
});

it('keeps pages with signInActivity to 500', async () => {
  await using entra = await openEntra({ company: { entraPeople: 600 } });
  const { pages } = await readPages(entra, '/users?$top=999&$select=id,signInActivity');
  expect(pages.map((page) => page.length)).toEqual([500, entra.tenant.users.size - 500]);
});

it('answers the same page again to whoever asks again', async () => {
  await using entra = await openEntra();
  const first = await entra.read('/users?$top=30&$select=id');
  const next = String(first['@odata.nextLink']);
  expect(await entra.read(next)).toEqual(await entra.read(next));
});

it('keeps the next link on its own origin, with the question in it', async () => {
  await using entra = await openEntra();
  const page = await entra.read('/users?$top=5&$select=id');
  expect(String(page['@odata.nextLink'])).toMatch(
    new RegExp(`^${entra.url}/v1\\.0/users\\?\\$top=5&\\$select=id&\\$skiptoken=[\\w-]+$`),
  );
});

it('tells a few properties unasked and accountEnabled is not one of them', async () => {
  await using entra = await openEntra();
  const user = await entra.read('/users/ada@acme.test');
  expect(user).toMatchObject({ displayName: 'Ada Lovelace', userPrincipalName: 'ada@acme.test' });
  expect(user).not.toHaveProperty('accountEnabled');
});

it('tells what was selected and nothing else', async () => {
  await using entra = await openEntra();
  const { '@odata.context': _, ...user } = await entra.read(
    '/users/ada@acme.test?$select=accountEnabled,mail',
  );
  expect(user).toEqual({ accountEnabled: true, mail: 'ada@acme.test' });
});

it('leaves signInActivity out for somebody who never signed in', async () => {
  await using entra = await openEntra();
  const tim = await entra.read(`/users/${userNamed(entra, 'tim@acme.test').id}?$select=id,signInActivity`);
  expect(tim).not.toHaveProperty('signInActivity');
});

it('finds a guest by the escaped name', async () => {
  await using entra = await openEntra();
  const user = await entra.read(
    `/users/${encodeURIComponent(guest.userPrincipalName)}?$select=userType,mail`,
  );
  expect(user).toMatchObject({ userType: 'Guest', mail: guest.email });
});

it.each([
  ["mail eq 'KIM@acme.test'", ['kim.parker@acme.test', 'kim@acme.test']],
  ["mail eq 'bob@acme.test' or userPrincipalName eq 'ada@acme.test'", ['ada@acme.test', 'bob@acme.test']],
  ["(mail eq 'bob@acme.test' or mail eq 'donald@acme.test') and accountEnabled eq true", ['bob@acme.test']],
  ["accountEnabled eq false and startswith(displayName,'Donald')", ['donald@acme.test']],
  ["userPrincipalName in ('ada@acme.test','alan@acme.test')", ['ada@acme.test', 'alan@acme.test']],
  ["otherMails/any(m:m eq 'grace@home.test')", ['grace@acme.test']],
  ["surname eq 'O''Brien'", []],
])('understands the filter %s', async (filter, names) => {
  await using entra = await openEntra();
  const { items } = await readPages(entra, `/users?$select=id,userPrincipalName&$filter=${filter}`);
  expect(namesOf(items)).toEqual(names);
});

it('understands ne and counts with ConsistencyLevel and $count', async () => {
  await using entra = await openEntra();
  const page = await entra.read("/users?$filter=userType ne 'Member'&$count=true&$top=2", {
    headers: { ConsistencyLevel: 'eventual' },
  });
  expect([page['@odata.count'], page['value']?.length]).toEqual([5, 2]);
});

it('shows a deleted user under deletedItems only', async () => {
  await using entra = await openEntra();
  const { id } = userNamed(entra, 'tim@acme.test');
  expect((await entra.ask(`/directory/deletedItems/${id}`)).status).toBe(404);
  deleteUser(entra.tenant, id);
  expect((await entra.ask(`/users/${id}`)).status).toBe(404);
  expect(await entra.read(`/directory/deletedItems/${id}`)).toMatchObject({
    '@odata.type': '#microsoft.graph.user',
    id,
  });
});
