import type { Grant } from '../domain/grant.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { appendAudit } from '../store/audit.ts';
import { findGrant } from '../store/grants.ts';
import { type RequestRefusal, refuse, refuseBeside } from './refusals.ts';
import { type Requested, type RequestTools, requestAccess } from './request.ts';

export interface ExtendAsk {
  readonly grantId: string;
  readonly by: Principal;
  /** From the moment it is given, which is before the old end. */
  readonly minutes: number;
  /** Untrusted. */
  readonly reason: string | null;
  readonly ticket: string | null;
}

/**
 * Asks for a later end: a request like any other, decided anew. Once it is given, the old grant ends as extended, while the
 * membership goes on without a gap.
 */
export async function extendGrant(tools: RequestTools, ask: ExtendAsk): Promise<Requested> {
  const grant = await findGrant(tools.db, ask.grantId);
  if (grant === null) return refuse('grant_unknown');
  const refused = refusalOf(tools, grant, ask);
  if (refused !== null) return await noteRefusal(tools, ask, refused);
  return await requestAccess(tools, {
    connection: grant.connection,
    group: grant.groupId,
    requester: ask.by,
    beneficiary: grant.subject,
    minutes: ask.minutes,
    permanent: false,
    reason: ask.reason,
    ticket: ask.ticket,
    emergency: false,
    startsAt: null,
    extends: grant.id,
  });
}

function refusalOf({ clock }: RequestTools, grant: Grant, { by, minutes }: ExtendAsk): RequestRefusal | null {
  if (![grant.subject, grant.requestedBy].some((each) => isSamePrincipal(each, by)))
    return refuse('not_yours');
  if (grant.status === 'scheduled' || grant.status === 'granting') return refuseBeside(grant);
  if (grant.status !== 'active') return refuse('not_active');
  if (grant.expiresAt === null) return refuse('endless');
  const end = clock.now().getTime() + minutes * MINUTE_MS;
  return end <= grant.expiresAt.getTime() ? refuse('not_longer') : null;
}

async function noteRefusal(
  { db, clock }: RequestTools,
  { grantId, by }: ExtendAsk,
  refusal: RequestRefusal,
): Promise<RequestRefusal> {
  const entry = { actor: by.id, action: 'access.refused', object: grantId };
  await appendAudit(db, { at: clock.now(), ...entry, detail: { code: refusal.refused, extends: grantId } });
  return refusal;
}
