/** The facts that Entra ID can tell, read live. */
import { z } from 'zod';
import type { EntraIdentity } from '../../../config/config.ts';
import type { LiveFactName, LiveFacts } from '../../../domain/fact.ts';
import type { FactorFact } from '../../../domain/factor.ts';
import type { Clock } from '../../../lib/clock.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { moment } from '../../moment.ts';
import type { Gather, GatherContext } from '../../provider.ts';
import { readMethods } from '../factors.ts';
import type { Graph } from '../graph.ts';
import { gatherAppCredentials } from './app-credentials.ts';
import { gatherAutomations } from './automations.ts';
import { gatherBreakGlass } from './break-glass.ts';
import { gatherDirectorySync, gatherSyncErrors } from './directory-sync.ts';
import { gatherFederationCertificates } from './federation.ts';
import { gatherAssignedGroups, gatherLeaverPaths } from './job-details.ts';
import { gatherDeletionGuards, keyedAppsOf, readAllJobs, toSyncJobs } from './jobs.ts';
import { gatherOwnCredentials } from './own-credentials.ts';
import {
  gatherConditionalAccess,
  gatherDomains,
  gatherExclusionGroups,
  gatherGuestTrust,
  gatherMethodsPolicy,
} from './policies.ts';
import { readProvisioningLog } from './provisioning-log.ts';
import { gatherHeld, type Held } from './roles.ts';
import { gatherSigningCertificates } from './signing-certificates.ts';

type Readers = { readonly [N in LiveFactName]?: (context: GatherContext) => Promise<LiveFacts[N]> };

/** `identity` is what Lockstep itself signs in with. */
export function createGather(graph: Graph, clock: Clock, identity: EntraIdentity): Gather {
  const heldOnce = oncePerRun(async () => await gatherHeld(graph));
  const wholeOnce = async (context: GatherContext): Promise<Held> => whole(await heldOnce(context));
  const jobsOnce = oncePerRun(async () => await readAllJobs(graph));
  const logOnce = oncePerRun(async () => await readProvisioningLog(graph, clock));
  const readers: Readers = {
    roles: async (context) => (await wholeOnce(context)).assignments,
    roleHolders: async (context) => (await heldOnce(context)).assignments,
    roleGroups: async (context) => (await wholeOnce(context)).groups,
    breakGlass: async ({ breakGlass }) => await gatherBreakGlass(graph, breakGlass),
    adminFactors: async (context) => await adminFactors(graph, clock, context),
    adminSignIns: async (context) => await adminSignIns(graph, context),
    conditionalAccess: async () => await gatherConditionalAccess(graph),
    domains: async () => await gatherDomains(graph),
    exclusionGroups: async ({ fact }) =>
      await gatherExclusionGroups(graph, await fact('conditionalAccess'), await fact('breakGlass')),
    lifecycleAutomations: async () => await gatherAutomations(graph),
    guestTrust: async () => await gatherGuestTrust(graph),
    methodsPolicy: async () => await gatherMethodsPolicy(graph),
    syncJobs: async (context) => toSyncJobs(await jobsOnce(context)),
    assignedGroups: async (context) => await gatherAssignedGroups(graph, await jobsOnce(context)),
    leaverPaths: async (context) => await gatherLeaverPaths(graph, await jobsOnce(context)),
    deletionGuards: async (context) => await gatherDeletionGuards(graph, await jobsOnce(context)),
    keyedApps: async (context) => await keyedAppsOf(async () => await jobsOnce(context)),
    provisioningLog: async (context) => (await logOnce(context)).log,
    stuckAccounts: async (context) => (await logOnce(context)).stuck,
    directorySync: async () => await gatherDirectorySync(graph),
    syncErrors: async () => await gatherSyncErrors(graph),
    signingCertificates: async () => await gatherSigningCertificates(graph, clock),
    federationCertificates: async () => await gatherFederationCertificates(graph),
    appCredentials: async () => await gatherAppCredentials(graph, identity),
    ownCredentials: async () => await gatherOwnCredentials(graph, clock, identity),
  };
  return async (name, context) => {
    const read = readers[name];
    if (read === undefined)
      throw new OperatorError('NOT_APPLICABLE', `Entra ID has no ${name}`, 'Nothing to do.');
    return await read(context);
  };
}

/** No check judges administrators of whom some are missing. */
function whole(held: Held): Held {
  if (held.unread !== null) throw held.unread;
  return held;
}

/** What several facts rest on is read once for all of them. */
function oncePerRun<T>(read: () => Promise<T>): (context: GatherContext) => Promise<T> {
  const known = new WeakMap<GatherContext, Promise<T>>();
  return async (context) => {
    const reading = known.get(context) ?? read();
    known.set(context, reading);
    return await reading;
  };
}

async function adminIds({ fact }: GatherContext): Promise<readonly string[]> {
  return [...new Set((await fact('roles')).map(({ accountId }) => accountId))];
}

async function adminFactors(graph: Graph, clock: Clock, context: GatherContext): Promise<FactorFact> {
  const registered = (await context.fact('breakGlass')).flatMap(({ account }) =>
    account === null ? [] : [account.id],
  );
  const ids = [...new Set([...(await adminIds(context)), ...registered])];
  const byAccount = await readMethods(graph, clock, ids);
  // One may have been deleted a moment ago; all of them cannot be.
  if (byAccount.size === 0 && ids.length > 0)
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'Entra ID knows none of its own administrators',
      'Try again later.',
    );
  return { byAccount, population: ids.length, oldest: clock.now() };
}

const Activity = z.object({
  signInActivity: z
    .object({ lastSuccessfulSignInDateTime: moment, lastNonInteractiveSignInDateTime: moment })
    .nullish(),
});

/** The successful one: lastSignInDateTime counts failures too. An account without the field has never signed in. */
async function adminSignIns(graph: Graph, context: GatherContext): Promise<ReadonlyMap<string, Date | null>> {
  const ids = await adminIds(context);
  const bodies = await graph.batch(ids.map((id) => `/users/${id}?$select=id,signInActivity`));
  const known = new Map<string, Date | null>();
  for (const [i, body] of bodies.entries()) {
    if (body instanceof OperatorError && body.code === 'NOT_FOUND') continue;
    if (body instanceof OperatorError) throw body;
    const activity = Activity.parse(body).signInActivity;
    const times = [activity?.lastSuccessfulSignInDateTime, activity?.lastNonInteractiveSignInDateTime].filter(
      (time) => time != null,
    );
    known.set(ids[i] ?? '', times.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null);
  }
  // Somebody made and reads this tenant: where no administrator ever signed in, the field is not told.
  if (known.size > 1 && [...known.values()].every((time) => time === null)) {
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'Entra ID told no sign-in of any administrator',
      'Check AuditLog.Read.All and the premium licence.',
    );
  }
  return known;
}
