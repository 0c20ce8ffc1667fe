import type { EntraClient, EntraTenant } from '../tenant/entra-tenant.ts';
import {
  malformedAssertion,
  outOfTime,
  unknownKey,
  wrongAudience,
  wrongSignature,
  wrongSubject,
} from './aadsts.ts';
import { isSignedBy, type Jwt, readJwt, readPem } from './jwt.ts';

export interface Desk {
  readonly tenant: EntraTenant;
  /** The token endpoint's own address. */
  readonly endpoint: string;
  readonly now: () => number;
}

/** How far the two clocks may be apart. */
const TOLERANCE_MS = 300_000;

/** Throws unless the assertion stands for the client: signed by its certificate, or by a workload identity it trusts. */
export function checkAssertion(text: string, client: EntraClient, desk: Desk): void {
  const jwt = readJwt(text);
  if (jwt === null) throw malformedAssertion();
  if (jwt.claims.iss === client.clientId) checkOwn(jwt, client, desk);
  else checkFederated(jwt, client);
  checkTime(jwt, desk.now());
}

function checkOwn(jwt: Jwt, client: EntraClient, { tenant, endpoint }: Desk): void {
  const named = [jwt.header['x5t#S256'], jwt.header.x5t, jwt.header.kid].filter(
    (thumbprint) => typeof thumbprint === 'string',
  );
  const keys = (client.certificates ?? []).map(readPem);
  const candidates = keys.filter(
    ({ thumbprints }) => thumbprints.length === 0 || named.some((name) => thumbprints.includes(name)),
  );
  if (candidates.length === 0) throw unknownKey();
  if (!candidates.some(({ key }) => isSignedBy(jwt, key))) throw wrongSignature();
  const authority = 'https://login.microsoftonline.com';
  const names = [tenant.tenantId, tenant.initialDomain];
  const audiences = names.flatMap((name) => [
    `${authority}/${name}/oauth2/v2.0/token`,
    `${authority}/${name}/v2.0`,
  ]);
  if (![endpoint, ...audiences].includes(String(jwt.claims.aud))) throw wrongAudience();
  if (jwt.claims.sub !== client.clientId) throw malformedAssertion();
}

function checkFederated(jwt: Jwt, client: EntraClient): void {
  const { iss, sub, aud } = jwt.claims;
  const record = client.federated?.find(({ issuer, subject }) => issuer === iss && subject === sub);
  if (record === undefined) throw wrongSubject();
  if (![aud].flat().includes('api://AzureADTokenExchange')) throw wrongSubject();
  if (!isSignedBy(jwt, readPem(record.publicKey).key)) throw wrongSignature();
}

function checkTime(jwt: Jwt, now: number): void {
  const expires = Number(jwt.claims.exp) * 1000;
  const begins = Number(jwt.claims.nbf ?? jwt.claims.iat ?? 0) * 1000;
  // A missing or unreadable exp is NaN, which no comparison lets through.
  if (!(now - TOLERANCE_MS < expires) || !(begins <= now + TOLERANCE_MS)) throw outOfTime();
}
