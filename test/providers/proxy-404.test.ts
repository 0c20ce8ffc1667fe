import { expect, it } from 'vitest';
import { groups } from '../../sandbox/tenant/cast.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { openEntraProvider } from './entra-connection.ts';
import { openOkta } from './okta-connection.ts';

const page = { kind: 'html', status: 404 } as const;

/** A group, one who is in it, and a proxy that answers everything in the vendor's place from now on. */
interface Behind {
  readonly provider: Provider;
  readonly groupId: string;
  readonly accountId: string;
  readonly holds: () => boolean;
  readonly close: () => Promise<void>;
}

async function okta(): Promise<Behind> {
  const { okta, org, provider, close } = await openOkta();
  const groupId = oktaGroupByName(org, groups.okta.vpn).id;
  const members = org.memberships.get(groupId) ?? new Set();
  const [accountId = ''] = members;
  okta.faults.add({ path: /^\/api\/v1/, fault: page });
  return { provider, groupId, accountId, holds: () => members.has(accountId), close };
}

async function entra(): Promise<Behind> {
  const { entra, tenant, provider, groupId: idOf, close } = await openEntraProvider();
  const groupId = idOf(groups.entra.vpn);
  const [accountId = ''] = tenant.groups.get(groupId)?.members ?? [];
  entra.faults.add({ path: /^\/v1\.0/, fault: page });
  return { provider, groupId, accountId, holds: () => entra.holds(groupId, accountId), close };
}

it.each([
  ['Okta', okta],
  ['Entra ID', entra],
])('takes nothing of %s for gone because a proxy answers 404', async (_, open) => {
  const { provider, groupId, accountId, holds, close } = await open();
  const { memberships, lifecycle, lookUp, directory = [] } = provider;
  const reads = [
    async () => await memberships?.has(groupId, accountId),
    async () => await memberships?.remove(groupId, accountId),
    async () => await memberships?.obstacle(groupId),
    async () => await lifecycle?.state(accountId),
    async () => await lifecycle?.carryOut('suspend', accountId),
    async () => await lookUp?.account(accountId),
    async () => await lookUp?.group(groupId),
    ...directory.map(
      ({ full }) =>
        async () =>
          await full(null)[Symbol.asyncIterator]().next(),
    ),
  ];
  for (const read of reads) await expect(read()).rejects.toThrow(/answered 404 by something that is not/);

  expect(holds()).toBe(true);
  await close();
});

it('lists no group of Okta as empty because a proxy answers 404 for its members', async () => {
  const { okta, org, provider, close } = await openOkta();
  const { id } = oktaGroupByName(org, groups.okta.vpn);
  okta.faults.add({ path: new RegExp(`^/api/v1/groups/${id}/users`), fault: page });
  const stream = provider.directory?.find(({ name }) => name === 'groups');
  const read = async (): Promise<void> => {
    for await (const page of stream?.full(null) ?? []) expect(page.replaceMembersOf ?? []).not.toContain(id);
  };

  await expect(read()).rejects.toThrow(/something that is not Okta/);
  await close();
});

it.each(['accounts', 'groups'])(
  'keeps its place among the changes of %s of Entra ID because a proxy answers 404',
  async (name) => {
    const { entra, provider, close } = await openEntraProvider();
    const stream = provider.directory?.find((each) => each.name === name);
    let checkpoint = '';
    for await (const page of stream?.full(null) ?? []) checkpoint = page.checkpoint ?? '';
    entra.faults.add({ path: /^\/v1\.0/, fault: page });

    await expect(
      stream?.changes({ checkpoint, resume: null })[Symbol.asyncIterator]().next(),
    ).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    await close();
  },
);
