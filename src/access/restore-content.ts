import { z } from 'zod';
import type { Alert } from '../domain/alert.ts';
import type { Approval } from '../domain/approval.ts';
import { accountKey, type Principal } from '../domain/principal.ts';
import type { Restore } from '../domain/restore.ts';
import { findAlert } from '../store/alerts.ts';
import { type Freeze, freezesNow } from '../store/freeze.ts';
import type { Db } from '../store/open.ts';
import type { MissingMember } from './removed.ts';
import type { RestorePlan } from './restore-plan.ts';

/** What an approval of kind `restore` is about. Approvers decide on just this list: another list is another approval. */
export const RestoreContent = z.object({
  alertId: z.string(),
  connection: z.string(),
  /** In words: the alert. Untrusted. */
  reason: z.string(),
  members: z.array(
    z.object({
      groupId: z.string(),
      groupName: z.string(),
      accountId: z.string(),
      login: z.string(),
      /** ISO. */
      removedAt: z.string(),
    }),
  ),
  leftOut: z.array(z.object({ groupName: z.string(), logins: z.array(z.string()), why: z.string() })),
  /** There were more than one list holds. */
  cutOff: z.boolean(),
  /** The alerts whose brake does not hold it. */
  passes: z.array(z.string()),
});

export type RestoreContent = z.infer<typeof RestoreContent>;

/** Whether a freeze does not stop this restore: only the brake of an alert that its approvers saw named. */
export function mayPass(passes: readonly string[], { by, alertId }: Freeze): boolean {
  return by === 'lockstep' && alertId !== null && passes.includes(alertId);
}

/** What holds up a restore now; null = nothing. */
export async function stoppedBy(db: Db, { passes }: Pick<Restore, 'passes'>): Promise<Freeze | null> {
  return (await freezesNow(db)).find((freeze) => !mayPass(passes, freeze)) ?? null;
}

export function passesOf({ content }: Approval): readonly string[] {
  return RestoreContent.parse(content).passes;
}

/** Everybody who would be put back, once: none of them decides about it. */
export function peopleOf(members: readonly MissingMember[]): readonly Principal[] {
  const people = members.map(({ connection, accountId, login, account }) => {
    const id = accountKey(connection, accountId);
    const email = (account?.email ?? login).toLowerCase();
    return { id, email, name: account?.displayName ?? login, accounts: [id] };
  });
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

/** The list as it is approved. */
export async function contentOf(
  db: Db,
  { id, connection, title, message }: Alert,
  plan: RestorePlan,
): Promise<RestoreContent> {
  return {
    alertId: id,
    connection,
    reason: `${title}: ${message}`,
    members: plan.members.map(({ groupId, groupName, accountId, login, removedAt }) => ({
      groupId,
      groupName,
      accountId,
      login,
      removedAt: removedAt.toISOString(),
    })),
    leftOut: plan.leftOut.map((each) => ({ ...each, logins: [...each.logins] })),
    cutOff: plan.cutOff,
    passes: await brakesOf(db, id, connection),
  };
}

/** The alert's own brake, and those that other mass changes in the same directory hold now: the approvers see them named. */
async function brakesOf(db: Db, alertId: string, connection: string): Promise<string[]> {
  const brakes = new Set([alertId]);
  for (const { by, alertId: other } of await freezesNow(db)) {
    if (by !== 'lockstep' || other === null) continue;
    if ((await findAlert(db, other))?.connection === connection) brakes.add(other);
  }
  return [...brakes];
}
