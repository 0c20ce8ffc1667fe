import type { OktaTenant } from '../sandbox/tenant/okta-tenant.ts';
import { freshGrant } from '../src/access/content.ts';
import { endLater } from '../src/access/later.ts';
import type { Grant } from '../src/domain/grant.ts';
import { systemClock } from '../src/lib/clock.ts';
import { insertGrant } from '../src/store/grants.ts';
import type { Store } from '../src/store/open.ts';
import { inTransaction } from '../src/store/transaction.ts';

/** Makes that many memberships of the directory ones that Lockstep gave, whose ends are spread evenly over a time. */
export async function grantsThatEnd(
  { db, queue }: Store,
  tenant: OktaTenant,
  { many, first, withinMs }: { readonly many: number; readonly first: Date; readonly withinMs: number },
): Promise<void> {
  const found = changeable(tenant).slice(0, many);
  if (found.length < many) throw new Error(`only ${found.length} memberships can be changed`);
  await inTransaction(db, async (db) => {
    for (const [i, membership] of found.entries()) {
      const expiresAt = new Date(first.getTime() + (i * withinMs) / many);
      const grant = grantOf(membership, expiresAt);
      await insertGrant(db, grant);
      await endLater({ db, queue, clock: systemClock }, expiresAt);
    }
  });
}

interface Membership {
  readonly groupId: string;
  readonly groupName: string;
  readonly accountId: string;
  readonly login: string;
}

/** Of groups that have an id as Okta's, that nothing else fills and that give no role; neighbours are of different groups, as ends are. */
function changeable({ groups, memberships, users, groupRules, groupRoles }: OktaTenant): Membership[] {
  const filled = new Set([...groupRules.values()].flatMap(({ groupIds }) => groupIds));
  const all = [...groups.values()]
    .filter(
      ({ id, type }) =>
        id.length === 20 &&
        type === 'OKTA_GROUP' &&
        !filled.has(id) &&
        (groupRoles.get(id) ?? []).length === 0,
    )
    .flatMap(({ id, name }) =>
      [...(memberships.get(id) ?? [])].map((accountId) => ({
        groupId: id,
        groupName: name,
        accountId,
        login: users.get(accountId)?.profile.login ?? '',
      })),
    );
  return all.toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

function grantOf(membership: Membership, expiresAt: Date): Grant {
  const { accountId, login } = membership;
  const grantedAt = new Date(expiresAt.getTime() - 3_600_000);
  const subject = { id: `okta:${accountId}`, email: login, name: login, accounts: [`okta:${accountId}`] };
  const given = freshGrant({
    ...membership,
    connection: 'okta',
    status: 'active',
    since: grantedAt,
    createdAt: grantedAt,
    approvalId: null,
    policyId: null,
    subject,
    requestedBy: subject,
    reason: 'an incident',
    startsAt: null,
    minutes: 60,
    extends: null,
    expiry: 'bot',
  });
  return { ...given, grantedAt, expiresAt, heldBefore: false, writtenAt: grantedAt, remindedAt: grantedAt };
}
