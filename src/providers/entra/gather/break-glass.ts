import { z } from 'zod';
import type { BreakGlassAccount, BreakGlassEntry, BreakGlassState } from '../../../domain/break-glass.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { moment } from '../../moment.ts';
import { plainError } from '../../plain-errors.ts';
import { GraphUser, toAccount, userFields } from '../account.ts';
import { isNotFound } from '../errors.ts';
import { factorsIn, personalMethodsIn } from '../factors.ts';
import type { Graph } from '../graph.ts';
import { typeOf } from '../look-up.ts';

const fields =
  'id,userPrincipalName,mail,displayName,accountEnabled,userType,onPremisesSyncEnabled,createdDateTime,passwordPolicies,lastPasswordChangeDateTime,mobilePhone,otherMails,assignedPlans';
const Detail = GraphUser.extend({
  passwordPolicies: z.string().nullish(),
  lastPasswordChangeDateTime: moment,
  mobilePhone: z.string().nullish(),
  otherMails: z.array(z.string()).nullish(),
  assignedPlans: z
    .array(z.object({ service: z.string().nullish(), capabilityStatus: z.string().nullish() }))
    .nullish(),
});
const Activity = z.object({ signInActivity: z.object({ lastSuccessfulSignInDateTime: moment }).nullish() });
const Id = z.object({ id: z.string() });

/** Everything that is judged of each registered account, read live by user principal name. */
export async function gatherBreakGlass(
  graph: Graph,
  entries: readonly BreakGlassEntry[],
): Promise<readonly BreakGlassAccount[]> {
  return await Promise.all(entries.map(async (entry) => ({ entry, account: await readState(graph, entry) })));
}

async function readState(graph: Graph, entry: BreakGlassEntry): Promise<BreakGlassState | null> {
  const raw = await find(graph, entry.login);
  if (raw === null) return await findDeleted(graph, entry.login);
  const user = Detail.parse(raw);
  const account = toAccount(raw);
  const own = `/users/${user.id}`;
  const [methods, groupIds, inactiveCustodians, lastSignInAt] = await Promise.all([
    attempt(async () => await graph.get(`${own}/authentication/methods`)),
    attempt(async () => await readGroupIds(graph, own)),
    attempt(async () => await inactiveOf(graph, entry.custodians)),
    attempt(
      async () =>
        Activity.parse(await graph.get(`${own}?$select=signInActivity`)).signInActivity
          ?.lastSuccessfulSignInDateTime ?? null,
    ),
  ]);
  return {
    id: account.id,
    login: account.login,
    status: account.status,
    softDeleted: false,
    type: account.type,
    synced: account.synced,
    credentialProvider: 'ENTRA',
    passwordChangedAt: user.lastPasswordChangeDateTime,
    passwordNeverExpires: user.passwordPolicies?.includes('DisablePasswordExpiration') === true,
    blocks: [],
    factors: methods instanceof Error ? methods : factorsIn(methods),
    groupIds,
    personalTraces: [
      ...(user.mobilePhone ? ['mobilePhone'] : []),
      ...((user.otherMails ?? []).length > 0 ? ['otherMails'] : []),
      // A licence may be there for other reasons; a mailbox is somebody's.
      ...((user.assignedPlans ?? []).some(isMailbox) ? ['mailbox'] : []),
      ...(methods instanceof Error ? [] : personalMethodsIn(methods)),
    ],
    inactiveCustodians,
    lastSignInAt,
  };
}

/**
 * An account in the recycle bin can still be restored. Its id stands before its name there, which frees the name for others
 * (Graph, directory deletedItems).
 */
async function findDeleted(graph: Graph, login: string): Promise<BreakGlassState | null> {
  const path = `/directory/deletedItems/microsoft.graph.user?$select=${userFields}&$top=999`;
  const raw = (await graph.list(path)).find((item) => {
    const { id, userPrincipalName } = GraphUser.parse(item);
    const name = userPrincipalName.toLowerCase().replace(id.replaceAll('-', ''), '');
    return name === login.toLowerCase() || id === login;
  });
  if (raw === undefined) return null;
  const account = toAccount(raw);
  const gone = new OperatorError('NOT_FOUND', 'it is in the recycle bin', 'Restore it, or register another.');
  return {
    id: account.id,
    login,
    status: 'disabled',
    softDeleted: true,
    type: account.type,
    synced: account.synced,
    credentialProvider: 'ENTRA',
    passwordChangedAt: null,
    passwordNeverExpires: null,
    blocks: [],
    factors: gone,
    groupIds: gone,
    personalTraces: [],
    inactiveCustodians: gone,
    lastSignInAt: gone,
  };
}

async function readGroupIds(graph: Graph, own: string): Promise<readonly string[]> {
  const all = await graph.list(`${own}/transitiveMemberOf?$top=999`);
  return all.filter((item) => typeOf(item).endsWith('.group')).map((item) => Id.parse(item).id);
}

function isMailbox(plan: { readonly service?: unknown; readonly capabilityStatus?: unknown }): boolean {
  return plan.service === 'exchange' && plan.capabilityStatus === 'Enabled';
}

/** Custodians that this directory does not know as enabled accounts. */
async function inactiveOf(graph: Graph, custodians: readonly string[]): Promise<readonly string[]> {
  const users = await Promise.all(
    custodians.map(async (login) => ({ login, user: await find(graph, login) })),
  );
  return users
    .filter(({ user }) => user === null || !Detail.parse(user).accountEnabled)
    .map(({ login }) => login);
}

async function find(graph: Graph, login: string): Promise<unknown> {
  try {
    return await graph.get(`/users/${encodeURIComponent(login)}?$select=${fields}`);
  } catch (error) {
    // Only a 404 is a deletion; a refusal is a refusal.
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function attempt<T>(read: () => Promise<T>): Promise<T | Error> {
  try {
    return await read();
  } catch (error) {
    return plainError(error);
  }
}
