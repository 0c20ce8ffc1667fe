import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detections } from '../src/detections/index.ts';
import { type IngestTools, ingestPage } from '../src/detections/ingest.ts';
import { systemClock } from '../src/lib/clock.ts';
import { keepHeapSmall } from '../src/lib/small-heap.ts';
import { storePages } from '../src/store/mirror-pages.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { saveRoster } from '../src/store/roster.ts';
import { quietSettings } from '../test/support/settings.ts';
import { account, eventAt, GROUPS, group, MEMBERS, type Mix, PEOPLE } from './event-mix.ts';

/**
 * One run in a process of its own: `ingest-once.ts day|storm on|off 100000` (off: without detections). Events come in
 * pages of 1,000 into a mirror that is full. Prints one IngestRun as JSON.
 */
export interface IngestRun {
  readonly events: number;
  readonly perSecond: number;
  /** By the time this process was given, which a busy machine does not change. */
  readonly perCpuSecond: number;
  readonly alerts: number;
  readonly messages: number;
  /** Peak resident memory so far, by how many events were in: a fifth, three fifths, all. */
  readonly peakMb: readonly number[];
}

const PAGE = 1000;
const source = { connection: 'okta', kind: 'okta', feed: 'log' } as const;

async function fillMirror({ db }: Store): Promise<void> {
  const pass = { connection: 'okta', generation: 1, mode: 'full' } as const;
  for (let i = 0; i < PEOPLE; i += PAGE) {
    const accounts = Array.from({ length: PAGE }, (_, j) => accountOf(i + j));
    await storePages(db, { ...pass, stream: 'accounts', pages: [{ accounts, resume: '' }] });
  }
  for (let i = 0; i < GROUPS; i++) {
    const groups = [
      { id: group(i).id, name: `Group ${i}`, source: 'manual' as const, roleAssignable: false },
    ];
    const added = Array.from({ length: MEMBERS }, (_, j) => account((i * MEMBERS + j) % PEOPLE).id);
    const memberships = [{ groupId: group(i).id, added, removed: [] }];
    await storePages(db, { ...pass, stream: 'groups', pages: [{ groups, memberships, resume: '' }] });
  }
  const admins = new Set(['u1', 'u2', 'u3', 'u4', 'u5']);
  await saveRoster(db, 'okta', { admins, top: new Set(['u1', 'u2', 'u3']) }, systemClock.now());
}

function accountOf(i: number) {
  const { id } = account(i);
  const login = `${id}@acme.test`;
  const plain = { status: 'active', type: 'member', synced: false, createdAt: null } as const;
  return { id, login, email: login, displayName: id, ...plain };
}

function toolsOf({ db, queue }: Store, judged: boolean): IngestTools {
  const groups = ['Admin*', '*privileged*', 'Group 7'].map((name) => ({
    connection: 'okta',
    group: name,
    as: 'sensitive' as const,
  }));
  const entry = { connection: 'okta', drillDays: 90, custodians: [], certificateAttestedUntil: null };
  return {
    db,
    queue,
    clock: systemClock,
    detections: judged ? detections : [],
    causes: detections,
    settings: quietSettings({
      channels: { reports: null, alerts: 'C0ALERTS', requests: null },
      breakGlass: [
        { ...entry, login: 'u19998@acme.test' },
        { ...entry, login: 'u19999@acme.test' },
      ],
      watch: { groups, pollSeconds: {}, canary: null },
    }),
  };
}

async function rowsIn({ db }: Store, table: 'alert' | 'message'): Promise<number> {
  const count = db.selectFrom(table).select((eb) => eb.fn.countAll().as('n'));
  return Number((await count.executeTakeFirstOrThrow()).n);
}

async function ingestAll(store: Store, mix: Mix, judged: boolean, total: number): Promise<IngestRun> {
  const tools = toolsOf(store, judged);
  const stream = { total, began: systemClock.now() };
  const marks = [total / 5, (total * 3) / 5, total];
  const peakMb: number[] = [];
  let peak = 0;
  let from: string | null = null;
  const began = performance.now();
  const cpu = process.cpuUsage();
  for (let done = 0; done < total; done += PAGE) {
    const events = Array.from({ length: PAGE }, (_, i) => eventAt(mix, done + i, stream));
    const cursor = `c${done}`;
    await ingestPage(tools, source, { page: { events, cursor }, from });
    from = cursor;
    // As between two answers of a vendor.
    await new Promise(setImmediate);
    peak = Math.max(peak, process.memoryUsage.rss() / 1024 / 1024);
    if (marks.includes(done + PAGE)) peakMb.push(peak);
  }
  const perSecond = total / ((performance.now() - began) / 1000);
  const { user, system } = process.cpuUsage(cpu);
  const perCpuSecond = total / ((user + system) / 1e6);
  const [alerts, messages] = [await rowsIn(store, 'alert'), await rowsIn(store, 'message')];
  return { events: total, perSecond, perCpuSecond, alerts, messages, peakMb };
}

// As src/main.ts does.
keepHeapSmall({ swift: false });
const [, , mix = 'day', judged = 'on', total = '100000'] = process.argv;
const folder = await mkdtemp(join(tmpdir(), 'lockstep-ingest-'));
const store = await openStore(`file:${join(folder, 'events.db')}`);
try {
  await store.migrate();
  await fillMirror(store);
  const run = await ingestAll(store, mix === 'storm' ? 'storm' : 'day', judged === 'on', Number(total));
  console.log(JSON.stringify(run));
} finally {
  await store.close();
  await rm(folder, { recursive: true, force: true });
}
