import { expect, it } from 'vitest';
import { driftHears } from '../../src/access/index.ts';
import { alertHears, answerQuestion, askAboutAlert, askForRemedy } from '../../src/alerts/index.ts';
import { concludeRemedy } from '../../src/alerts/remedy.ts';
import { offerKey } from '../../src/domain/alert.ts';
import actOnAlert from '../../src/jobs/act-on-alert.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { findAlert, insertAlert } from '../../src/store/alerts.ts';
import { readAudit } from '../../src/store/audit.ts';
import type { Db, Store } from '../../src/store/open.ts';
import { findQuestion } from '../../src/store/questions.ts';
import { alertOf } from '../support/alert.ts';
import { eachEngine } from '../support/store.ts';
import { watchTools } from '../support/watch.ts';

const restart = { action: 'restart-job' as const, on: { app: 'a', job: 'j' } };
const question = { action: 'ask-actor' as const, on: { event: 'e' } };
const hearers = { alert: alertHears, drift: driftHears };
const click = { alertId: 'alert_1', key: offerKey(restart), round: 0, by: 'UADA' };
const asking = { ...click, key: offerKey(question), whom: 'UGRACE' };

async function audited(db: Db): Promise<string[]> {
  const found = [];
  for await (const { action } of readAudit(db)) found.push(action);
  return found;
}

eachEngine(({ open, reopen }) => {
  const two = async (): Promise<readonly [Store, Store]> => {
    const stores = [await open(), await reopen()] as const;
    await insertAlert(stores[0].db, alertOf({ severity: 'high', offers: [question, restart] }));
    return stores;
  };

  it('takes one of two clicks on an offer, and a replay of it never', async () => {
    const stores = await two();
    const ask = async (store: Store) =>
      await askForRemedy(watchTools(store), { ...click, action: 'restart-job' });
    const both = await Promise.all(stores.map(ask));
    expect(both.toSorted()).toEqual(['already', 'done']);

    const { db } = stores[0];
    await concludeRemedy(watchTools(stores[0]), click, { outcome: 'failed', text: 'did not work' });
    expect(await ask(stores[1])).toBe('already');
    expect(await askForRemedy(watchTools(stores[0]), { ...click, round: 1, action: 'restart-job' })).toBe(
      'done',
    );
    expect(await audited(db)).toEqual(['alert.remedy-asked', 'alert.remedy-tried', 'alert.remedy-asked']);
  });

  it('would take both without the slot: a look before the job is no guard', async () => {
    const [store] = await two();
    const careless = async (): Promise<string> => {
      const { ready } = await store.queue.counts(store.db);
      if (ready > 0) return 'already';
      await new Promise((resolve) => setTimeout(resolve, 50));
      await store.queue.add(store.db, { task: 'act-on-alert', key: `twin:${Math.random()}`, payload: {} });
      return 'done';
    };

    expect(await Promise.all([careless(), careless()])).toEqual(['done', 'done']);
  });

  it('writes down once what came of it, when two replicas carried it out', async () => {
    const stores = await two();
    await Promise.all(
      stores.map(
        async (store) =>
          await concludeRemedy(watchTools(store), click, { outcome: 'done', text: 'restarted' }),
      ),
    );

    expect((await findAlert(stores[0].db, 'alert_1'))?.notes).toMatchObject([
      { text: 'restarted', round: 0 },
    ]);
    expect(await audited(stores[0].db)).toEqual(['alert.remedy-tried']);
  });

  it('does nothing about an alert that is over by the time its job runs', async () => {
    const [store] = await two();
    const did: unknown[] = [];
    const restartJob = async (on: unknown): Promise<string> => {
      did.push(on);
      return await Promise.resolve('restarted');
    };
    // Only what the job looks at is there.
    const providers = [
      { id: 'okta', remedies: { 'restart-job': restartJob } },
    ] as unknown as readonly Provider[];
    const tools = { ...watchTools(store), providers, log: silentLog };
    const run = async (alertId: string) => {
      const context = { key: 'k', attempt: 1, signal: new AbortController().signal };
      await actOnAlert.run(tools, { ...click, alertId }, context);
      return (await findAlert(store.db, alertId))?.notes.map(({ text }) => text);
    };
    expect(await run('alert_1')).toEqual(['restarted']);
    const over = alertOf({ id: 'alert_2', fingerprint: 'f2', offers: [restart], state: 'resolved' });
    await insertAlert(store.db, { ...over, resolvedAt: over.lastAt });

    expect(await run('alert_2')).toEqual(['nothing was done: it is no longer offered']);
    expect(did).toEqual([restart.on]);
  });

  it('takes no offer by the button of another', async () => {
    const [store] = await two();

    expect(await askForRemedy(watchTools(store), { ...click, action: 'validate-credentials' })).toBe(
      'withdrawn',
    );
  });

  it('asks the actor once, and takes one of two answers', async () => {
    const stores = await two();
    const both = await Promise.all(
      stores.map(async (store) => await askAboutAlert(watchTools(store), asking)),
    );
    expect(both.toSorted()).toEqual(['already', 'done']);

    const { db } = stores[0];
    const [row, ...more] = await db.selectFrom('actor_question').selectAll().execute();
    const id = row?.id ?? '';
    expect(more).toEqual([]);
    const answers = await Promise.all(
      (['yes', 'no'] as const).map(
        async (answer, i) =>
          await answerQuestion(watchTools(stores[i === 0 ? 0 : 1]), { id, answer, by: 'UGRACE' }, hearers),
      ),
    );
    expect(answers.toSorted()).toEqual(['already', 'done']);
    const taken = (await findQuestion(db, id))?.answer;
    const { severity, notes } = (await findAlert(db, 'alert_1')) ?? alertOf();
    expect(notes.map(({ text }) => text)).toEqual(['asked', taken === 'yes' ? 'it was me' : 'it was NOT me']);
    expect(severity).toBe(taken === 'yes' ? 'high' : 'critical');
    expect(await audited(db)).toEqual(['alert.actor-asked', 'alert.actor-answered']);
  });
});
