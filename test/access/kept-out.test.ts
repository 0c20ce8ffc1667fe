import { expect, it } from 'vitest';
import type { AccessSettings } from '../../src/domain/policy.ts';
import { DAY_MS } from '../../src/lib/clock.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, people, policy, settingsOf } from '../support/access-desk.ts';
import { auditOf } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { eachEngine } from '../support/store.ts';

const inOkta = (group: string) => ({ connection: 'okta', group });

/** Prod and books, which nobody may hold together. */
function desk(store: Store, over: Partial<AccessSettings> = {}) {
  const okta = directoryOfGroups({ ...people, books: [], contractors: [] });
  const access = {
    policies: [{ ...policy, groups: ['prod', 'books'] }],
    deny: [],
    separation: [{ a: inOkta('prod'), b: inOkta('books'), reason: 'nobody checks their own work' }],
    delegates: [],
    ...over,
  };
  const held = () => ['prod', 'books'].filter((group) => okta.groups.get(group)?.has('ben'));
  return { okta, held, ...openAccess(store, okta, { settings: settingsOf({ access }) }) };
}

type Desk = ReturnType<typeof desk>;

/** Both are approved before either is held; in one run of the jobs, both are begun. */
async function bothApproved(at: Desk) {
  const asked = [await at.ask(), await at.ask({ group: 'books' })];
  for (const each of asked) {
    if ('refused' in each) throw new Error(each.refused);
    await at.approve(each.approval);
  }
}

eachEngine(({ open }) => {
  it('gives one of two groups that nobody may hold together, where both were asked for while neither was held', async () => {
    const at = desk(await open());
    await bothApproved(at);
    await at.pass(2);
    expect(at.held()).toHaveLength(1);
    expect(at.okta.changes).toHaveLength(1);
  });

  it('gives one of the two also while the directory lists neither of them yet', async () => {
    const at = desk(await open());
    at.okta.lag(true);
    await bothApproved(at);
    await at.pass(2);
    expect(at.okta.changes).toHaveLength(1);
    at.okta.lag(false);
    await at.pass(10);
    expect(at.held()).toHaveLength(1);
    expect(at.okta.changes).toHaveLength(1);
  });

  it('lets nobody in who came under a denial between the approval and the start', async () => {
    const store = await open();
    const deny = [
      {
        connection: 'okta',
        groups: ['prod'],
        who: [{ kind: 'group' as const, ...inOkta('contractors') }],
        reason: 'contractors stay out',
      },
    ];
    const at = desk(store, { deny });
    const grant = await at.grant({ startsAt: new Date(at.clock.now().getTime() + DAY_MS) });
    at.okta.groups.get('contractors')?.add('ben');
    await at.pass(24 * 60 + 1);

    expect(at.okta.writes).toEqual([]);
    const { status, endedBecause } = await at.now(grant);
    expect([status, endedBecause]).toEqual(['failed', expect.stringContaining('contractors stay out')]);
    expect(await auditOf(store.db)).toContain('grant.failed');
  });

  it('waits while what keeps people out cannot be read', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    at.okta.down.add('books');
    await at.pass(5);
    expect((await at.now(grant)).status).toBe('granting');
    expect(at.okta.writes).toEqual([]);
    at.okta.down.delete('books');
    await at.pass(6);
    expect((await at.now(grant)).status).toBe('active');
  });
});
