import type { LifecycleStep } from '../../domain/lifecycle.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import type { Lifecycle } from '../provider.ts';
import type { OktaUser } from './account.ts';
import { readUser, userPath } from './by-id.ts';
import type { Hands } from './memberships.ts';
import { isRefusal, move, refused, unfit } from './move.ts';
import { isGoingOrGone, isSuspended } from './sign-in-state.ts';

/** Why an account may never be taken out of service by Lockstep; null = it may be. */
export type Protection = (accountId: string) => Promise<string | null>;

/** One thing at a time that is done to an account, each safe to repeat. */
export function createSteps(hands: Hands, protection: Protection): Lifecycle['carryOut'] {
  const steps: Readonly<Record<LifecycleStep, (accountId: string) => Promise<string>>> = {
    suspend: async (id) => await suspend(hands, id, protection),
    'end-sessions': async (id) => await endSessions(hands, id),
    deactivate: async (id) => await deactivate(hands, id, protection),
    restore: async (id) => await restore(hands, id),
  };
  return async (step, accountId) => await steps[step](accountId);
}

async function refuseProtected(protection: Protection, accountId: string): Promise<void> {
  const why = await protection(accountId);
  if (why === null) return;
  throw new OperatorError(
    'ACCOUNT_PROTECTED',
    `the account ${accountId} is never taken out of service by Lockstep: ${why}`,
    'Give Lockstep a service app of its own (docs/setup-okta.md), then ask again.',
  );
}

async function suspend(hands: Hands, accountId: string, protection: Protection): Promise<string> {
  const user = await readUser(hands.reads, accountId);
  if (isSuspended(user)) return 'the account was suspended already';
  if (isGoingOrGone(user)) return 'the account is deactivated already, which is more than suspended';
  if (user.status !== 'ACTIVE' || user.transitioningToStatus != null)
    throw unfit(user, 'suspended', 'Deactivate it directly: Okta suspends only accounts that are ACTIVE.');
  await refuseProtected(protection, accountId);
  await move(hands, { accountId, verb: 'suspend', as: 'suspended', done: isSuspended });
  return 'the account is suspended: nobody signs in with it, its groups and apps stay';
}

async function deactivate(hands: Hands, accountId: string, protection: Protection): Promise<string> {
  const user = await readUser(hands.reads, accountId);
  if (user.status === 'DEPROVISIONED') return 'the account was deactivated already';
  if (isGoingOrGone(user)) return 'Okta is deactivating the account already';
  await refuseProtected(protection, accountId);
  const headers = { Prefer: 'respond-async' };
  await move(hands, {
    accountId,
    verb: 'deactivate',
    as: 'deactivated',
    query: '?sendEmail=false',
    headers,
    done: isGoingOrGone,
  });
  return 'Okta deactivates the account and takes it out of its apps';
}

const newPassword =
  'the person sets a new password and may have to enrol factors again: an administrator sends the e-mail for it from the Admin Console (Resend activation email)';

async function restore(hands: Hands, accountId: string): Promise<string> {
  const user = await readUser(hands.reads, accountId);
  if (user.transitioningToStatus != null)
    throw unfit(user, 'restored', 'Wait until Okta is through; it is tried again.');
  if (isSuspended(user)) {
    await move(hands, {
      accountId,
      verb: 'unsuspend',
      as: 'restored',
      done: ({ status }) => status === 'ACTIVE',
    });
    return 'the account is no longer suspended; password, factors and groups are as before';
  }
  if (user.status === 'STAGED')
    throw unfit(user, 'restored', 'Activate it in the Admin Console: it was never in use.');
  if (user.status === 'PROVISIONED') return `the account is activated already; ${newPassword}`;
  if (user.status !== 'DEPROVISIONED') return 'the account is neither suspended nor deactivated';
  // Without the e-mail Okta answers with a link that sets the password: it is dropped unread.
  const done = ({ status }: OktaUser) => status === 'PROVISIONED' || status === 'ACTIVE';
  await move(hands, { accountId, verb: 'activate', as: 'activated', query: '?sendEmail=false', done });
  return `the account is activated; ${newPassword}`;
}

/** Repeating it is harmless, and no read tells whether it is done. */
async function endSessions({ reads, acting }: Hands, accountId: string): Promise<string> {
  const path = `${userPath(accountId)}/sessions?oauthTokens=true&forgetDevices=true`;
  try {
    await acting.send({ method: 'DELETE', path, settled: async () => await Promise.resolve(false) });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const user = await readUser(reads, accountId);
    if (user.status === 'DEPROVISIONED') return 'a deactivated account has no session in Okta';
    throw refused(error, user, 'have its sessions ended');
  }
  return 'sessions in Okta, refresh tokens and remembered devices are ended; sessions inside apps live on';
}
