import type { Hono } from 'hono';
import type { Faults } from '../faults.ts';
import { endPim } from '../tenant/entra-pim.ts';
import type { EntraTenant } from '../tenant/entra-tenant.ts';
import type { AccessTokens } from './access-token.ts';
import { answerBatch } from './batch.ts';
import type { Endpoint, Shared } from './endpoint.ts';
import {
  badRequest,
  denied,
  failureAnswer,
  GraphFailure,
  noSegment,
  traceOf,
  wrongMethod,
} from './failure.ts';
import type { Throttle } from './throttle.ts';
import { undetoured } from './token-links.ts';

/** What every endpoint is answered with. */
export interface World {
  readonly tenant: EntraTenant;
  readonly shared: Shared;
  readonly tokens: AccessTokens;
  readonly throttle: Throttle;
  readonly faults: () => Faults;
}

/** Graph v1.0: token, language, app role, parameters and limits are checked in this order, then the endpoint answers. */
export function serveGraph(app: Hono, endpoints: readonly Endpoint[], world: World): void {
  app.post('/v1.0/$batch', ({ req }) =>
    dressed(req.raw, {}, () => {
      world.tokens.check(req.header('authorization') ?? null);
      return answerBatch(req.raw, (inner) => faultOf(inner, world) ?? app.fetch(inner));
    }),
  );
  for (const endpoint of endpoints) {
    app.on(endpoint.method, `/v1.0${endpoint.path}`, ({ req }) =>
      answerOne(req.raw, (name) => req.param(name) ?? '', { endpoint, world }),
    );
  }
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    app.all(`/v1.0${path}`, ({ req }) => failed(req.raw, wrongMethod()));
  }
  app.notFound(({ req }) => failed(req.raw, noSegment(req.path.split('/').at(-1) ?? '')));
}

interface Rules {
  readonly endpoint: Endpoint;
  readonly world: World;
}

function answerOne(
  request: Request,
  param: (name: string) => string,
  { endpoint, world }: Rules,
): Promise<Response> {
  const headers: Record<string, string> = {};
  return dressed(request, headers, () => {
    const caller = world.tokens.check(request.headers.get('authorization'));
    if (endpoint.localized === true && request.headers.get('accept-language')?.trim() === '*') {
      throw badRequest('Invalid language specified.');
    }
    if (!endpoint.roles.some((role) => caller.roles.has(role))) throw denied();
    endPim(world.tenant, world.shared.now());
    if (request.method === 'GET' && /^\/(users|groups)\b/.test(endpoint.path)) world.shared.replica.read();
    const url = undetoured(new URL(request.url));
    const query = readQuery(url, endpoint);
    Object.assign(headers, world.throttle.charge(endpoint, { clientId: caller.clientId, query }));
    return endpoint.answer({
      tenant: world.tenant,
      caller,
      request,
      url,
      query,
      param,
      shared: world.shared,
    });
  });
}

function readQuery(url: URL, endpoint: Endpoint): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const [written, value] of url.searchParams) {
    const name = written.toLowerCase();
    if (endpoint.query?.includes(name) !== true) {
      throw badRequest(`The query parameter '${written}' is not supported for this request.`);
    }
    if (query.has(name)) throw badRequest(`The query parameter '${written}' is specified more than once.`);
    query.set(name, value);
  }
  return query;
}

/** A fault may hit one step of a batch, where only a status makes sense. */
function faultOf(inner: Request, world: World): Response | undefined {
  const { pathname, search } = new URL(inner.url);
  const fault = world.faults().hit(inner.method, `${pathname}${search}`);
  if (fault?.kind !== 'status') return undefined;
  return Response.json(fault.body ?? null, { status: fault.status, headers: fault.headers ?? {} });
}

function failed(request: Request, failure: GraphFailure): Promise<Response> {
  return dressed(request, {}, () => {
    throw failure;
  });
}

/** The answer with what Graph writes on every one. */
async function dressed(
  request: Request,
  headers: Readonly<Record<string, string>>,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const trace = traceOf(request);
  const plain = await orFailure(answer, (failure) => failureAnswer(failure, trace));
  for (const [name, value] of Object.entries(headers)) plain.headers.set(name, value);
  plain.headers.set('request-id', trace.requestId);
  plain.headers.set('client-request-id', trace.clientRequestId);
  plain.headers.set('odata-version', '4.0');
  plain.headers.set('cache-control', 'no-cache');
  return plain;
}

async function orFailure(
  answer: () => Response | Promise<Response>,
  write: (failure: GraphFailure) => Response,
): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof GraphFailure) return write(error);
    throw error;
  }
}
