import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detections } from '../src/detections/index.ts';
import { ingestPage } from '../src/detections/ingest.ts';
import type { DirectoryEvent } from '../src/domain/event.ts';
import { systemClock } from '../src/lib/clock.ts';
import { openStore } from '../src/store/open.ts';
import { quietSettings } from '../test/support/settings.ts';

/**
 * A storm: 100,000 events in pages of 1,000, a third removals from groups, a third refused pushes, the rest ordinary.
 * Prints {events, seconds, alerts, messages, startMb, endMb}: events per second through the whole ingest, memory at both ends.
 */
const [, , count = '100000'] = process.argv;
const total = Number(count);
const PAGE = 1000;

const folder = await mkdtemp(join(tmpdir(), 'lockstep-ingest-'));
const store = await openStore(`file:${join(folder, 'events.db')}`);
await store.migrate();
const tools = {
  db: store.db,
  queue: store.queue,
  clock: systemClock,
  detections,
  causes: detections,
  settings: quietSettings({ channels: { reports: null, alerts: 'C0ALERTS', requests: null } }),
};

function eventAt(i: number): DirectoryEvent {
  const account = { kind: 'account' as const, id: `u${i % 20_000}`, name: `u${i % 20_000}@acme.test` };
  const group = { kind: 'group' as const, id: `g${i % 300}`, name: `Group ${i % 300}` };
  const app = { kind: 'app' as const, id: `a${i % 5}`, name: `App ${i % 5}` };
  const kinds = [
    {
      name: 'group.user_membership.remove',
      targets: [account, group],
      outcome: 'success' as const,
      detail: {},
    },
    {
      name: 'application.provision.user.push',
      targets: [account, app],
      outcome: 'failure' as const,
      detail: { errorClass: 'validation', attribute: 'department' },
    },
    { name: 'user.session.start', targets: [account], outcome: 'success' as const, detail: {} },
  ];
  // The list has three entries.
  const kind = kinds[i % 3] as (typeof kinds)[number];
  return {
    connection: 'okta',
    kind: 'okta',
    feed: 'log',
    id: `event-${i}`,
    at: new Date(Date.now() - 60_000 + Math.floor(i / 2)),
    reason: null,
    actor: { id: `admin${i % 7}`, kind: 'person', name: null },
    changes: [],
    ...kind,
  };
}

const rss = (): number => process.memoryUsage.rss() / 1024 / 1024;
let from: string | null = null;
let startMb = 0;
const began = performance.now();
for (let page = 0; page * PAGE < total; page++) {
  const events = Array.from({ length: PAGE }, (_, i) => eventAt(page * PAGE + i));
  const cursor = `c${page}`;
  await ingestPage(
    tools,
    { connection: 'okta', kind: 'okta', feed: 'log' },
    { page: { events, cursor }, from },
  );
  from = cursor;
  if (page === 9) startMb = rss();
}
const seconds = (performance.now() - began) / 1000;
const count1 = async (table: 'alert' | 'message'): Promise<number> => {
  const row = await store.db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll().as('n'))
    .executeTakeFirstOrThrow();
  return Number(row.n);
};
console.log(
  JSON.stringify({
    events: total,
    seconds,
    perSecond: total / seconds,
    alerts: await count1('alert'),
    messages: await count1('message'),
    startMb,
    endMb: rss(),
  }),
);
await store.close();
await rm(folder, { recursive: true, force: true });
