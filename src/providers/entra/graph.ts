import { randomUUID } from 'node:crypto';
import {
  Client,
  type Context,
  type GraphRequest,
  type Middleware,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import { checkedEndpoint } from '../../lib/endpoint.ts';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import { jsonOf, refusalOf } from './answer.ts';
import { readBatches } from './batch.ts';
import type { TokenSource } from './credential.ts';
import { type GraphRefusal, toOperatorError, unavailable } from './errors.ts';
import { createGate, type Gate } from './gate.ts';
import { createPacer, type Pacer } from './pacer.ts';
import { foreign, readPages } from './pager.ts';
import { LONGEST_WAIT_MS } from './retry-after.ts';

/** One tenant; paths begin with / and stand below /v1.0. Throws OperatorErrors. */
export interface Graph {
  readonly get: (path: string) => Promise<unknown>;
  /** Every page of a list, an empty one included; never to another host, never in a circle. */
  readonly pages: (path: string) => AsyncGenerator<GraphPage>;
  readonly list: (path: string) => Promise<readonly unknown[]>;
  /** Many small reads in batches of twenty, in the order asked; each is a body, or the OperatorError of that one read. */
  readonly batch: (paths: readonly string[]) => Promise<readonly unknown[]>;
  /**
   * Only for what may be sent twice: whatever fails in passing is sent again, unless `landed` sees that it was done before
   * its answer was lost; the answer is then empty.
   */
  readonly send: (
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    landed?: () => Promise<boolean>,
  ) => Promise<unknown>;
  readonly lastDate: () => Date | null;
}

export interface GraphPage {
  readonly items: readonly unknown[];
  /** Path of the next page; null on the last. */
  readonly next: string | null;
  /** Path that later tells what changed; only on the last page of a delta. */
  readonly delta: string | null;
}

const PER_TRY_MS = 60_000;
const TRIES = 5;

interface Limits {
  readonly rateShare: number;
  readonly concurrency: number;
}

export function createGraph(
  graphUrl: string,
  token: TokenSource,
  limits: Limits,
  pacer = createPacer(limits.rateShare),
): Graph {
  const base = checkedEndpoint('ENTRA_GRAPH_URL', graphUrl);
  const state = { lastDate: null as Date | null };
  // Our own chain: the stock one never sends a token over http, keeps no Retry-After of an HTML answer and has no time limit.
  const middleware = chain([
    authorize(base, token),
    retry(pacer),
    send(state, { gate: createGate(limits.concurrency), pacer }),
  ]);
  const client = Client.initWithMiddleware({ middleware, baseUrl: `${base}/`, defaultVersion: 'v1.0' });
  const get = async (path: string): Promise<unknown> =>
    await unwrapped(async (outcome) => await prepare(client, path, outcome).get());
  const pages = (path: string): AsyncGenerator<GraphPage> => readPages(get, base, path);
  return {
    get,
    pages,
    list: async (path) => {
      const all: unknown[] = [];
      for await (const { items } of pages(path)) all.push(...items);
      return all;
    },
    batch: async (paths) =>
      await readBatches(
        async (body) =>
          await unwrapped(async (outcome) => await prepare(client, '/$batch', outcome).post(body)),
        paths,
      ),
    send: async (method, path, body, landed) =>
      await unwrapped(async (outcome) => {
        if (landed !== undefined) outcome.landed = landed;
        const request = prepare(client, path, outcome);
        if (method === 'DELETE') return await request.delete();
        return method === 'POST' ? await request.post(body) : await request.patch(body);
      }),
    lastDate: () => state.lastDate,
  };
}

/** What the chain leaves for its caller: the SDK wraps the error and keeps only its name, and would parse the body again. */
interface Outcome {
  error?: OperatorError;
  body?: unknown;
  landed?: () => Promise<boolean>;
}

/** Node's own Accept-Language is `*`, which some of Graph's addresses refuse (msgraph-sdk-javascript #999). */
function prepare(client: Client, path: string, outcome: Outcome): GraphRequest {
  return client
    .api(path)
    .header('Accept-Language', 'en-US')
    .responseType(ResponseType.RAW)
    .option('outcome', outcome);
}

async function unwrapped(call: (outcome: Outcome) => Promise<unknown>): Promise<unknown> {
  const outcome: Outcome = {};
  try {
    await call(outcome);
  } catch (error) {
    throw outcome.error ?? error;
  }
  return outcome.body;
}

function outcomeOf({ options }: Context): Outcome {
  // Set by `prepare` on every request.
  return (options as { readonly outcome?: Outcome } | undefined)?.outcome ?? {};
}

/** Throws, and leaves the error where `unwrapped` finds it. */
function fail(context: Context, error: OperatorError): never {
  outcomeOf(context).error = error;
  throw error;
}

function chain(parts: readonly (Middleware & { setNext: (next: Middleware) => void })[]): Middleware {
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1];
    if (next !== undefined) part.setNext(next);
  }
  const [first] = parts;
  if (first === undefined) throw new Error('an empty chain');
  return first;
}

