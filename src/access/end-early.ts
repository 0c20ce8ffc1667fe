import { type ApprovalTools, type ApproverTools, eligibilityOf } from '../approvals/index.ts';
import type { Grant } from '../domain/grant.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { findApproval } from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { currentFreeze } from '../store/freeze.ts';
import { findGrant } from '../store/grants.ts';
import { endWithExtension } from './end-with-extension.ts';
import type { AccessTools } from './tools.ts';

export interface EndAsk {
  readonly grantId: string;
  readonly by: Principal;
  /** Whether they hold the role operator, read live by the caller. */
  readonly operator: boolean;
  /** Untrusted. An operator or approver has to say why; the holder may. */
  readonly reason: string | null;
}

/** over: it has ended, or is ending. not_yours: neither its holder, nor who asked for it, nor an approver, nor an operator. */
export type EndedEarly =
  | {
      readonly outcome: 'ending';
      readonly grant: Grant;
      /** Why nothing is taken from the directory now; null = nothing holds it up. */
      readonly frozen: string | null;
    }
  | { readonly refused: 'unknown' | 'over' | 'not_yours' | 'reason_missing' };

type EndTools = Pick<AccessTools, 'db' | 'queue' | 'clock'> & ApprovalTools & ApproverTools;

/**
 * Ends a grant before its time, and with it whatever would extend it. What must be taken from the directory is taken by a
 * job, at once.
 */
export async function endEarly(tools: EndTools, ask: EndAsk): Promise<EndedEarly> {
  const known = await findGrant(tools.db, ask.grantId);
  if (known === null) return { refused: 'unknown' };
  if (!['scheduled', 'granting', 'active'].includes(known.status)) return { refused: 'over' };
  const right = await rightOf(tools, known, ask);
  const said = (ask.reason ?? '').trim();
  if (right === null || (right !== 'holder' && said === '')) {
    const refused = right === null ? 'not_yours' : 'reason_missing';
    await noteRefusal(tools, ask, refused);
    return { refused };
  }
  const because = said === '' ? silentWords(known, ask.by) : said.slice(0, 1000);
  const end = { because, by: ask.by.id };
  const grant = await endWithExtension(tools, known.id, end);
  if (grant === null) return { refused: 'over' };
  const freeze = await currentFreeze(tools.db);
  return { outcome: 'ending', grant, frozen: freeze?.because ?? null };
}

function silentWords({ subject }: Grant, by: Principal): string {
  return isSamePrincipal(subject, by) ? 'its holder gave it back' : 'whoever asked for it took it back';
}

async function rightOf(
  tools: Pick<AccessTools, 'db'> & ApproverTools,
  grant: Grant,
  { by, operator }: EndAsk,
): Promise<'holder' | 'operator' | 'approver' | null> {
  if ([grant.subject, grant.requestedBy].some((each) => isSamePrincipal(each, by))) return 'holder';
  if (operator) return 'operator';
  const approval = grant.approvalId === null ? null : await findApproval(tools.db, grant.approvalId);
  if (approval === null) return null;
  for (const stage of approval.stages.keys()) {
    const { kind } = await eligibilityOf(tools, { ...approval, stage }, by);
    if (kind === 'eligible') return 'approver';
  }
  return null;
}

async function noteRefusal(
  { db, clock }: Pick<AccessTools, 'db' | 'clock'>,
  { grantId, by }: EndAsk,
  code: string,
): Promise<void> {
  const entry = { at: clock.now(), actor: by.id, action: 'grant.end-refused', object: grantId };
  await appendAudit(db, { ...entry, detail: { code } });
}
