import { afterEach, expect, it } from 'vitest';
import { groups } from '../../sandbox/tenant/cast.ts';
import { openEntraProvider } from './entra-connection.ts';
import { gatherer } from './facts.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A tenant whose group of the highest role can be joined by PIM for Groups. */
async function open() {
  const opened = await openEntraProvider();
  closing.push(opened.close);
  const groupId = opened.groupId(groups.entra.tierZero);
  const { eligibilities } = opened.tenant.pim;
  const eligible = (principalId: string, accessId: 'member' | 'owner' = 'member') =>
    void eligibilities.push({ groupId, principalId, accessId });
  const through = async () => {
    const roles = await gatherer(opened.provider, []).fact('roles');
    const found = roles.filter(({ viaGroupId }) => viaGroupId === groupId);
    return new Map(found.map(({ accountId, state }) => [accountId, state]));
  };
  return { ...opened, eligible, through };
}

it('counts whoever may make themselves a member of a group with a role as eligible for it', async () => {
  const { eligible, through, person } = await open();
  const bob = person('bob').id;
  expect((await through()).has(bob)).toBe(false);
  eligible(bob);

  expect((await through()).get(bob)).toBe('eligible');
});

it('counts everybody behind a group that is eligible as a whole, and leaves members as they are', async () => {
  const { eligible, through, groupId, tenant } = await open();
  const it = groupId(groups.entra.it);
  const member = [...(await through()).keys()][0] ?? '';
  eligible(it);
  eligible(member);
  const after = await through();

  for (const id of tenant.groups.get(it)?.members ?? [])
    if (tenant.users.has(id) && id !== member) expect(after.get(id)).toBe('eligible');
  expect(after.get(member)).not.toBe('eligible');
  expect(after.size).toBeGreaterThan(1);
});

it('counts whoever may make themselves an owner as one', async () => {
  const { eligible, provider, person } = await open();
  eligible(person('bob').id, 'owner');
  const found = await gatherer(provider, []).fact('roleGroups');

  expect(found.find(({ name }) => name === groups.entra.tierZero)?.ownerIds).toContain(person('bob').id);
});

it('names the permission that is missing', async () => {
  const { forbid, eligible, through, person } = await open();
  eligible(person('bob').id);
  forbid('watcher', /^PrivilegedEligibility/);
  await expect(through()).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
    next: expect.stringContaining('PrivilegedEligibilitySchedule.Read.AzureADGroup'),
  });
});

it('knows who holds a role now where it may not see who may become one', async () => {
  const { forbid, provider } = await open();
  const facts = gatherer(provider, []);
  const before = new Set((await facts.fact('roles')).map(({ accountId }) => accountId));
  forbid('watcher', /^PrivilegedEligibility/);
  const after = await gatherer(provider, []).fact('roleHolders');

  expect(new Set(after.map(({ accountId }) => accountId))).toEqual(before);
});

it.each([400, 404])('knows it as well where Graph answers %s of who may become one', async (status) => {
  const { entra, provider } = await open();
  const body = { error: { code: 'ResourceNotFound', message: 'The group is not managed by PIM.' } };
  entra.faults.add({ path: /eligibilityScheduleInstances/, fault: { kind: 'status', status, body } });
  const { fact } = gatherer(provider, []);

  expect((await fact('roleHolders')).length).toBeGreaterThan(0);
  await expect(fact('roles')).rejects.toThrow();
});

it('takes nobody for the last administrator because of that, and says what it could not read', async () => {
  const { forbid, provider, person } = await open();
  forbid('watcher', /^PrivilegedEligibility/);
  const impact = await provider.lifecycle?.impact(person('bob').id);

  expect(impact).toMatchObject({ lastAdmin: false });
  expect(impact?.unread.join()).toContain('PrivilegedEligibilitySchedule.Read.AzureADGroup');
});

it('takes whoever may be the last one for it where nobody else holds the role for good', async () => {
  const { forbid, provider, person, tenant } = await open();
  const { id } = person('bob');
  for (const user of tenant.users.values()) if (user.id !== id) user.accountEnabled = false;
  forbid('watcher', /^PrivilegedEligibility/);

  expect(await provider.lifecycle?.impact(id)).toMatchObject({ lastAdmin: true });
});

it('takes a tenant without the licence for one in which nobody is eligible', async () => {
  const { eligible, through, person, tenant } = await open();
  eligible(person('bob').id);
  tenant.licences.p2 = false;

  expect((await through()).has(person('bob').id)).toBe(false);
});
