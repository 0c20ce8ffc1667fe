import { z } from 'zod';
import { hookAddress } from '../domain/connection.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Provider } from '../providers/provider.ts';
import { markSuccess } from '../store/freshness.ts';
import { releaseLease, takeLease } from '../store/leases.ts';
import type { Task, TaskTools } from './task.ts';

const Payload = z.object({
  connection: z.string(),
  /** How often it failed in a row. */
  failures: z.int().default(0),
});

const EVERY_MS = 20 * MINUTE_MS;
const FIRST_PAUSE_MS = MINUTE_MS;
/** Longer than any renewal takes; after a crash the next one waits so long. */
const LEASE_MS = 5 * MINUTE_MS;

/**
 * Has a vendor call us, and go on calling: makes what is missing, renews what ends, and asks to be run again. Hooks only
 * hurry the feeds, so that a failure wakes nobody: it is logged, and `hooks:<connection>` in /metrics grows old.
 */
export default {
  name: 'renew-hooks',
  run: async (tools, payload) => {
    const { connection, failures } = Payload.parse(payload);
    const { publicUrl = null, providers, log } = tools;
    const provider = providers.find(({ id }) => id === connection);
    if (publicUrl === null || provider?.hook?.renew === undefined) return;
    try {
      const renewed = await renewAlone(tools, provider, hookAddress(publicUrl, provider.kind));
      await renewHooksLater(tools, { connection, failures: 0 }, renewed ? EVERY_MS : LEASE_MS);
    } catch (error) {
      log.warn({ connection, reason: reasonOf(error) }, 'what makes the vendor call could not be renewed');
      const pause = Math.min(EVERY_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      await renewHooksLater(tools, { connection, failures: failures + 1 }, pause);
    }
  },
} satisfies Task;

/** Two replicas at once would each make what is missing; false: another one is at it. */
async function renewAlone(
  { db, clock }: TaskTools,
  { id, hook }: Provider,
  address: string,
): Promise<boolean> {
  const now = clock.now();
  const lease = { name: `renew-hooks:${id}`, owner: newId('renew') };
  if (!(await takeLease(db, { ...lease, now, until: new Date(now.getTime() + LEASE_MS) }))) return false;
  try {
    await hook?.renew?.(address);
    await markSuccess(db, `hooks:${id}`, clock.now());
    return true;
  } finally {
    await releaseLease(db, lease);
  }
}

/** A waiting renewal is moved, never doubled. */
export async function renewHooksLater(
  { db, queue, clock }: Pick<TaskTools, 'db' | 'queue' | 'clock'>,
  payload: { readonly connection: string; readonly failures: number },
  ms: number,
): Promise<void> {
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, { task: 'renew-hooks', key: `renew-hooks:${payload.connection}`, payload, runAt });
}
