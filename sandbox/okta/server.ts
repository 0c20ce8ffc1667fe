import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { createGate } from '../lib/limits.ts';
import { listen } from '../lib/listen.ts';
import type { StandIn, StandInOptions } from '../stand-in.ts';
import type { Company } from '../tenant/company.ts';
import type { OktaTenant } from '../tenant/okta-tenant.ts';
import { appDetailEndpoints } from './app-details.ts';
import { authorize, type Caller, type Doorkeeper } from './authorize.ts';
import { connectionEndpoints } from './connections.ts';
import { type Call, createListings, type Endpoint } from './endpoint.ts';
import { factorEndpoints } from './factors.ts';
import { failureAnswer, invalid, noSuchPath, OktaFailure, tooMany } from './failure.ts';
import { groupEndpoints } from './groups.ts';
import { lifecycleEndpoints } from './lifecycle.ts';
import { logEndpoints } from './logs.ts';
import { orgEndpoints } from './org.ts';
import { oktaPaging } from './paging.ts';
import { policyEndpoints } from './policies.ts';
import { pushMappingEndpoints } from './push-mappings.ts';
import { createRates, type Rates, writeRate } from './rates.ts';
import { serveSignIns } from './sign-in.ts';
import { createTokenServer } from './tokens.ts';
import { userEndpoints } from './users.ts';
import { verifyFactorEndpoints } from './verify-factor.ts';

export interface OktaOptions extends StandInOptions {
  /** Requests under way at once before 429, with `limits`. */
  readonly concurrency?: number;
  /** How long an answer takes, with `limits`; without it nothing would ever be under way at once. */
  readonly answerMs?: number;
}

export interface OktaStandIn extends StandIn {
  readonly tenant: OktaTenant;
  /** Every access token so far is refused from now on, as when an administrator revokes them. */
  readonly revokeTokens: () => void;
}

const endpoints: readonly Endpoint[] = [
  ...userEndpoints,
  ...factorEndpoints,
  ...verifyFactorEndpoints,
  ...lifecycleEndpoints,
  ...groupEndpoints,
  ...policyEndpoints,
  ...orgEndpoints,
  ...appDetailEndpoints,
  ...pushMappingEndpoints,
  ...connectionEndpoints,
  ...logEndpoints,
];

/** Okta on loopback: strict about tokens, scopes, parameters and limits. */
export async function startOkta(company: Company, options: OktaOptions = {}): Promise<OktaStandIn> {
  const tenant = company.okta;
  const now = () => Date.now() + (options.clockSkewMs ?? 0);
  const door: Doorkeeper = { tenant, now, tokens: createTokenServer(tenant, now) };
  const app = createApp(door, options);
  const throttled = options.limits === true ? queued(app, options) : (request: Request) => app.fetch(request);
  const standIn = await listen({ answer: throttled, paging: oktaPaging }, options);
  return { ...standIn, tenant, revokeTokens: door.tokens.revokeAll };
}

function createApp(door: Doorkeeper, options: OktaOptions): Hono {
  const app = new Hono();
  const rates = createRates(options.limits === true, door.now);
  const listings = createListings();
  const signIns = serveSignIns(app, door.tenant, door.now);
  const tokenFor = async (request: Request): Promise<Response> =>
    signIns.exchange(request, await request.clone().text()) ?? (await door.tokens.answer(request));
  app.post('/oauth2/v1/token', async ({ req }) => {
    const rate = rates.take(req.path, 'anonymous');
    const answer = rate.allowed ? await tokenFor(req.raw) : failureAnswer(tooMany());
    return dressed(answer, rate);
  });
  for (const endpoint of endpoints) {
    app.on(endpoint.method, endpoint.path, async ({ req }) => {
      const url = new URL(req.url);
      const param = (name: string) => req.param(name) ?? '';
      const async = req.header('prefer') === 'respond-async';
      const body = ['PATCH', 'POST'].includes(endpoint.method) ? await req.text() : '';
      const known = { tenant: door.tenant, now: door.now, listings, doer: null, body };
      const call = { ...known, url, query: url.searchParams, param, async };
      return answerOne(req.raw, call, { endpoint, door, rates });
    });
  }
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) app.all(path, () => wrongMethod());
  app.notFound(() => failureAnswer(noSuchPath()));
  return app;
}

interface Rules {
  readonly endpoint: Endpoint;
  readonly door: Doorkeeper;
  readonly rates: Rates;
}

/** Who is turned away at the door is charged to nobody's bucket, yet gets the headers: Okta writes them on every answer. */
function answerOne(request: Request, call: Call, { endpoint, door, rates }: Rules): Response {
  let caller: Caller = { id: 'anonymous', doer: null };
  try {
    caller = authorize(request, endpoint.scope, door);
  } catch (error) {
    return dressed(failureAnswer(asFailure(error)), rates.take(call.url.pathname, caller.id));
  }
  const rate = rates.take(call.url.pathname, caller.id);
  if (!rate.allowed) return dressed(failureAnswer(tooMany()), rate);
  try {
    refuseUnknown(call.query, endpoint);
    return dressed(endpoint.answer({ ...call, doer: caller.doer }), rate);
  } catch (error) {
    return dressed(failureAnswer(asFailure(error)), rate);
  }
}

function wrongMethod(): Response {
  return failureAnswer(
    new OktaFailure(405, 'E0000022', 'The endpoint does not support the provided HTTP method'),
  );
}

function refuseUnknown(query: URLSearchParams, endpoint: Endpoint): void {
  for (const name of query.keys()) {
    if (endpoint.query?.includes(name) !== true) throw invalid(name, `${name}: no such parameter.`);
  }
}

function asFailure(error: unknown): OktaFailure {
  if (error instanceof OktaFailure) return error;
  throw error;
}

function dressed(answer: Response, rate: Parameters<typeof writeRate>[1]): Response {
  writeRate(answer, rate);
  answer.headers.set('x-okta-request-id', randomBytes(12).toString('base64url'));
  return answer;
}

/** Too many at once: 429 whose limit is 0 and whose reset says nothing (Okta, concurrency limits). */
function queued(app: Hono, options: OktaOptions) {
  const gate = createGate(options.concurrency ?? 75);
  return async (request: Request): Promise<Response> => {
    if (!gate.enter()) {
      const resetAt = Math.floor(Date.now() / 1000) * 1000;
      return dressed(failureAnswer(tooMany()), { allowed: false, limit: 0, remaining: 0, resetAt });
    }
    try {
      await sleep(options.answerMs ?? 5);
      return await app.fetch(request);
    } finally {
      gate.leave();
    }
  };
}
