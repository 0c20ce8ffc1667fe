import { expect, it } from 'vitest';
import { askAboutDrift, driftHears, nobodyAsked } from '../../src/access/index.ts';
import { addWords, alertHears, answerQuestion } from '../../src/alerts/index.ts';
import { driftName } from '../../src/domain/drift.ts';
import { decideDrift, findDrift, insertDrift } from '../../src/store/drifts.ts';
import type { Store } from '../../src/store/open.ts';
import { questionAboutDrift } from '../../src/store/questions.ts';
import { eachEngine } from '../support/store.ts';
import { watchTools } from '../support/watch.ts';

const hearers = { alert: alertHears, drift: driftHears };
const key = { connection: 'okta', eventId: 'e|1' };
const ask = { ...key, by: 'UADA', whom: 'UGRACE' };
const drift = { ...key, mode: 'ask' as const, outcome: null, decidedBy: null, grantId: null };

async function audited({ db }: Store): Promise<string[]> {
  const rows = await db.selectFrom('audit_entry').select('action').orderBy('sequence').execute();
  return rows.map(({ action }) => action);
}

eachEngine(({ open, reopen }) => {
  /** Two replicas that know of one drift. */
  const two = async () => {
    const store = await open();
    await insertDrift(store.db, { ...drift, at: new Date('2026-11-24T12:00:00Z') });
    return [store, await reopen()] as const;
  };

  it('asks about a drift once, and takes one answer and one explanation of the one who was asked', async () => {
    const stores = await two();
    const [{ db }] = stores;
    const both = await Promise.all(stores.map(async (store) => await askAboutDrift(watchTools(store), ask)));
    expect(both.toSorted()).toEqual(['already', 'done']);

    const id = (await questionAboutDrift(db, driftName(key)))?.id ?? '';
    const answer = async (store: Store, by: string) =>
      await answerQuestion(watchTools(store), { id, answer: 'no', by }, hearers);
    expect(await answer(stores[0], 'UADA')).toBe('not-asked');
    const answers = await Promise.all(stores.map(async (store) => await answer(store, 'UGRACE')));
    expect(answers.toSorted()).toEqual(['already', 'done']);
    const words = { id, words: 'never', by: 'UGRACE' };
    const said = await Promise.all(
      stores.map(async (store) => await addWords(watchTools(store), words, hearers)),
    );
    expect(said.toSorted()).toEqual(['already', 'done']);

    expect(await questionAboutDrift(db, driftName(key))).toMatchObject({ answer: 'no', words: 'never' });
    expect(await findDrift(db, key.connection, key.eventId)).toMatchObject({ outcome: null });
    expect(await audited(stores[0])).toEqual([
      'drift.actor-asked',
      'drift.actor-answered',
      'drift.actor-explained',
    ]);
  });

  it('notes once why nobody was asked, and nothing about what is decided or unknown', async () => {
    const [store] = await two();
    const tools = watchTools(store);
    for (const why of ['no account', 'no account']) await nobodyAsked(tools, { ...key, by: 'UADA', why });
    expect(await findDrift(store.db, key.connection, key.eventId)).toMatchObject({ unasked: 'no account' });
    await decideDrift(store.db, key, { outcome: 'reverted', decidedBy: 'okta:x', grantId: null });
    await nobodyAsked(tools, { ...key, by: 'UADA', why: 'something else' });

    expect(await audited(store)).toEqual(['drift.actor-unasked']);
    expect(await askAboutDrift(tools, ask)).toBe('over');
    expect(await askAboutDrift(tools, { ...ask, eventId: 'e|2' })).toBe('unknown');
  });
});