type Step = (context: Context, next: () => Promise<void>) => Promise<void>;

function middlewareOf(step: Step): Middleware & { setNext: (next: Middleware) => void } {
  let following: Middleware | undefined;
  return {
    execute: async (context) => await step(context, async () => await following?.execute(context)),
    setNext: (next) => {
      following = next;
    },
  };
}

/** The token travels to the configured origin and nowhere else. One that is refused is renewed once: it may have been revoked. */
function authorize(base: string, token: TokenSource): ReturnType<typeof middlewareOf> {
  return middlewareOf(async (context, next) => {
    if (!urlOf(context).startsWith(`${base}/`)) fail(context, foreign());
    // The SDK writes headers as a plain object.
    const headers = new Headers((context.options?.headers ?? {}) as Record<string, string>);
    headers.set('client-request-id', randomUUID());
    const sendWith = async (bearer: string): Promise<void> => {
      headers.set('Authorization', `Bearer ${bearer}`);
      context.options = { ...context.options, headers };
      await next();
    };
    const first = await bearerOf(context, token);
    try {
      await sendWith(first);
    } catch (error) {
      if (!(error instanceof OperatorError && error.code === 'TOKEN_REJECTED')) throw error;
      const renewed = await bearerOf(context, token, first);
      if (renewed === first) throw error;
      await sendWith(renewed);
    }
  });
}

async function bearerOf(context: Context, token: TokenSource, refused?: string): Promise<string> {
  try {
    return await token(refused);
  } catch (error) {
    return fail(context, error instanceof OperatorError ? error : unavailable(reasonOf(error), error));
  }
}

/** Reads, batches of reads and what may be sent twice are all this client sends, so every failure may be tried again. */
function retry(pacer: Pacer): ReturnType<typeof middlewareOf> {
  return middlewareOf(async (context, next) => {
    const path = urlOf(context);
    for (let attempt = 1; ; attempt++) {
      await pacer.wait(path);
      const refusal = await attemptOnce(context, next);
      if (refusal === null) return;
      const asked = 'retryAfterMs' in refusal ? refusal.retryAfterMs : null;
      if (attempt >= TRIES || !worthAnotherTry(refusal) || (asked ?? 0) > LONGEST_WAIT_MS)
        fail(context, refusal instanceof OperatorError ? refusal : toOperatorError(refusal, path));
      await new Promise((resolve) => setTimeout(resolve, asked ?? 250 * 2 ** attempt));
      if (await hasLanded(context, refusal)) return;
    }
  });
}

/** What was held back by the pace cannot have been done. */
async function hasLanded(context: Context, refusal: Refusal): Promise<boolean> {
  const { landed } = outcomeOf(context);
  if (landed === undefined || ('status' in refusal && refusal.status === 429)) return false;
  try {
    if (!(await landed())) return false;
  } catch (error) {
    fail(context, error instanceof OperatorError ? error : unavailable(reasonOf(error), error));
  }
  context.response = new Response(null, { status: 204 });
  return true;
}

type Refusal = GraphRefusal | OperatorError;

async function attemptOnce(context: Context, next: () => Promise<void>): Promise<Refusal | null> {
  try {
    await next();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    return unavailable(`Microsoft Graph did not answer: ${causeOf(error)}`, error);
  }
  const { response } = context;
  if (response === undefined) return unavailable('Microsoft Graph did not answer');
  return response.ok ? null : await refusalOf(response);
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? reasonOf(error) : `${reasonOf(error)} (${reasonOf(cause)})`;
}

function worthAnotherTry(refusal: Refusal): boolean {
  if (refusal instanceof OperatorError) return refusal.code === 'PROVIDER_UNAVAILABLE';
  return refusal.status === 429 || refusal.status >= 500;
}

function send(
  state: { lastDate: Date | null },
  { gate, pacer }: { readonly gate: Gate; readonly pacer: Pacer },
): ReturnType<typeof middlewareOf> {
  return middlewareOf(async (context) => {
    // The gate is held until the body is here: a page that is still coming in is a request in flight.
    const { response, body } = await gate(async () => {
      const response = await fetch(urlOf(context), {
        ...(context.options as RequestInit),
        redirect: 'error',
        signal: AbortSignal.timeout(PER_TRY_MS),
      });
      const spoken = response.ok && response.status !== 204;
      return { response, body: spoken ? await jsonOf(response) : undefined };
    });
    pacer.note(Number(response.headers.get('x-ms-throttle-limit-percentage') ?? 0));
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) state.lastDate = new Date(date);
    if (response.ok) outcomeOf(context).body = body;
    context.response = response;
  });
}

function urlOf({ request }: Context): string {
  return typeof request === 'string' ? request : request.url;
}
