import { updateUser } from '../tenant/entra-changes.ts';
import { noteAudit } from '../tenant/entra-logs.ts';
import type { EntraTenant, EntraUser } from '../tenant/entra-tenant.ts';
import {
  bodyOf,
  type Call,
  callerOf,
  contextOf,
  type Endpoint,
  mayAlso,
  noContent,
  readUsers,
} from './endpoint.ts';
import { denied, refused } from './failure.ts';
import { userNamed } from './users.ts';

/** Changes everything about people; also what nobody should give to a bot. */
const writeUsers = ['User.ReadWrite.All', 'Directory.ReadWrite.All'];

export const changeUserEndpoints: readonly Endpoint[] = [
  {
    method: 'PATCH',
    path: '/users/:id',
    roles: ['User.EnableDisableAccount.All', ...writeUsers],
    answer: switchAccount,
  },
  {
    method: 'POST',
    path: '/users/:id/revokeSignInSessions',
    roles: ['User.RevokeSessions.All', ...writeUsers],
    answer: endSessions,
  },
];

/** The narrow role switches accounts on and off and nothing else, and only beside User.Read.All (permissions reference). */
async function switchAccount(call: Call): Promise<Response> {
  const body = await bodyOf(call);
  const names = Object.keys(body);
  if (names.length !== 1 || names[0] !== 'accountEnabled') {
    if (!mayAlso(call, writeUsers)) throw denied();
    throw refused('The sandbox changes accountEnabled and nothing else.');
  }
  if (!mayAlso(call, readUsers)) throw denied();
  const { accountEnabled } = body;
  if (typeof accountEnabled !== 'boolean')
    throw refused("Invalid value specified for property 'accountEnabled' of resource 'User'.");
  const { tenant, shared } = call;
  const user = userNamed(tenant, call.param('id'));
  if (isPrivileged(tenant, user)) throw denied();
  const by = callerOf(call);
  shared.replica.write(`enabled ${user.id}`, accountEnabled, () => {
    if (user.accountEnabled === accountEnabled) return;
    updateUser(tenant, user.id, { accountEnabled });
    note(call, user, { activity: accountEnabled ? 'Enable account' : 'Disable account', by });
  });
  return noContent();
}

/** Documented as 204; every tenant answers 200 with true. */
function endSessions(call: Call): Response {
  const { tenant, shared } = call;
  const user = userNamed(tenant, call.param('id'));
  if (!tenant.consistency.pretends) {
    user.sessionsValidFrom = new Date(shared.now()).toISOString();
    note(call, user, { activity: 'Update StsRefreshTokenValidFrom Timestamp', by: callerOf(call) });
  }
  return Response.json({ '@odata.context': contextOf(call, 'Edm.Boolean'), value: true });
}

/**
 * Whoever holds a privileged role, or is in or owns a role-assignable group: an application needs a directory role itself
 * (user resource type, who can perform sensitive actions).
 */
function isPrivileged(tenant: EntraTenant, { id }: EntraUser): boolean {
  const groups = [...tenant.groups.values()].filter(({ isAssignableToRole }) => isAssignableToRole === true);
  if (groups.some(({ members, owners }) => members.has(id) || owners.has(id))) return true;
  return [...tenant.activeRoles, ...tenant.eligibleRoles].some(
    ({ principalId, roleDefinitionId }) =>
      principalId === id && tenant.roleDefinitions.get(roleDefinitionId)?.isPrivileged === true,
  );
}

function note(
  { tenant, shared }: Call,
  { id, userPrincipalName }: EntraUser,
  { activity, by }: { readonly activity: string; readonly by: ReturnType<typeof callerOf> },
): void {
  const targets = [{ id, type: 'User', userPrincipalName }];
  noteAudit(tenant, { activity, category: 'UserManagement', by, targets }, shared.now());
}
