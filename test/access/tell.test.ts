import { expect, it } from 'vitest';
import { endEarly } from '../../src/access/index.ts';
import { freezeNow, liftFreeze } from '../../src/store/freeze.ts';
import { listGrants } from '../../src/store/grants.ts';
import { nextMessages, queueMessage } from '../../src/store/messages.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, people } from '../support/access-desk.ts';
import { principal, sendAll } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { eachEngine } from '../support/store.ts';

async function opened(store: Store) {
  const okta = directoryOfGroups(people);
  const at = openAccess(store, okta);
  const asked = await at.ask();
  if ('refused' in asked) throw new Error(asked.refused);
  const { id } = asked.approval;
  const copy = `approval:${id}:ask:0:okta:cat`;
  await queueMessage(store.db, {
    id: copy,
    channel: 'mailto:cat@acme.test',
    kind: 'approval-ask',
    body: { approvalId: id, rule: { kind: 'manager' }, revision: 0 },
  });
  await at.approve(asked.approval);
  await sendAll(store.db);
  const isEdited = async () => (await nextMessages(store.db, 99)).some((each) => each.id === copy);
  return { okta, isEdited, ...at };
}

eachEngine(({ open }) => {
  it('has the copies of those who decided tell that it is active, and leaves them alone at the end that they tell', async () => {
    const store = await open();
    const at = await opened(store);
    expect(await at.isEdited()).toBe(false);
    await at.run();
    expect(await at.isEdited()).toBe(true);
    await sendAll(store.db);

    await at.pass(61);
    expect(at.okta.changes).toEqual(['+ben', '-ben']);
    expect(await at.isEdited()).toBe(false);
  });

  it('has the copies tell that it is gone where an early end took until after the planned one', async () => {
    const store = await open();
    const at = await opened(store);
    await at.pass(10);
    await freezeNow(store.db, { at: at.clock.now(), by: 'U1', because: 'look first' });
    const [grant] = await listGrants(store.db, { statuses: ['active'], limit: 1 });
    const by = principal('dan', { accounts: ['okta:dan'] });
    await endEarly(at.tools, { grantId: grant?.id ?? '', by, operator: true, reason: 'stolen laptop' });
    await at.pass(60);
    expect(at.okta.changes).toEqual(['+ben']);
    await sendAll(store.db);

    await liftFreeze(store.db, { at: at.clock.now(), by: 'U1' });
    await at.pass(10);
    expect(at.okta.changes).toEqual(['+ben', '-ben']);
    expect(await at.isEdited()).toBe(true);
  });

  it('has the copies of those who decided tell that it was not given', async () => {
    const at = await opened(await open());
    at.okta.gone.add('ben');
    await at.run();
    expect(at.okta.changes).toEqual([]);
    expect(await at.isEdited()).toBe(true);
  });
});
