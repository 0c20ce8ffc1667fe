import http from 'node:http';
import https from 'node:https';
import okta from '@okta/okta-sdk-nodejs';
import { z } from 'zod';
import type { OktaConfig, OktaIdentity } from '../../config/config.ts';
import type { Clock } from '../../lib/clock.ts';
import { checkedEndpoint } from '../../lib/endpoint.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { type Budget, createBudget } from './budget.ts';
import { sleep, withRetries } from './retry.ts';
import { type Executor, guardToken, type SdkOAuth } from './token.ts';

export interface Answer {
  readonly body: unknown;
  readonly header: (name: string) => string | null;
}

export interface OktaPage {
  readonly items: readonly unknown[];
  /** Path of the next page; null on the last one. */
  readonly next: string | null;
  /** null when the answer carries no date. */
  readonly date: Date | null;
}

/** Reads of one org in the name of one identity. */
export interface OktaClient {
  /** GET with retries; the path begins with /api/v1. Throws OperatorErrors. */
  readonly get: (path: string) => Promise<Answer>;
  /** Follows rel="next", an empty page included; never to another host, never in a circle. */
  readonly pages: (
    path: string,
  ) => AsyncGenerator<{ readonly items: readonly unknown[]; readonly next: string | null }>;
  /** One page, with the vendor's clock when it answered. */
  readonly page: (path: string) => Promise<OktaPage>;
  /** Every item of every page, in memory: for lists that are short by nature. */
  readonly list: (path: string) => Promise<readonly unknown[]>;
  readonly budget: Budget;
  readonly close: () => void;
}

export interface ClientTools {
  readonly clock: Clock;
  readonly limits: { readonly rateShare: number; readonly concurrency: number };
}

const PER_TRY_MS = 30_000;

/** The scopes of reading; the org may grant fewer, and `doctor` says what is then off. */
export const readScopes = [
  'okta.users.read',
  'okta.groups.read',
  'okta.roles.read',
  'okta.policies.read',
  'okta.apps.read',
  'okta.logs.read',
  'okta.agentPools.read',
  'okta.idps.read',
  'okta.apiTokens.read',
];

/** As much of the SDK as is used; its own types are looser. */
interface Sdk {
  readonly http: { readonly http: (url: string, request: object, context: object) => Promise<SdkResponse> };
  readonly oauth?: SdkOAuth;
}

interface SdkResponse {
  readonly text: () => Promise<string>;
  readonly headers: { readonly get: (name: string) => string | null };
}

export function createClient(config: OktaConfig, identity: OktaIdentity, tools: ClientTools): OktaClient {
  const base = checkedEndpoint('OKTA_ORG_URL', config.orgUrl);
  const agent = new (base.startsWith('https:') ? https : http).Agent({
    keepAlive: true,
    maxSockets: tools.limits.concurrency,
  });
  const executor = createExecutor(agent);
  const sdk = createSdk(base, identity, executor);
  if (sdk.oauth !== undefined && identity.kind === 'key') guardToken(sdk.oauth, executor, tools.clock);
  const budget = createBudget(tools.clock, tools.limits.rateShare);
  const get = async (path: string): Promise<Answer> =>
    await withRetries(async () => await getOnce(sdk, base, path, budget), path, budget);
  const page = async (path: string): Promise<OktaPage> => {
    const { body, header } = await get(path);
    const items = z.array(z.unknown()).safeParse(body);
    if (!items.success)
      throw new OperatorError(
        'EVIDENCE_INCOMPLETE',
        `Okta answered ${path.split('?')[0]} with something that is not a list`,
        'Try again later.',
      );
    const date = Date.parse(header('date') ?? '');
    const next = nextPath(header('link'), base);
    return { items: items.data, next, date: Number.isNaN(date) ? null : new Date(date) };
  };
  const pages = async function* (
    path: string,
  ): AsyncGenerator<{ items: readonly unknown[]; next: string | null }> {
    const visits = new Map<string, number>();
    for (let at: string | null = path; at !== null; ) {
      if ((visits.get(at) ?? 0) > 1)
        throw new OperatorError(
          'EVIDENCE_INCOMPLETE',
          `Okta's pages of ${path.split('?')[0]} lead in a circle`,
          'Try again later.',
        );
      // An empty page may lead to itself once: its items were not ready.
      visits.set(at, (visits.get(at) ?? 0) + 1);
      const { items, next } = await page(at);
      at = next;
      yield { items, next };
    }
  };
  const list = async (path: string): Promise<readonly unknown[]> => {
    const all: unknown[] = [];
    for await (const { items } of pages(path)) all.push(...items);
    return all;
  };
  return { get, page, pages, list, budget, close: () => agent.destroy() };
}

/** Every field is given, because the SDK fills what is left out from okta.yaml files and OKTA_CLIENT_ variables. */
function createSdk(orgUrl: string, identity: OktaIdentity, requestExecutor: Executor): Sdk {
  const shared = { orgUrl, cacheMiddleware: null, requestExecutor: requestExecutor as never };
  const client =
    identity.kind === 'token'
      ? new okta.Client({ ...shared, authorizationMode: 'SSWS', token: identity.token })
      : new okta.Client({
          ...shared,
          authorizationMode: 'PrivateKey',
          clientId: identity.clientId,
          scopes: readScopes,
          privateKey: identity.privateKey,
          ...(identity.keyId === null ? {} : { keyId: identity.keyId }),
        });
  // The declared types leave out `oauth` and the raw `http` method, which exist since 1.x (client.js).
  return client as unknown as Sdk;
}

/** One try, with an end: retries stand above the SDK, where each gets a DPoP proof of its own. */
function createExecutor(agent: http.Agent): Executor {
  const executor = new okta.DefaultRequestExecutor({ maxRetries: 0, requestTimeout: 0 });
  const send = executor.fetch.bind(executor);
  const patient = executor as unknown as Executor;
  patient.fetch = async (request) =>
    (await send({ ...request, agent, timeout: PER_TRY_MS } as never)) as never;
  return patient;
}

async function getOnce(sdk: Sdk, base: string, path: string, budget: Budget): Promise<Answer> {
  const wait = budget.hold(path);
  if (wait > 0) await sleep(wait);
  // Upper case: the SDK signs it into the DPoP proof as it stands (RFC 9449, htm).
  const request = { method: 'GET', headers: { Accept: 'application/json' } };
  const response = await sdk.http.http(`${base}${path}`, request, { isCollection: true, resources: [] });
  const header = (name: string): string | null => response.headers.get(name);
  budget.note(path, header);
  const text = await response.text();
  try {
    return { body: JSON.parse(text), header };
  } catch (error) {
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      `Okta answered ${path.split('?')[0]} with something that is not JSON`,
      'Check OKTA_ORG_URL; a proxy may have answered instead.',
      error,
    );
  }
}

/** A link to another host would carry the token there. */
function nextPath(link: string | null, base: string): string | null {
  const url = /<([^>]+)>\s*;\s*rel="next"/.exec(link ?? '')?.[1];
  if (url === undefined) return null;
  if (!url.startsWith(`${base}/`)) {
    throw new OperatorError(
      'FOREIGN_LINK',
      "Okta's next page leads to another host; it was not followed",
      'Check OKTA_ORG_URL: use the address that Okta itself uses in links.',
    );
  }
  return url.slice(base.length);
}
