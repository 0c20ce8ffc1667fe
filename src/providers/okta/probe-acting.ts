import { OperatorError } from '../../lib/operator-error.ts';
import type { Permission } from '../provider.ts';
import type { OktaClient } from './client.ts';

/** What acting needs, and what is off without it. */
const acts: readonly { readonly scope: string; readonly feature: string; readonly optional?: true }[] = [
  { scope: 'okta.groups.manage', feature: 'granting and revoking access to groups' },
  {
    scope: 'okta.users.manage',
    feature:
      'suspending, deactivating and restoring accounts, ending their sessions, and asking approvers by Okta Verify',
  },
  { scope: 'okta.apps.manage', feature: 'pushing a group to an app again', optional: true },
];

export interface ActingIdentity {
  readonly client: OktaClient;
  /** Configured for itself; otherwise the watcher acts as far as it may, and reading alone is a choice. */
  readonly own: boolean;
}

/** Never a reason to call Okta unreachable: watching and checks do without it. */
export async function probeActing({ client, own }: ActingIdentity): Promise<readonly Permission[]> {
  const { granted, because } = await grantedOf(client, own);
  return acts.map(({ scope, feature, optional }) => ({
    name: scope,
    granted: granted === null ? null : granted.includes(scope),
    feature: because === null ? feature : `${feature} (${because})`,
    ...(own && optional !== true ? {} : { optional: true }),
  }));
}

interface Grants {
  /** null = could not be found out. */
  readonly granted: readonly string[] | null;
  readonly because: string | null;
}

/** Granted scopes stand in the token. An API token has its owner's role instead, of which only a write would tell. */
async function grantedOf(client: OktaClient, own: boolean): Promise<Grants> {
  try {
    const granted = await client.granted();
    if (granted === null && own) await client.get('/api/v1/users/me');
    return { granted, because: null };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const refused = error.code === 'TOKEN_REJECTED' || error.code === 'NOT_PERMITTED';
    const because = own ? `the acting identity: ${error.message}` : null;
    return { granted: refused ? [] : null, because };
  }
}
