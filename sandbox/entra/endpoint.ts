import type { EntraActor } from '../tenant/entra-logs.ts';
import type { EntraTenant } from '../tenant/entra-tenant.ts';
import type { Caller } from './access-token.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Deltas } from './delta.ts';
import { refused } from './failure.ts';
import type { Listings } from './listing.ts';
import type { Replica } from './replica.ts';
import type { Subscriptions } from './subscriptions.ts';

/** One request that passed authorization. */
export interface Call {
  readonly tenant: EntraTenant;
  readonly caller: Caller;
  readonly request: Request;
  readonly url: URL;
  /** Parameter names in lower case: OData does not mind how they are written. */
  readonly query: ReadonlyMap<string, string>;
  readonly param: (name: string) => string;
  readonly shared: Shared;
}

/** What one stand-in remembers between requests. */
export interface Shared {
  readonly listings: Listings;
  readonly deltas: Deltas;
  readonly audits: AuditTrail;
  readonly replica: Replica;
  /** Milliseconds since 1970, by the vendor's clock. */
  readonly now: () => number;
  readonly subscriptions: Subscriptions;
}

export type Family =
  | 'directory'
  | 'reports'
  | 'conditional-access'
  | 'key-credentials'
  | 'provision-on-demand'
  | 'unmetered';

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /v1.0, in Hono's form: /users/:id */
  readonly path: string;
  /** Any one of these app roles lets the caller in. */
  readonly roles: readonly string[];
  /** Every other query parameter is refused. */
  readonly query?: readonly string[];
  /** Resource units; 1 unless said otherwise. */
  readonly cost?: number;
  readonly family?: Family;
  /** Answers "Invalid language specified" to `Accept-Language: *`, which Node's fetch sends unless told otherwise (msgraph-sdk-javascript #999). */
  readonly localized?: boolean;
  readonly answer: (call: Call) => Response | Promise<Response>;
}

export function noContent(): Response {
  return new Response(null, { status: 204 });
}

export const readUsers: readonly string[] = [
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];
export const readGroups: readonly string[] = [
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
];

/** Some things need a second role beside the endpoint's own. */
export function mayAlso(call: Call, roles: readonly string[]): boolean {
  return roles.some((role) => call.caller.roles.has(role));
}

/** Whom the audit log will name. */
export function callerOf({ tenant, caller }: Call): EntraActor {
  const displayName = tenant.clients.get(caller.clientId)?.displayName ?? caller.clientId;
  return { kind: 'app', displayName };
}

export function contextOf(call: Call, what: string): string {
  return `${call.url.origin}/v1.0/$metadata#${what}`;
}

/** Asked with `ConsistencyLevel: eventual` and `$count=true`: the only way to the advanced queries (learn.microsoft.com/graph/aad-advanced-queries). */
export function isAdvanced({ request, query }: Call): boolean {
  return (
    request.headers.get('consistencylevel')?.toLowerCase() === 'eventual' && query.get('$count') === 'true'
  );
}

export async function bodyOf(call: Call): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await call.request.json();
    // An object that came out of JSON has string keys.
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {}
  throw refused(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}
