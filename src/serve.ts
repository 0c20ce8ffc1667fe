import { type App, openApp } from './app.ts';
import type { Config } from './config/config.ts';
import type { Offer } from './domain/alert.ts';
import { featuresOf } from './features.ts';
import { receiveHook } from './hooks.ts';
import { type Measure, type Readiness, startHttp } from './http.ts';
import { flyCanaryLater } from './jobs/fly-canary.ts';
import { lanesWith } from './jobs/index.ts';
import { pollLater } from './jobs/poll-events.ts';
import { pollGroupsLater } from './jobs/poll-groups.ts';
import { renewHooksLater } from './jobs/renew-hooks.ts';
import { dormantSlots, slotsOf, startSchedule } from './jobs/schedule.ts';
import { sweepApprovalsLater } from './jobs/sweep-approvals.ts';
import { sweepDeactivationsLater } from './jobs/sweep-deactivations.ts';
import { sweepGrantsLater } from './jobs/sweep-grants.ts';
import { watchSelfLater } from './jobs/watch-self.ts';
import { MINUTE_MS, SECOND_MS } from './lib/clock.ts';
import { reasonOf } from './lib/operator-error.ts';
import { createRest } from './lib/rest.ts';
import type { Remedies } from './providers/provider.ts';
import { createHeartbeat } from './sinks/heartbeat.ts';
import type { SlackApp } from './slack/app.ts';
import { createStepUpPages } from './step-up-page.ts';
import { sinkJob } from './store/deliver-soon.ts';
import { listFreshness } from './store/freshness.ts';
import { countMirror } from './store/mirror.ts';
import { countDeliveries } from './store/sink-deliveries.ts';

/**
 * Runs the bot until SIGTERM or SIGINT: HTTP first, so that a supervisor can look; then Slack, the queue and the schedule.
 * It is ready once all of it runs and Slack was tried: while Slack is away, the rest does its work, and what is to be said
 * waits. Stops in the other order: nothing new is taken, what runs is finished or given back, then everything is closed.
 */
export async function serve(config: Config): Promise<number> {
  const app = await openApp(config);
  const opened: (() => Promise<void>)[] = [app.close];
  try {
    const told = stopSignal();
    const { port, chat } = await start(app, opened);
    await Promise.race([told, chat?.tried]);
    const connections = app.providers.map(({ id }) => id);
    if (connections.length === 0)
      app.log.warn(
        {},
        'no directory is connected: nothing is watched and nothing is judged (lockstep doctor)',
      );
    app.log.info({ port, connections }, 'ready');
    const signal = await (chat === null ? told : Promise.race([told, chat.refused]));
    app.log.info({ signal }, 'stopping');
  } finally {
    // Also when the start fails half way: an open socket would keep the process alive.
    for (const close of opened.toReversed()) await close();
  }
  return 0;
}

interface Started {
  /** Of the HTTP endpoints. */
  readonly port: number;
  readonly chat: SlackApp | null;
}

/** Puts the end of each part on `opened` as soon as the part is there. */
async function start(app: App, opened: (() => Promise<void>)[]): Promise<Started> {
  const { config, store, clock, log, providers, sinks } = app;
  const { heartbeatUrl } = config.settings.alerts;
  const heartbeat = heartbeatUrl === null ? {} : { heartbeat: createHeartbeat(heartbeatUrl, { clock }) };
  let slack: SlackApp | null = null;
  const http = await startHttp({
    ...config.http,
    readiness: async () => await readinessOf(app, slack),
    measure: async () => await measure(app, slack),
    hook: async (kind, request) => await receiveHook(app, kind, request),
    stepUp: createStepUpPages({ ...app, ...store, publicUrl: config.publicUrl }),
    failed: (error, under) =>
      log.error({ under, reason: reasonOf(error) }, 'a request could not be answered'),
  });
  opened.push(http.close);
  let stopQueue = async (): Promise<void> => await Promise.resolve();
  const chat = await openChat(app);
  slack = chat;
  // Chat stops before the queue: a command that still runs may add a job.
  opened.push(async () => {
    await chat?.stop();
    await stopQueue();
  });
  await giveLead(chat);
  const lanes = lanesWith({
    db: store.db,
    queue: store.queue,
    clock,
    log,
    providers,
    settings: config.settings,
    sinks,
    publicUrl: config.publicUrl,
    ...featuresOf(app),
    ...heartbeat,
    ...(chat === null ? {} : { deliver: chat.deliver, chatAway: () => chat.health().why }),
  });
  const runners = await Promise.all(
    lanes.map(async ({ tasks, concurrency }) => await store.queue.start(store.db, tasks, { concurrency })),
  );
  stopQueue = async () => void (await Promise.all(runners.map(async ({ stop }) => await stop())));
  const slots = [
    ...slotsOf(
      config.settings.schedules,
      providers.map(({ id }) => id),
    ),
    ...dormantSlots(config.settings.deactivation),
  ];
  const schedule = await startSchedule(
    { db: store.db, queue: store.queue, clock, log },
    slots,
    config.settings.schedules.timezone,
  );
  opened.push(async () => await Promise.resolve(schedule.stop()));
  await startWatching(app);
  return { port: http.port, chat };
}

