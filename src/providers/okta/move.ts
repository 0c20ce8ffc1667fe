import { OperatorError } from '../../lib/operator-error.ts';
import type { OktaUser } from './account.ts';
import { readUser, userPath } from './by-id.ts';
import { errorCodeOf, isGone } from './errors.ts';
import type { Hands } from './memberships.ts';

/** One step of an account from one state to another. */
export interface Move {
  readonly accountId: string;
  readonly verb: 'suspend' | 'unsuspend' | 'deactivate' | 'activate';
  /** What the account is when it is done, in words. */
  readonly as: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly done: (user: OktaUser) => boolean;
}

/** Okta refuses with 400, 403 or 404 what is so already; the account itself tells. */
export async function move(
  { reads, acting }: Hands,
  { accountId, verb, as, done, ...more }: Move,
): Promise<void> {
  const { query = '', headers = {} } = more;
  const settled = async () => done(await readUser(reads, accountId));
  const path = `${userPath(accountId)}/lifecycle/${verb}${query}`;
  try {
    await acting.send({ method: 'POST', path, headers, settled });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const user = await readUser(reads, accountId);
    if (!done(user)) throw refused(error, user, as);
  }
}

/** A 404 that is not Okta's own counts as well: Okta may have done it behind a proxy that answers in its place. */
export function isRefusal(error: unknown): boolean {
  const codes = ['PROVIDER_REFUSED', 'NOT_PERMITTED', 'NOT_FOUND'];
  return error instanceof OperatorError && codes.includes(error.code);
}

export function unfit({ id, status }: OktaUser, what: string, next: string, cause?: unknown): OperatorError {
  return new OperatorError(
    'STATE_UNFIT',
    `the account ${id} is ${status} in Okta and cannot be ${what}`,
    next,
    cause,
  );
}

/** E0000001 and E0000038 name the state of the account (Okta error codes); what the actor may not see is not there for it. */
export function refused(error: unknown, user: OktaUser, what: string): unknown {
  if (['E0000001', 'E0000038'].includes(errorCodeOf(error) ?? ''))
    return unfit(user, what, 'Look at the account in the Admin Console, then ask again.', error);
  const lacks = isGone(error) || (error instanceof OperatorError && error.code === 'NOT_PERMITTED');
  if (!lacks) return error;
  return new OperatorError(
    'NOT_PERMITTED',
    `the acting identity may not do this to the account ${user.id}`,
    'Grant it okta.users.manage and an administrator role that covers this account; over administrators only a super administrator has power.',
    error,
  );
}
