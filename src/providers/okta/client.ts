import http from 'node:http';
import https from 'node:https';
import { z } from 'zod';
import type { OktaConfig, OktaIdentity } from '../../config/config.ts';
import type { Clock } from '../../lib/clock.ts';
import { checkedEndpoint } from '../../lib/endpoint.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { type Budget, createBudget } from './budget.ts';
import { sleep, withRetries } from './retry.ts';
import { createExecutor, createSdk, type Sdk, type SdkResponse } from './sdk.ts';
import { guardToken } from './token.ts';

export interface Answer {
  readonly body: unknown;
  readonly header: (name: string) => string | null;
}

export interface OktaPage {
  readonly items: readonly unknown[];
  /** Path of the next page; null on the last one. */
  readonly next: string | null;
  /** The vendor's clock when it answered; null when the answer carries no date. */
  readonly date: Date | null;
}

/** One thing that Okta is told to do. */
export interface Change {
  readonly method: 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it is so already, read live: Okta may have done it before its answer was lost. */
  readonly settled: () => Promise<boolean>;
}

/** One org in the name of one identity. */
export interface OktaClient {
  /** GET with retries; the path begins with /api/v1. Throws OperatorErrors. */
  readonly get: (path: string) => Promise<Answer>;
  /** Follows rel="next", an empty page included; never to another host, never in a circle. */
  readonly pages: (path: string) => AsyncGenerator<OktaPage>;
  /** One page, with the vendor's clock when it answered. */
  readonly page: (path: string) => Promise<OktaPage>;
  /** Every item of every page, in memory: for lists that are short by nature. */
  readonly list: (path: string) => Promise<readonly unknown[]>;
  /** POST whose answer is needed; a further try does it once more. The path begins with /api/v1. */
  readonly ask: (path: string, body: object) => Promise<unknown>;
  /** Asks `settled` before every further try. Nothing of the answer is kept: some hold secrets. */
  readonly send: (change: Change) => Promise<void>;
  /** What the token endpoint granted; null = an API token, which does not say. */
  readonly granted: () => Promise<readonly string[] | null>;
  readonly budget: Budget;
  readonly close: () => void;
}

export interface ClientTools {
  readonly identity: OktaIdentity;
  readonly scopes: readonly string[];
  readonly clock: Clock;
  readonly limits: { readonly rateShare: number; readonly concurrency: number };
}

export function createClient(config: Pick<OktaConfig, 'orgUrl'>, tools: ClientTools): OktaClient {
  const base = checkedEndpoint('OKTA_ORG_URL', config.orgUrl);
  const agent = new (base.startsWith('https:') ? https : http).Agent({
    keepAlive: true,
    maxSockets: tools.limits.concurrency,
  });
  const executor = createExecutor(agent);
  const sdk = createSdk(base, tools, executor);
  const guarded = sdk.oauth !== undefined && tools.identity.kind === 'key';
  const granted = guarded
    ? guardToken(sdk.oauth, executor, tools.clock)
    : async () => await Promise.resolve(null);
  const budget = createBudget(tools.clock, tools.limits.rateShare);
  const at = { sdk, base, budget };
  const get = async (path: string): Promise<Answer> =>
    await withRetries(async () => await readOnce(at, { method: 'GET', path }), { path, budget });
  const send = async (change: Change): Promise<void> => await sendUntilSettled(at, change);
  const ask = async (path: string, body: object): Promise<unknown> =>
    await withRetries(async () => (await readOnce(at, { method: 'POST', path, body })).body, {
      path,
      method: 'POST',
      budget,
    });
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
  const pages = async function* (path: string): AsyncGenerator<OktaPage> {
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
      const found: OktaPage = await page(at);
      at = found.next;
      yield found;
    }
  };
  const list = async (path: string): Promise<readonly unknown[]> => {
    const all: unknown[] = [];
    for await (const { items } of pages(path)) all.push(...items);
    return all;
  };
  return { get, page, pages, list, ask, send, granted, budget, close: () => agent.destroy() };
}

interface Org {
  readonly sdk: Sdk;
  readonly base: string;
  readonly budget: Budget;
}

async function readOnce(org: Org, call: Call): Promise<Answer> {
  const { text, header } = await callOnce(org, call);
  try {
    return { body: JSON.parse(text), header };
  } catch (error) {
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      `Okta answered ${call.path.split('?')[0]} with something that is not JSON`,
      'Check OKTA_ORG_URL; a proxy may have answered instead.',
      error,
    );
  }
}

async function sendUntilSettled(org: Org, change: Change): Promise<void> {
  let tried = false;
  const once = async (): Promise<void> => {
    if (tried && (await change.settled())) return;
    tried = true;
    await callOnce(org, change);
  };
  await withRetries(once, { ...change, budget: org.budget });
}

interface Call {
  readonly method: 'GET' | Change['method'];
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

async function callOnce(
  { sdk, base, budget }: Org,
  { method, path, headers, body }: Call,
): Promise<{ readonly text: string; readonly header: Answer['header'] }> {
  const wait = budget.hold(path);
  if (wait > 0) await sleep(wait);
  // Upper case: the SDK signs it into the DPoP proof as it stands (RFC 9449, htm).
  const request = {
    method,
    headers: {
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const response: SdkResponse = await sdk.http.http(`${base}${path}`, request, {
    isCollection: true,
    resources: [],
  });
  const header = (name: string): string | null => response.headers.get(name);
  budget.note(path, header);
  return { text: await response.text(), header };
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
