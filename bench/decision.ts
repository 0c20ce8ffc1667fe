import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { startBot } from '../sandbox/bot.ts';
import { type Demo, startDemo } from '../sandbox/demo.ts';
import { eventually } from '../sandbox/story.ts';
import { cast, groups } from '../sandbox/tenant/cast.ts';
import type { OktaUser } from '../sandbox/tenant/okta-tenant.ts';
import { openApproval } from '../src/approvals/index.ts';
import type { ApprovalAsk } from '../src/approvals/open.ts';
import type { Principal } from '../src/domain/principal.ts';
import { featuresOf } from '../src/features.ts';
import { systemClock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { inTransaction } from '../src/store/transaction.ts';
import { quietSettings } from '../test/support/settings.ts';
import { percentile } from './figure.ts';
import type { Bench } from './stage.ts';

const CLICKS = 50;
const GOAL_MS = 500;
const CHANNEL = 'C0REQ';
const HOUR_MS = 3_600_000;

/** From an approver's click to the decision on the card: the real `serve`, directories and Slack that answer at once. */
export default {
  name: 'decision',
  run: async ({ note }) => {
    const demo = await startDemo({ calm: true });
    const bot = await startBot(demo.env);
    const store = await openStore(demo.env['DATABASE_URL'] ?? '');
    try {
      const took: number[] = [];
      for (const person of beneficiaries(demo)) {
        took.push(await clickOnce(demo, store, person));
        // Slack takes one message a second in a channel.
        await pause(1000);
      }
      const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
      note({
        figure: 'an approver’s click → the decision on the card',
        measured: `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms of ${CLICKS}`,
        goal: `p50 ${GOAL_MS} ms`,
        met: p50 <= GOAL_MS,
      });
    } finally {
      await store.close();
      await bot.stop();
      await demo.close();
    }
  },
} satisfies Bench;

/** Each has a question of their own. */
function beneficiaries({ company }: Demo): readonly OktaUser[] {
  const vpn = company.okta.memberships.get(groupId(company.okta)) ?? new Set();
  const known = new Set<string>(Object.values(cast).map(({ email }) => email));
  return [...company.okta.users.values()]
    .filter(({ id, status, profile }) => status === 'ACTIVE' && !vpn.has(id) && !known.has(profile.login))
    .slice(0, CLICKS);
}

function groupId({ groups: all }: Demo['company']['okta']): string {
  return [...all.values()].find(({ name }) => name === groups.okta.vpn)?.id ?? '';
}

async function clickOnce({ company, slack }: Demo, store: Store, person: OktaUser): Promise<number> {
  const settings = quietSettings({ channels: { reports: null, alerts: null, requests: CHANNEL } });
  const base = { store, clock: systemClock, log: silentLog, onCall: null };
  const tools = {
    ...store,
    ...base,
    settings,
    effects: featuresOf({ ...base, config: { settings } }).effects,
  };
  const before = new Set(slack.messages(CHANNEL).map(({ ts }) => ts));
  await inTransaction(
    store.db,
    async (db) => await openApproval({ ...tools, db }, askFor(groupId(company.okta), person)),
  );
  const { ts } = await eventually('the card', () =>
    slack.messages(CHANNEL).find(({ ts, text }) => !before.has(ts) && text.startsWith('To decide')),
  );
  const says = (): boolean => {
    const card = slack.messages(CHANNEL).find((message) => message.ts === ts);
    return JSON.stringify(card?.blocks ?? []).includes('✅ *approved*');
  };
  const decided = Promise.withResolvers<number>();
  const forget = slack.onChange(() => {
    if (says()) decided.resolve(performance.now());
  });
  const since = performance.now();
  await slack.click(cast.frances.slackId, { channel: CHANNEL, ts, actionId: 'approval-approve' });
  const timer = setTimeout(() => decided.reject(new Error('the card never said so')), 30_000);
  try {
    return (await decided.promise) - since;
  } finally {
    clearTimeout(timer);
    forget();
  }
}

function askFor(group: string, { id, profile }: OktaUser): ApprovalAsk {
  const someone: Principal = {
    id: `okta:${id}`,
    email: profile.login,
    name: profile.login,
    accounts: [`okta:${id}`],
  };
  const approvers = [{ kind: 'group' as const, connection: 'okta', group: groups.okta.approvers }];
  return {
    kind: 'access',
    requester: someone,
    beneficiaries: [someone],
    content: {
      connection: 'okta',
      groupId: group,
      groupName: groups.okta.vpn,
      accountId: id,
      login: profile.login,
      minutes: 60,
      reason: 'an incident',
      ticket: null,
      startsAt: null,
      policyId: 'vpn',
      expiry: 'bot',
      emergency: false,
      extends: null,
    },
    stages: [{ name: 'Approvers', quorum: 1, approvers, fallback: [], escalateAfterMinutes: null }],
    stepUp: false,
    expiresAt: new Date(systemClock.now().getTime() + HOUR_MS),
  };
}
