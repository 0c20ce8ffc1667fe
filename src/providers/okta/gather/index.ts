/** The facts that Okta can tell, read live. */
import type { OktaIdentity } from '../../../config/config.ts';
import type { MethodsPolicy } from '../../../domain/entra-policy.ts';
import type { LiveFactName, LiveFacts } from '../../../domain/fact.ts';
import type { FactorFact } from '../../../domain/factor.ts';
import type { OktaPolicies } from '../../../domain/okta-policy.ts';
import type { Clock } from '../../../lib/clock.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { Gather, GatherContext } from '../../provider.ts';
import { OktaUser } from '../account.ts';
import type { OktaClient } from '../client.ts';
import { isNotFound } from '../errors.ts';
import { readBatch } from '../factors.ts';
import { gatherAgentPools } from './agents.ts';
import { gatherApiTokens, gatherOwnCredentials } from './api-tokens.ts';
import { type AppAccounts, readAppAccounts } from './app-accounts.ts';
import { gatherLeaverPaths, keyedAppsOf, readApps } from './apps.ts';
import { gatherBreakGlass } from './break-glass.ts';
import { createKeyEnds, gatherFederationCertificates, gatherSigningCertificates } from './certificates.ts';
import { importGuards, readEvents, toProvisioningLog, troublesIn } from './log.ts';
import { gatherPolicies } from './policies.ts';
import { gatherPushMappings } from './push-mappings.ts';
import { findRoleGroups, gatherRoleGroups, gatherRoles } from './roles.ts';

type Readers = { readonly [N in LiveFactName]?: (context: GatherContext) => Promise<LiveFacts[N]> };

export interface GatherOptions {
  readonly concurrency: number;
  /** What Lockstep itself signs in with. */
  readonly identity: OktaIdentity;
}

export function createGather(
  client: OktaClient,
  clock: Clock,
  { concurrency, identity }: GatherOptions,
): Gather {
  const appsOnce = oncePerRun(async () => await readApps(client));
  const accountsOnce = oncePerRun(async (context) => await readAppAccounts(client, await appsOnce(context)));
  const eventsOnce = oncePerRun(async () => await readEvents(client, clock));
  const readEnd = createKeyEnds(client);
  const readers: Readers = {
    roles: async () => await gatherRoles(client, async () => await findRoleGroups(client)),
    roleHolders: async ({ fact }) => await fact('roles'),
    roleGroups: async () => await gatherRoleGroups(client, await findRoleGroups(client)),
    breakGlass: async ({ breakGlass }) => await gatherBreakGlass(client, clock, breakGlass),
    adminFactors: async (context) => await adminFactors(client, clock, { context, concurrency }),
    adminSignIns: async (context) => await adminSignIns(client, context),
    oktaPolicies: async () => await gatherPolicies(client),
    methodsPolicy: async ({ fact }) => weakMethods(await fact('oktaPolicies')),
    stuckAccounts: async (context) => stuckIn(await accountsOnce(context)),
    leftovers: async (context) => (await accountsOnce(context)).leftovers,
    leaverPaths: async (context) => await gatherLeaverPaths(client, await appsOnce(context)),
    keyedApps: async (context) => await keyedAppsOf(async () => await appsOnce(context)),
    pushMappings: async (context) => await gatherPushMappings(client, await appsOnce(context)),
    provisioningLog: async (context) => toProvisioningLog(await eventsOnce(context)),
    troubles: async (context) => troublesIn(await eventsOnce(context), await appsOnce(context), clock.now()),
    deletionGuards: async (context) => importGuards(await eventsOnce(context)),
    agentPools: async () => await gatherAgentPools(client),
    signingCertificates: async (context) => await gatherSigningCertificates(await appsOnce(context), readEnd),
    federationCertificates: async () => await gatherFederationCertificates(client),
    apiTokens: async () => await gatherApiTokens(client, identity),
    ownCredentials: async () => await gatherOwnCredentials(client, identity),
  };
  return async (name, context) => {
    const read = readers[name];
    if (read === undefined)
      throw new OperatorError('NOT_APPLICABLE', `Okta has no ${name}`, 'Nothing to do.');
    return await read(context);
  };
}

/** Without an app that is provisioned nobody can be stuck; that is no good news either. */
function stuckIn({ stuck, leftovers }: AppAccounts): AppAccounts['stuck'] {
  if (leftovers.apps > 0) return stuck;
  throw new OperatorError('NOT_APPLICABLE', 'no application is provisioned', 'Nothing to do.');
}

/** What several facts rest on is read once for all of them. */
function oncePerRun<T>(read: (context: GatherContext) => Promise<T>): (context: GatherContext) => Promise<T> {
  const known = new WeakMap<GatherContext, Promise<T>>();
  return async (context) => {
    const reading = known.get(context) ?? read(context);
    known.set(context, reading);
    return await reading;
  };
}

/** Phones are on as long as one active enrolment policy allows them. */
function weakMethods({ mfaEnroll }: OktaPolicies): MethodsPolicy {
  const shut = mfaEnroll
    .filter(({ active }) => active)
    .every(({ disabledAuthenticators }) => disabledAuthenticators.includes('phone_number'));
  return { weakEnabled: shut && mfaEnroll.length > 0 ? [] : ['sms', 'voice'] };
}

/** Administrators and registered break-glass accounts: few enough to be read each time. */
async function peopleThatMatter({ fact }: GatherContext): Promise<string[]> {
  const [roles, registered] = await Promise.all([fact('roles'), fact('breakGlass')]);
  const ids = [
    ...roles.map(({ accountId }) => accountId),
    ...registered.flatMap(({ account }) => (account === null ? [] : [account.id])),
  ];
  return [...new Set(ids)];
}

async function adminFactors(
  client: OktaClient,
  clock: Clock,
  { context, concurrency }: { context: GatherContext; concurrency: number },
): Promise<FactorFact> {
  const ids = await peopleThatMatter(context);
  const byAccount = new Map();
  for (let from = 0; from < ids.length; from += concurrency) {
    for (const factors of await readBatch(client, clock, ids.slice(from, from + concurrency)))
      byAccount.set(factors.accountId, factors);
  }
  // One may have been deleted a moment ago; all of them cannot be.
  if (byAccount.size === 0 && ids.length > 0)
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'Okta knows none of its own administrators',
      'Try again later.',
    );
  return { byAccount, population: ids.length, oldest: clock.now() };
}

async function adminSignIns(
  client: OktaClient,
  { fact }: GatherContext,
): Promise<ReadonlyMap<string, Date | null>> {
  const ids = [...new Set((await fact('roles')).map(({ accountId }) => accountId))];
  const known = new Map<string, Date | null>();
  for (const id of ids) {
    try {
      known.set(id, OktaUser.parse((await client.get(`/api/v1/users/${id}`)).body).lastLogin);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return known;
}
