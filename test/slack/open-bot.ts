import { startOkta } from '../../sandbox/okta/server.ts';
import { startSlack as startWorkspace } from '../../sandbox/slack/server.ts';
import { credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import type { Settings } from '../../src/config/config.ts';
import type { Offer } from '../../src/domain/alert.ts';
import { featuresOf } from '../../src/features.ts';
import { tasksWith } from '../../src/jobs/index.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import type { Provider } from '../../src/providers/provider.ts';
import type { OnCall } from '../../src/sinks/on-call.ts';
import { openSlack } from '../../src/slack/app.ts';
import type { SlackTools } from '../../src/slack/tools.ts';
import { openStore } from '../../src/store/open.ts';
import { quietSettings } from '../support/settings.ts';

/** The parts of lockstep.yaml that the chat surface looks at; everything else is off. */
const quiet = quietSettings({
  channels: { reports: null, alerts: 'C0ALERTS', requests: null },
  roles: { viewer: [], operator: [], admin: [{ connection: 'okta', group: 'Lockstep Admins' }] },
  allowedDomains: ['acme.test'],
});

type Action = Offer['action'];

interface Wanted {
  readonly settings?: Partial<Settings>;
  /** HTTP mode instead of Socket Mode. */
  readonly http?: boolean;
  /** false: jobs wait until a test delivers by hand. */
  readonly jobs?: boolean;
  /** Connections besides Okta; the test closes their stand-ins. */
  readonly more?: readonly Provider[];
  /** The bot has a token that may change people and groups. */
  readonly acts?: boolean;
  readonly clock?: Clock;
  /** Who says who is on call; null: nobody does. */
  readonly onCall?: OnCall | null;
  /** Slack is away while it starts. */
  readonly down?: boolean;
}

/** The chat surface with real Bolt, a real store and the real Okta provider, in this process, against the stand-ins. */
export async function openBot({
  settings,
  http = false,
  jobs = true,
  more = [],
  acts = false,
  clock = systemClock,
  onCall = null,
  down = false,
}: Wanted = {}) {
  const company = createCompany();
  const [okta, slack] = await Promise.all([startOkta(company), startWorkspace(company)]);
  const store = await openStore('file::memory:');
  await store.migrate();
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  const provider = await connectOkta({
    id: 'okta',
    clock: systemClock,
    limits: { rateShare: 1, concurrency: 4 },
    config: {
      orgUrl: okta.url,
      watcher: { kind: 'token', token: credentials.okta.watcherToken },
      actor: acts ? { kind: 'token', token: credentials.okta.actorToken } : null,
      hookSecret: null,
      signIn: null,
    },
  });
  const { db, queue } = store;
  const lockstep = { ...quiet, ...settings };
  const features = featuresOf({ config: { settings: lockstep }, store, clock, log, onCall });
  const tools: SlackTools = {
    config: {
      botToken: slack.credentials.botToken,
      apiUrl: slack.apiUrl,
      command: '/idp',
      mode: http
        ? { kind: 'http', signingSecret: slack.credentials.signingSecret }
        : { kind: 'socket', appToken: slack.credentials.appToken },
    },
    settings: lockstep,
    providers: [provider, ...more],
    effects: features.effects,
    ...features.leaving,
    db,
    queue,
    clock,
    log,
    lookUps: new Map(
      [provider, ...more].flatMap(({ id, lookUp }) => (lookUp === undefined ? [] : [[id, lookUp]])),
    ),
    connections: [provider, ...more].map(({ id, kind }) => ({ id, kind })),
    remedies: new Map(more.map(({ id, remedies = {} }) => [id, new Set(Object.keys(remedies) as Action[])])),
    ...(http ? { http: { host: '127.0.0.1', port: 0 } } : {}),
  };
  slack.down(down);
  const bot = openSlack(tools);
  await bot.tried;
  const tasks = tasksWith({
    ...tools,
    ...features,
    providers: [provider, ...more],
    deliver: bot.deliver,
  });
  const startJobs = async () => await queue.start(db, tasks, { concurrency: 4 });
  const runner = jobs ? await startJobs() : null;
  const close = async (): Promise<void> => {
    await bot.stop();
    await runner?.stop();
    await Promise.all([provider.close(), okta.close(), slack.close()]);
    await store.close();
  };
  return {
    bot,
    slack,
    okta,
    org: company.okta,
    store,
    provider,
    tools,
    startJobs,
    log: () => lines.join(''),
    close,
    [Symbol.asyncDispose]: close,
  };
}
