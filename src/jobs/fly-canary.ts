import { clear } from '../alerts/clear.ts';
import type { Canary } from '../config/config.ts';
import { raiseOwn } from '../detections/follow.ts';
import { canaryLost } from '../detections/own-causes.ts';
import { detectionTools } from '../detections/tools.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Provider } from '../providers/provider.ts';
import { appendAudit } from '../store/audit.ts';
import { memberEventsOf } from '../store/events.ts';
import { currentFreeze } from '../store/freeze.ts';
import { listFreshness, markSuccess } from '../store/freshness.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Task, TaskTools } from './task.ts';

const EVERY_MS = HOUR_MS;
/** How often it is looked for, while it may still come. */
const LOOK_MS = 15 * SECOND_MS;
/** The vendor's clock may be behind ours. */
const SKEW_MS = MINUTE_MS;

/** Moves a test account into and out of a test group, and says so when nobody heard of it: the whole way of an event, tried. */
export default {
  name: 'fly-canary',
  run: async (tools) => {
    const { canary } = tools.settings.watch;
    if (canary === null) return;
    let pause = EVERY_MS;
    try {
      pause = await fly(tools, canary);
    } catch (error) {
      tools.log.warn({ connection: canary.connection, reason: reasonOf(error) }, 'the canary could not fly');
      await lost(tools, canary, `The canary could not be sent: ${reasonOf(error)}`);
    }
    await flyCanaryLater(tools, pause);
  },
} satisfies Task;

/** One look or one flight; how long to wait for the next. */
async function fly(tools: TaskTools, canary: Canary): Promise<number> {
  const now = tools.clock.now().getTime();
  const sent = (await listFreshness(tools.db)).get(sourceOf(canary))?.getTime() ?? null;
  if (sent !== null) {
    const heard = await wasHeard(tools, canary, new Date(sent - SKEW_MS));
    if (heard) await found(tools, canary);
    else if (now - sent < canary.withinMinutes * MINUTE_MS) return LOOK_MS;
    else await lost(tools, canary, `Nobody heard of it within ${canary.withinMinutes} minutes.`);
    if (now - sent < EVERY_MS) return EVERY_MS - (now - sent);
  }
  return (await send(tools, canary)) ? LOOK_MS : EVERY_MS;
}

/** Whatever stops Lockstep's writes stops this one; false: nothing was sent, on purpose. */
async function send(tools: TaskTools, canary: Canary): Promise<boolean> {
  const { db, clock, settings, providers } = tools;
  if (settings.dryRun || (await currentFreeze(db)) !== null) return false;
  const { connection, group, account } = canary;
  const provider = providers.find(({ id }) => id === connection);
  const memberships = provider?.memberships;
  if (provider === undefined || memberships === undefined)
    throw new Error(`${connection} is not connected, or its memberships cannot be changed`);
  await refuseProtected(tools, provider, canary);
  const op = (await memberships.has(group, account)) ? 'remove' : 'add';
  const at = clock.now();
  const detail = { op, account };
  await appendAudit(db, { at, actor: 'lockstep', action: 'canary.sent', object: group, detail });
  await memberships[op](group, account);
  await markSuccess(db, sourceOf(canary), at);
  return true;
}

/** A canary is nobody: never an emergency account, and never a group that is more than a list. */
async function refuseProtected(
  { settings }: TaskTools,
  { id, lookUp, memberships }: Provider,
  { group, account }: Canary,
): Promise<void> {
  const known = (await lookUp?.account(account)) ?? null;
  if (known === null) throw new Error(`there is no account ${account}`);
  const login = known.login.toLowerCase();
  if (settings.breakGlass.some((entry) => entry.connection === id && entry.login.toLowerCase() === login))
    throw new Error('the canary is a break-glass account');
  const obstacle = await memberships?.obstacle(group);
  if (obstacle !== null) throw new Error(`the group cannot be changed: ${obstacle?.why}`);
}

async function wasHeard({ db }: TaskTools, { connection, group, account }: Canary, since: Date) {
  const pairs = [{ groupId: group, accountId: account }];
  return (await memberEventsOf(db, { connection, pairs, since })).length > 0;
}

async function lost(tools: TaskTools, { connection, group }: Canary, message: string): Promise<void> {
  await raiseOwn(detectionTools(tools), canaryLost, { connection, key: group, message, sampleId: message });
}

async function found(tools: TaskTools, { connection, group }: Canary): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const clearing = { clears: group, because: 'it was heard of again', at: tools.clock.now() };
    await clear({ ...detectionTools(tools), db }, { detection: canaryLost.id, connection }, [clearing]);
  });
}

function sourceOf({ connection }: Canary): string {
  return `canary:${connection}`;
}

/** A waiting flight is moved, never doubled. */
export async function flyCanaryLater(
  { db, queue, clock }: Pick<TaskTools, 'db' | 'queue' | 'clock'>,
  ms: number,
): Promise<void> {
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, { task: 'fly-canary', key: 'fly-canary', payload: {}, runAt });
}
