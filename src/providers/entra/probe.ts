import type { Clock } from '../../lib/clock.ts';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import type { Permission, Probe } from '../provider.ts';
import type { TokenSource } from './credential.ts';
import { grantedRoles } from './granted-roles.ts';
import type { Graph } from './graph.ts';
import { actorPermissions, watcherPermissions } from './permissions.ts';

export interface ActingIdentity {
  readonly token: TokenSource;
  /** Configured for itself; otherwise the watcher acts as far as it may, and reading alone is a choice. */
  readonly own: boolean;
}

interface Watching {
  readonly graph: Graph;
  readonly token: TokenSource;
  readonly clock: Clock;
}

export async function probeEntra({ graph, token, clock }: Watching, acting: ActingIdentity): Promise<Probe> {
  try {
    const granted = grantedRoles(await token());
    await reach(graph);
    const date = graph.lastDate();
    return {
      reachable: true,
      authenticated: true,
      permissions: [
        ...watcherPermissions.map((needed) => ({
          ...needed,
          granted: granted?.includes(needed.name) ?? null,
        })),
        ...(await probeActing(acting)),
      ],
      headroom: [],
      ...(date === null ? {} : { clockSkewMs: date.getTime() - clock.now().getTime() }),
    };
  } catch (error) {
    const code = error instanceof OperatorError ? error.code : 'UNEXPECTED';
    const next = error instanceof OperatorError ? error.next : 'Try again.';
    const reachable = code !== 'PROVIDER_UNAVAILABLE' && code !== 'EVIDENCE_INCOMPLETE';
    return {
      reachable,
      authenticated: false,
      permissions: [],
      headroom: [],
      problem: { code, what: reasonOf(error), next },
    };
  }
}

/** Being refused is being reached: which permission is missing is said below. */
async function reach(graph: Graph): Promise<void> {
  try {
    await graph.get('/organization?$select=id');
  } catch (error) {
    if (!(error instanceof OperatorError && error.code === 'NOT_PERMITTED')) throw error;
  }
}

/** Never a reason to call Entra ID unreachable: watching and checks do without it. */
async function probeActing({ token, own }: ActingIdentity): Promise<readonly Permission[]> {
  const { granted, because } = await grantedTo(token);
  const reading = new Set(watcherPermissions.map(({ name }) => name));
  return actorPermissions
    .filter(({ name }) => own || !reading.has(name))
    .map(({ name, feature, optional = false }) => ({
      name,
      granted: granted?.includes(name) ?? null,
      feature: own && because !== null ? `${feature} (the acting identity: ${because})` : feature,
      ...(own && !optional ? {} : { optional: true }),
    }));
}

interface Grants {
  /** null = could not be found out. */
  readonly granted: readonly string[] | null;
  readonly because: string | null;
}

async function grantedTo(token: TokenSource): Promise<Grants> {
  try {
    return { granted: grantedRoles(await token()), because: null };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    // Without a token nothing is allowed; a service that is away says nothing.
    return { granted: error.code === 'TOKEN_REJECTED' ? [] : null, because: error.message };
  }
}
