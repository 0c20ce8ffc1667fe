import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { openAccess, people } from '../support/access-desk.ts';
import { principal } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { takeDueJob } from '../support/due-jobs.ts';
import { eachEngine } from '../support/store.ts';

const names = ['p0', 'p1', 'p2'];

eachEngine(({ open }) => {
  const allowed = async () => {
    const store = await open();
    const okta = directoryOfGroups({ ...people, engineers: names, prod: [] });
    const at = openAccess(store, okta);
    for (const name of names) {
      const one = principal(name, { accounts: [`okta:${name}`] });
      await at.grant({ requester: one, beneficiary: one });
    }
    const begin = async () =>
      await at.tasks['begin-grants']?.({}, { key: 'x', attempt: 1, signal: new AbortController().signal });
    const take = async (task: string) => await takeDueJob(store, at.clock.now(), [task]);
    return { ...at, okta, begin, take };
  };

  it('adds one job for each grant that was allowed, whoever looks and however often', async () => {
    const at = await allowed();
    expect(await at.take('grant-access')).toBeNull();
    await Promise.all([at.begin(), at.begin()]);
    await at.begin();

    const keys = [];
    for (let job = await at.take('grant-access'); job !== null; job = await at.take('grant-access'))
      keys.push(job.key);
    expect(keys).toHaveLength(names.length);
    await at.begin();
    expect(await at.take('grant-access')).toBeNull();
  });

  it('is woken once by all who approve, and by the sweep where that was lost', async () => {
    const at = await allowed();
    expect(await at.take('begin-grants')).not.toBeNull();
    expect(await at.take('begin-grants')).toBeNull();
    at.clock.advance(MINUTE_MS);
    await at.sweep();
    expect([...(at.okta.groups.get('prod') ?? [])].toSorted()).toEqual(names);
  });
});
