import type { Grant, GrantStatus } from '../domain/grant.ts';
import { appendAudit } from '../store/audit.ts';
import { changeGrant, moveGrant } from '../store/grants.ts';
import { revokeLater } from './later.ts';
import { tellGrant } from './tell.ts';
import type { AccessTools } from './tools.ts';
import { type Held, keeperAmong } from './turn.ts';

type EndTools = Pick<AccessTools, 'queue' | 'clock'>;

export interface End {
  /** In words: why now. */
  readonly because: string;
  /** Account id, or `lockstep`. */
  readonly by: string;
}

/**
 * Decides the end of a grant that is not over, while its membership is held: over at once where nothing is to be taken,
 * else revoking, with the job that takes it. null = it is over, or revoking already.
 */
export async function endHeld(tools: EndTools, held: Held, end: End): Promise<Grant | null> {
  const { grant } = held;
  if (grant === null || !['scheduled', 'granting', 'active'].includes(grant.status)) return null;
  const kept = await whyKept(held, grant);
  if (kept !== null) {
    const because = kept === '' ? end.because : `${end.because}; ${kept}`;
    return await close(tools, held, { ...end, because });
  }
  const { db } = held;
  const at = tools.clock.now();
  const moved = await moveGrant(db, grant, {
    status: 'revoking',
    since: at,
    endedBecause: end.because,
    lastError: null,
  });
  if (moved === null) return null;
  await revokeLater({ ...tools, db }, moved, { at });
  await note(held, { at, ...end, action: 'grant.ending' });
  await tellGrant({ ...tools, db }, moved);
  return moved;
}

/** Why nothing is taken from the directory: '' where nothing was ever given; null = it must be taken. */
export async function whyKept({ db, others }: Held, grant: Grant): Promise<string | null> {
  if (grant.heldBefore === null) return '';
  if (grant.heldBefore) return 'the membership was there before and stays';
  const keeper = keeperAmong(others);
  if (keeper === undefined) return null;
  // It takes over the duty to remove what this one brought, also if it never comes to be.
  if (keeper.heldBefore === null) await changeGrant(db, keeper, { heldBefore: false });
  return `the membership stays for another grant (${keeper.id})`;
}

/** Over, while its membership is held: `ended`, or `failed` where it never came to be. */
export async function close(
  tools: EndTools,
  held: Held,
  { because, by, status }: End & { readonly status?: GrantStatus },
): Promise<Grant | null> {
  const { db, grant } = held;
  if (grant === null) return null;
  const at = tools.clock.now();
  const began = grant.grantedAt !== null || grant.status === 'scheduled';
  const to = status ?? (began ? 'ended' : 'failed');
  const moved = await moveGrant(db, grant, {
    status: to,
    since: at,
    endedAt: at,
    endedBecause: because,
    lastError: null,
  });
  if (moved === null) return null;
  await note(held, { at, by, because, action: `grant.${to}` });
  await tellGrant({ ...tools, db }, moved);
  return moved;
}

async function note(
  { db, grant }: Held,
  { at, by, because, action }: End & { readonly at: Date; readonly action: string },
): Promise<void> {
  const detail = { because, connection: grant?.connection, group: grant?.groupId, account: grant?.accountId };
  await appendAudit(db, { at, actor: by, action, object: grant?.id ?? '', detail });
}
