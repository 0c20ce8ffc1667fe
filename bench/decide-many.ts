import { createInterface } from 'node:readline';
import { type DecisionAsk, decideApproval, openApproval } from '../src/approvals/index.ts';
import type { ApprovalAsk } from '../src/approvals/open.ts';
import type { ApprovalTools, ApproverTools } from '../src/approvals/tools.ts';
import type { Principal } from '../src/domain/principal.ts';
import { featuresOf } from '../src/features.ts';
import { systemClock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { openStore } from '../src/store/open.ts';
import { inTransaction } from '../src/store/transaction.ts';
import { directoryOfPeople } from '../test/support/directory-of-people.ts';
import { quietSettings } from '../test/support/settings.ts';

/**
 * One replica in a process of its own: `decide-many.ts <database> <name of its approver>`. For each line of JSON it does one
 * thing and answers with one: `{open: n}` asks n times and says the ids and hashes, `{decide: […]}` clicks on each and
 * says how each came out, `{both: n}` asks and clicks at once. The directory answers from memory, at once.
 */
export interface Answer {
  readonly came: readonly unknown[];
  /** What this process was given meanwhile, which a busy machine does not change. */
  readonly cpuSeconds: number;
}

export interface Asked {
  readonly id: string;
  readonly hash: string;
}

const HOUR_MS = 3_600_000;
/** Clicks under way at the same time in one replica. */
const AT_ONCE = 8;

const [databaseUrl = '', approver = ''] = process.argv.slice(2);
const store = await openStore(databaseUrl);
await store.migrate();
const settings = quietSettings({ channels: { reports: null, alerts: null, requests: 'C0REQ' } });
const names = ['cat', 'dan', 'eve', 'fay'];
const okta = directoryOfPeople('okta', { approvers: names });
const base = { db: store.db, queue: store.queue, clock: systemClock, log: silentLog, settings };
const { effects } = featuresOf({
  config: { settings },
  store,
  clock: systemClock,
  log: silentLog,
  onCall: null,
});
const tools: ApprovalTools & ApproverTools = { ...base, effects, providers: [okta] };

function person(name: string): Principal {
  return { id: `okta:${name}`, email: `${name}@acme.test`, name, accounts: [`okta:${name}`] };
}

function askOf(i: number): ApprovalAsk {
  const group = { kind: 'group' as const, connection: 'okta', group: 'approvers' };
  return {
    kind: 'access',
    requester: person('ada'),
    beneficiaries: [person(`u${i}`)],
    content: {
      connection: 'okta',
      groupId: `g${i % 50}`,
      groupName: `Group ${i % 50}`,
      accountId: `u${i}`,
      login: `u${i}@acme.test`,
      minutes: 60,
      reason: 'an incident',
      ticket: null,
      startsAt: null,
      policyId: 'prod',
      expiry: 'bot',
      emergency: false,
      extends: null,
    },
    stages: [{ name: 'Approvers', quorum: 1, approvers: [group], fallback: [], escalateAfterMinutes: null }],
    stepUp: false,
    expiresAt: new Date(systemClock.now().getTime() + HOUR_MS),
  };
}

async function open(i: number): Promise<Asked> {
  const ask = askOf(i);
  const { id, hash } = await inTransaction(store.db, async (db) => await openApproval({ ...tools, db }, ask));
  return { id, hash };
}

async function decide({ id: approvalId, hash }: Asked): Promise<string> {
  const click = { approvalId, hash, verdict: 'approve' as const, reason: null, proof: null };
  const ask: DecisionAsk = { ...click, by: person(approver), slackUserId: `U${approver}` };
  const decided = await decideApproval(tools, ask);
  return 'refused' in decided ? decided.refused : decided.outcome;
}

/** A few at once, in the order of the list. */
async function each<T, R>(list: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  const rest = list.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of rest) done[i] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
}

console.log('{}');
for await (const line of createInterface(process.stdin)) {
  const before = process.cpuUsage();
  // Written by approvals.ts.
  const ask = JSON.parse(line) as { open?: number; both?: number; decide?: readonly Asked[] };
  const counted = Array.from({ length: ask.open ?? ask.both ?? 0 }, (_, i) => i);
  const answer =
    ask.decide === undefined
      ? await each(counted, async (i) => {
          const asked = await open(i);
          return ask.both === undefined ? asked : await decide(asked);
        })
      : await each(ask.decide, decide);
  const { user, system } = process.cpuUsage(before);
  const told: Answer = { came: answer, cpuSeconds: (user + system) / 1e6 };
  console.log(JSON.stringify(told));
}
await store.close();
