import { expect, it } from 'vitest';
import { wakeSenders } from '../../src/alerts/index.ts';
import { fixedClock, SECOND_MS, systemClock } from '../../src/lib/clock.ts';
import { queueMessage } from '../../src/store/messages.ts';
import type { Store } from '../../src/store/open.ts';
import { noting } from '../support/approval.ts';
import { openOutbox } from '../support/outbox.ts';
import { eachEngine } from '../support/store.ts';

const sinks = ['oncall', 'siem'].map(
  (id) => ({ id, kind: 'webhook', minSeverity: 'low', options: {} }) as const,
);

/** Who is woken so long after something was due whose job is gone. */
async function woken({ db, queue }: Store, seconds: number): Promise<readonly string[]> {
  const noted = noting(queue);
  const clock = fixedClock(new Date(systemClock.now().getTime() + seconds * SECOND_MS).toISOString());
  await wakeSenders({ db, queue: noted.queue, clock, settings: { sinks } });
  return noted.keys;
}

eachEngine(({ open }) => {
  it('wakes nobody when nothing waits', async () => {
    expect(await woken(await open(), 3600)).toEqual([]);
  });

  it('wakes the messenger when a message has waited for a minute, and not before', async () => {
    const store = await open();
    await queueMessage(store.db, { id: 'm', channel: 'C1', kind: 'text', body: {} });

    expect(await woken(store, 50)).toEqual([]);
    expect(await woken(store, 61)).toEqual(['deliver-messages']);
  });

  it('wakes the sender of the one sink for which something is due', async () => {
    const store = await open();
    const outbox = openOutbox(store, ['oncall'], fixedClock(systemClock.now().toISOString()));
    await outbox.open();
    await store.db.deleteFrom('message').execute();

    expect(await woken(store, 50)).toEqual([]);
    expect(await woken(store, 61)).toEqual(['deliver-sinks:oncall']);
  });
});
