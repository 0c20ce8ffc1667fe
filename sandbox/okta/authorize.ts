import { type Doer, partyOf } from '../tenant/okta-changes.ts';
import type { OktaTenant } from '../tenant/okta-tenant.ts';
import { invalidToken, noPermission, OktaFailure } from './failure.ts';
import type { TokenServer } from './tokens.ts';

export interface Doorkeeper {
  readonly tenant: OktaTenant;
  readonly tokens: TokenServer;
  readonly now: () => number;
}

/** Who asks. Rate limits are kept apart by `id`; the System Log names `doer`. */
export interface Caller {
  readonly id: string;
  readonly doer: Doer | null;
}

/** Lets a request through to `scope`, and says in whose name it came. */
export function authorize(
  request: Request,
  scope: string | readonly string[] | null,
  door: Doorkeeper,
): Caller {
  if (scope === null) return { id: 'anonymous', doer: null };
  const [scheme = '', secret = ''] = (request.headers.get('authorization') ?? '').split(' ');
  const holder = scheme === 'SSWS' ? bySsws(secret, door) : byAccessToken({ request, scheme, secret }, door);
  // What may change a thing may read it too.
  const holds = (name: string): boolean =>
    holder.scopes.includes(name) || holder.scopes.includes(name.replace(/\.read$/, '.manage'));
  const enough = typeof scope === 'string' ? holds(scope) : scope.every(holds);
  if (!enough) throw noPermission();
  return holder;
}

interface Holder extends Caller {
  readonly scopes: readonly string[];
}

/** A token dies with the account that made it (Okta, Create an API token). */
function bySsws(secret: string, { tenant }: Doorkeeper): Holder {
  const token = tenant.apiTokens.get(secret);
  const owner = tenant.users.get(token?.userId ?? '');
  if (token === undefined || owner?.status !== 'ACTIVE') throw invalidToken();
  return { id: token.id, scopes: token.scopes, doer: { actor: partyOf(owner), tokenId: token.id } };
}

interface Shown {
  readonly request: Request;
  readonly scheme: string;
  readonly secret: string;
}

/** Tokens of an app that was deactivated are refused at once. */
function byAccessToken({ request, scheme, secret }: Shown, { tenant, tokens, now }: Doorkeeper): Holder {
  const token = tokens.issued.get(secret);
  const expected = token?.boundTo === null ? 'Bearer' : 'DPoP';
  if (token === undefined || token.expiresAt <= now() || scheme !== expected) throw invalidToken();
  const client = tenant.clients.get(token.clientId);
  if (client?.status !== 'ACTIVE') throw invalidToken();
  if (token.boundTo !== null) checkProof(request, secret, { tokens, now, boundTo: token.boundTo });
  const { clientId: id, label } = client;
  const actor = { id, type: 'PublicClientApp', alternateId: id, displayName: label, detailEntry: null };
  return { id, scopes: token.scopes, doer: { actor } };
}

function checkProof(
  request: Request,
  token: string,
  door: Pick<Doorkeeper, 'tokens' | 'now'> & { boundTo: string },
): void {
  const [url = request.url] = request.url.split('?');
  const demand = { method: request.method, url, now: door.now(), token };
  const checked = door.tokens.proofs.check(request.headers.get('dpop'), demand);
  if (typeof checked !== 'string') throw new OktaFailure(400, checked.error, checked.description);
  if (checked !== door.boundTo)
    throw new OktaFailure(400, 'invalid_dpop_proof', 'The DPoP proof is of another key.');
}
