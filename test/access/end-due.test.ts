import { expect, it } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { changeGrant } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, people } from '../support/access-desk.ts';
import { auditOf, principal } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { eachEngine } from '../support/store.ts';

const names = ['p0', 'p1', 'p2', 'p3'];

/** Four people hold prod for an hour from the same minute on. */
async function held(store: Store) {
  const okta = directoryOfGroups({ ...people, engineers: names, prod: [] });
  let reads = 0;
  const { obstacle } = okta.memberships;
  const memberships = {
    ...okta.memberships,
    obstacle: async (groupId: string) => {
      reads += 1;
      return await obstacle(groupId);
    },
  };
  const at = openAccess(store, { ...okta, memberships });
  const grants: Grant[] = [];
  for (const name of names) {
    const one = principal(name, { accounts: [`okta:${name}`] });
    grants.push(await at.grant({ requester: one, beneficiary: one }));
  }
  await at.run();
  const endDue = async () =>
    await at.tasks['end-due']?.({}, { key: 'end-due', attempt: 1, signal: new AbortController().signal });
  const statuses = async () => await Promise.all(grants.map(async (grant) => (await at.now(grant)).status));
  const readsDuring = async (work: () => Promise<unknown>): Promise<number> => {
    const before = reads;
    await work();
    return reads - before;
  };
  return { ...at, okta, grants, endDue, statuses, readsDuring };
}

eachEngine(({ open }) => {
  it('begins every end that has come without asking the directory, which may be down', async () => {
    const store = await open();
    const at = await held(store);
    at.clock.advance(60 * MINUTE_MS);
    at.okta.down.add('*');
    expect(await at.readsDuring(at.endDue)).toBe(0);

    expect(await at.statuses()).toEqual(names.map(() => 'revoking'));
    expect((await auditOf(store.db)).filter((line) => line === 'grant.ending')).toHaveLength(names.length);
    expect(at.okta.groups.get('prod')?.size).toBe(names.length);
    at.okta.down.delete('*');
    await at.pass(1);
    expect(await at.statuses()).toEqual(names.map(() => 'ended'));
    expect(at.okta.groups.get('prod')?.size).toBe(0);
  });

  it('leaves alone what ends later, and begins nothing twice', async () => {
    const store = await open();
    const at = await held(store);
    at.clock.advance(60 * MINUTE_MS);
    const last = await at.now(at.grants[3]!);
    await changeGrant(store.db, last, { expiresAt: new Date(at.clock.now().getTime() + 1) });
    await Promise.all([at.endDue(), at.endDue()]);

    expect(await at.statuses()).toEqual(['revoking', 'revoking', 'revoking', 'active']);
    expect((await auditOf(store.db)).filter((line) => line === 'grant.ending')).toHaveLength(3);
  });

  it('looks at a group once for ends that come together, and again for one that was decided later', async () => {
    const store = await open();
    const at = await held(store);
    at.clock.advance(60 * MINUTE_MS);
    await at.endDue();
    at.clock.advance(1);
    expect(await at.readsDuring(at.run)).toBe(1);
    expect(await at.statuses()).toEqual(names.map(() => 'ended'));

    const one = principal('p0', { accounts: ['okta:p0'] });
    const again = await at.grant({ requester: one, beneficiary: one });
    await at.run();
    at.clock.advance(60 * MINUTE_MS);
    at.okta.obstacles.set('prod', { kind: 'rule_managed', why: 'the rule R fills it' });
    await at.endDue();
    at.clock.advance(1);
    await at.run();
    expect((await at.now(again)).endedBecause).toContain('the rule R fills it');
    expect(at.okta.groups.get('prod')?.has('p0')).toBe(true);
  });

  it('sees what came to stand in the way after the look that others shared', async () => {
    const store = await open();
    const at = await held(store);
    at.clock.advance(60 * MINUTE_MS);
    const last = await at.now(at.grants[3]!);
    await changeGrant(store.db, last, { expiresAt: new Date(at.clock.now().getTime() + 10) });
    await at.endDue();
    at.clock.advance(1);
    await at.run();
    at.okta.obstacles.set('prod', { kind: 'rule_managed', why: 'the rule R fills it' });
    at.clock.advance(100);
    await at.endDue();
    await at.run();

    expect(await at.statuses()).toEqual(names.map(() => 'ended'));
    expect((await at.now(at.grants[3]!)).endedBecause).toContain('the rule R fills it');
    expect([...(at.okta.groups.get('prod') ?? [])]).toEqual(['p3']);
  });
});
