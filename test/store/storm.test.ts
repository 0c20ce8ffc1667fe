import { expect, it } from 'vitest';
import { detections } from '../../src/detections/index.ts';
import { ingestPage } from '../../src/detections/ingest.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import type { Db } from '../../src/store/open.ts';
import { eachEngine } from '../support/store.ts';
import { event, push, watchTools } from '../support/watch.ts';

const PAGE = 1000;
const source = { connection: 'okta', kind: 'okta' as const, feed: 'log' };
const eve = { id: 'eve', kind: 'person' as const, name: 'eve@acme.test' };

/** Five apps that refuse everybody, each for one reason, and one person who empties one group. */
function inStorm(i: number): DirectoryEvent {
  if (i % 2 === 0) {
    const name = 'application.provision.user.push';
    return push(`app${i % 5}`, `u${i}`, { name, detail: { errorClass: 'validation', attribute: 'title' } });
  }
  const targets = [
    { kind: 'account' as const, id: `u${i}`, name: `u${i}` },
    { kind: 'group' as const, id: 'g1', name: 'Finance' },
  ];
  return event({ name: 'group.user_membership.remove', outcome: 'success', actor: eve, targets });
}

async function rows(db: Db, table: 'alert' | 'message' | 'event'): Promise<number> {
  const query = db.selectFrom(table).select((eb) => eb.fn.countAll().as('n'));
  return Number((await query.executeTakeFirstOrThrow()).n);
}

eachEngine(({ open }, engine) => {
  // Each entry of the log about a membership is an event of the mirror besides.
  const total = engine === 'sqlite' ? 100_000 : 10_000;

  it(`makes few alerts of ${total} events with few causes, one message of each, and one delivery`, async () => {
    const store = await open();
    const tools = watchTools(store, { detections });
    for (let done = 0; done < total; done += PAGE) {
      const events = Array.from({ length: PAGE }, (_, i) => inStorm(done + i));
      const from = done === 0 ? null : `c${done - PAGE}`;
      expect(await ingestPage(tools, source, { page: { events, cursor: `c${done}` }, from })).toEqual({
        kept: PAGE,
      });
    }

    const alerts = await store.db.selectFrom('alert').select(['detection', 'count']).execute();
    expect(alerts.map(({ detection }) => detection).toSorted()).toEqual([
      'mass-removal',
      ...Array.from({ length: 5 }, () => 'provisioning-failing'),
    ]);
    expect(alerts.reduce((sum, { count }) => sum + Number(count), 0)).toBe(total);
    expect(await rows(store.db, 'message')).toBe(alerts.length);
    // One delivery to Slack and one to the sink wait, however often the alerts were told anew.
    expect((await store.queue.counts(store.db)).ready).toBe(2);
    expect(await rows(store.db, 'event')).toBe(total * 1.5);
  });
});
