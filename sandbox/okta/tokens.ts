import { randomBytes } from 'node:crypto';
import type { OktaClient, OktaTenant } from '../tenant/okta-tenant.ts';
import { createProofChecker, type ProofChecker } from './dpop.ts';
import { isSignedBy, parseJwt } from './jwt.ts';

interface AccessToken {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  /** Thumbprint of the key that must come along; null = plain Bearer. */
  readonly boundTo: string | null;
}

/** The org authorization server: client credentials with private_key_jwt, and what it gave out. */
export interface TokenServer {
  readonly issued: ReadonlyMap<string, AccessToken>;
  readonly proofs: ProofChecker;
  readonly answer: (request: Request) => Promise<Response>;
  /** No token given out so far is good any more. */
  readonly revokeAll: () => void;
}

const hour = 3_600_000;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

class TokenRefusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

export function createTokenServer(tenant: OktaTenant, now: () => number): TokenServer {
  const issued = new Map<string, AccessToken>();
  const proofs = createProofChecker();
  const usedAssertions = new Set<unknown>();
  const issue = async (request: Request): Promise<Response> => {
    const form = new URLSearchParams(await request.text());
    if (form.get('grant_type') !== 'client_credentials') {
      throw new TokenRefusal(400, 'unsupported_grant_type', 'The grant type is not supported.');
    }
    const url = new URL(request.url);
    const endpoint = `${url.origin}${url.pathname}`;
    const client = authenticate(form, { tenant, endpoint, now: now(), used: usedAssertions });
    const boundTo = client.dpop ? boundKey(request, endpoint) : null;
    const scopes = grantedScopes(form, client);
    const token = randomBytes(24).toString('base64url');
    issued.set(token, { clientId: client.clientId, scopes, expiresAt: now() + hour, boundTo });
    const type = boundTo === null ? 'Bearer' : 'DPoP';
    return Response.json({
      token_type: type,
      expires_in: 3600,
      access_token: token,
      scope: scopes.join(' '),
    });
  };
  const boundKey = (request: Request, url: string): string => {
    const checked = proofs.check(request.headers.get('dpop'), {
      method: 'POST',
      url,
      now: now(),
      token: null,
    });
    if (typeof checked === 'string') return checked;
    throw new TokenRefusal(400, checked.error, checked.description);
  };
  return {
    issued,
    proofs,
    revokeAll: () => issued.clear(),
    answer: async (request) => {
      try {
        return await issue(request);
      } catch (error) {
        if (!(error instanceof TokenRefusal)) throw error;
        const headers: Record<string, string> =
          error.code === 'use_dpop_nonce' ? { 'dpop-nonce': proofs.nonce() } : {};
        const body = { error: error.code, error_description: error.message };
        return Response.json(body, { status: error.status, headers });
      }
    },
  };
}

interface Proving {
  readonly tenant: OktaTenant;
  readonly endpoint: string;
  readonly now: number;
  readonly used: Set<unknown>;
}

function authenticate(form: URLSearchParams, { tenant, endpoint, now, used }: Proving): OktaClient {
  const refuse = (why: string) => new TokenRefusal(401, 'invalid_client', why);
  const jwt = parseJwt(form.get('client_assertion') ?? '');
  if (form.get('client_assertion_type') !== assertionType || jwt === null) {
    throw refuse('The client_assertion is missing or malformed.');
  }
  const { header, claims } = jwt;
  const client = tenant.clients.get(String(claims['sub']));
  if (client === undefined || client.status !== 'ACTIVE' || claims['iss'] !== claims['sub']) {
    throw refuse("The 'sub' or 'iss' claim of the client_assertion names no active client.");
  }
  const keys = client.keys.filter(({ kid }) => header['kid'] === undefined || kid === header['kid']);
  if (!keys.some((key) => isSignedBy(jwt, key))) throw refuse('The client_assertion signature is invalid.');
  if (claims['aud'] !== endpoint) throw refuse("The 'aud' claim of the client_assertion is invalid.");
  const expires = Number(claims['exp']) * 1000;
  if (!(expires > now)) throw refuse('The client_assertion token is expired.');
  if (expires > now + hour) throw refuse("The 'exp' claim of the client_assertion is over an hour ahead.");
  const issuedAt = claims['iat'] === undefined ? now : Number(claims['iat']) * 1000;
  if (issuedAt > now + 300_000) throw refuse('The client_assertion token was issued in the future.');
  // The nonce dance sends one assertion twice; without it an assertion serves once.
  if (claims['jti'] !== undefined && !client.dpop) {
    if (used.has(claims['jti'])) throw refuse('The client_assertion token has already been used.');
    used.add(claims['jti']);
  }
  return client;
}

/** One scope that was not granted refuses the whole request. */
function grantedScopes(form: URLSearchParams, client: OktaClient): readonly string[] {
  const asked = (form.get('scope') ?? '').split(' ').filter(Boolean);
  if (asked.length === 0) throw new TokenRefusal(400, 'invalid_scope', 'The scope must be given.');
  const refused = asked.filter((scope) => !client.scopes.includes(scope));
  if (refused.length === 0) return asked;
  const description = `One or more scopes are not configured for the authorization server resource: ${refused.join(' ')}.`;
  throw new TokenRefusal(400, 'invalid_scope', description);
}
