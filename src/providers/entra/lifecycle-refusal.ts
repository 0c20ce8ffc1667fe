import { OperatorError } from '../../lib/operator-error.ts';
import type { TokenSource } from './credential.ts';
import { actorLacks, isCode, isNotFound, refusalIn } from './errors.ts';
import { grantedRoles } from './granted-roles.ts';
import { accountUnknown } from './object-id.ts';

interface Attempt {
  readonly actingToken: TokenSource;
  readonly accountId: string;
  readonly permission: string;
}

/** Does it, and says of a refusal what it means for an account. */
export async function explained(attempt: Attempt, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (isNotFound(error)) throw accountUnknown(attempt.accountId, error);
    if (/on-premises mastered/i.test(refusalIn(error)?.message ?? '')) throw masteredElsewhere(error);
    throw isCode(error, 'NOT_PERMITTED') ? await whyForbidden(attempt, error) : error;
  }
}

/** 403 says the same of a missing permission and of a target that no application may touch: the token tells which. */
async function whyForbidden({ actingToken, permission }: Attempt, cause: unknown): Promise<OperatorError> {
  if (grantedRoles(await actingToken())?.includes(permission) !== true) return actorLacks(permission, cause);
  return new OperatorError(
    'PRIVILEGED_TARGET',
    'Entra ID lets no application do this to an account that holds a privileged role, or is in or owns a role-assignable group',
    'A Privileged Authentication Administrator or Global Administrator does it in the Entra admin center.',
    cause,
  );
}

function masteredElsewhere(cause: unknown): OperatorError {
  return new OperatorError(
    'ACCOUNT_SYNCED',
    'the account is mastered on-premises, and Entra ID refuses to change it',
    'Disable it in Active Directory; the next synchronisation brings that here.',
    cause,
  );
}

export function unfit(accountId: string, as: string): OperatorError {
  return new OperatorError(
    'STATE_UNFIT',
    `the account ${accountId} is deleted and cannot be ${as}`,
    'Within thirty days an administrator can bring it back in the Entra admin center (Deleted users).',
  );
}