/** Each of these asks to be run again whenever it ran; one that waits already is only moved to now. */
async function startWatching({ store, clock, providers, sinks, config }: App): Promise<void> {
  const tools = { db: store.db, queue: store.queue, clock };
  for (const { id, feeds = [], directory = [], hook } of providers) {
    if (directory.some(({ pollMs }) => pollMs !== undefined)) await pollGroupsLater(tools, id, 0);
    if (hook?.renew !== undefined) await renewHooksLater(tools, { connection: id, failures: 0 }, 0);
    for (const { name } of feeds) await pollLater(tools, { connection: id, feed: name, failures: 0 }, 0);
  }
  for (const { id } of sinks) {
    // A sink that was away, or configured again, may have something waiting.
    await store.queue.add(store.db, sinkJob(id));
  }
  if (config.settings.watch.canary !== null) await flyCanaryLater(tools, 0);
  await watchSelfLater(tools, 0);
  await sweepApprovalsLater(tools, 0);
  await sweepGrantsLater(tools, 0);
  await sweepDeactivationsLater(tools, 0);
}

const LEAD_MS = 2 * SECOND_MS;

/** Slack first: beside the first jobs it would take longer, and where it refuses the bot none has to run. No answer holds up none. */
async function giveLead(chat: SlackApp | null): Promise<void> {
  const rest = createRest();
  try {
    await Promise.race([chat?.tried, rest.pause(LEAD_MS)]);
  } finally {
    rest.end();
  }
}

/** Imported only when it is configured: Bolt costs time and memory. */
async function openChat(app: App): Promise<SlackApp | null> {
  const { config } = app;
  if (config.slack === null) {
    app.log.warn({}, 'Slack is not configured: reports stay in the store');
    return null;
  }
  const { openSlack } = await import('./slack/app.ts');
  const lookUps = app.providers.flatMap(({ id, lookUp }) =>
    lookUp === undefined ? [] : [[id, lookUp] as const],
  );
  const { effects, leaving } = featuresOf(app);
  return openSlack({
    config: config.slack,
    settings: config.settings,
    db: app.store.db,
    queue: app.store.queue,
    clock: app.clock,
    log: app.log,
    providers: app.providers,
    publicUrl: config.publicUrl,
    effects,
    ...leaving,
    lookUps: new Map(lookUps),
    connections: app.providers.map(({ id, kind }) => ({ id, kind })),
    remedies: new Map(app.providers.map(({ id, remedies }) => [id, remediesOf(remedies)])),
  });
}

function remediesOf(remedies: Remedies = {}): ReadonlySet<Offer['action']> {
  // Its keys are the actions.
  return new Set(Object.keys(remedies) as Offer['action'][]);
}

async function readinessOf(app: App, slack: SlackApp | null): Promise<Readiness> {
  const parts: Record<string, string> = {
    store: await app.store.ping().then(() => 'ok', reasonOf),
    ...(app.config.slack === null
      ? {}
      : { slack: slack === null ? 'connecting' : (slack.health().why ?? 'ok') }),
  };
  for (const [source, at] of await listFreshness(app.store.db).catch(() => new Map<string, Date>())) {
    parts[`fresh:${source}`] = at.toISOString();
  }
  const ready = parts['store'] === 'ok' && (parts['slack'] ?? 'ok') === 'ok';
  return { ready, parts };
}

async function measure(app: App, slack: SlackApp | null): Promise<readonly Measure[]> {
  const { db, queue } = app.store;
  const jobs = await queue.counts(db);
  const jobMeasures = Object.entries(jobs).map(([state, value]) => ({
    name: 'lockstep_jobs',
    help: 'Jobs by state',
    labels: { state },
    value,
  }));
  const mirrors = await Promise.all(
    app.providers.map(async ({ id }) => mirrorMeasures(id, await countMirror(db, id))),
  );
  const now = app.clock.now().getTime();
  const ages = [...(await listFreshness(db))].map(([source, at]) => ({
    name: 'lockstep_source_age_minutes',
    help: 'Minutes since a source was last read with success',
    labels: { source },
    value: (now - at.getTime()) / MINUTE_MS,
  }));
  const outbox = [...(await countDeliveries(db))].flatMap(([sink, { waiting, dead }]) =>
    Object.entries({ waiting, dead }).map(([state, value]) => ({
      name: 'lockstep_sink_deliveries',
      help: 'Words to sinks that wait, or that a sink refused for good',
      labels: { sink, state },
      value,
    })),
  );
  const sockets = {
    name: 'lockstep_slack_sockets',
    help: 'Open Slack sockets',
    labels: {},
    value: slack?.health().sockets ?? 0,
  };
  return [...jobMeasures, ...mirrors.flat(), ...ages, ...outbox, sockets];
}

function mirrorMeasures(connection: string, counts: Readonly<Record<string, number>>): readonly Measure[] {
  return Object.entries(counts).map(([kind, value]) => ({
    name: 'lockstep_mirror_rows',
    help: 'Rows of the mirror by kind',
    labels: { connection, kind },
    value,
  }));
}

/**
 * Stays for all that follow: a terminal and systemd signal the whole group, so bin/lockstep.js passes on what was heard
 * already, and a second one that nobody hears would end the process half stopped.
 */
async function stopSignal(): Promise<string> {
  return await new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });
}
