import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import { jsonOf, refusalOf } from './answer.ts';
import type { TokenSource } from './credential.ts';
import { type GraphRefusal, toOperatorError, unavailable } from './errors.ts';
import type { Gate } from './gate.ts';
import type { Pacer } from './pacer.ts';
import { foreign } from './pager.ts';
import { LONGEST_WAIT_MS } from './retry-after.ts';

const PER_TRY_MS = 60_000;
const TRIES = 5;

/** What the chain leaves for its caller: the SDK wraps the error and keeps only its name, and would parse the body again. */
export interface Outcome {
  error?: OperatorError;
  body?: unknown;
  landed?: () => Promise<boolean>;
}

interface Parts {
  /** The configured origin, without a slash at its end. */
  readonly base: string;
  readonly token: TokenSource;
  readonly pacer: Pacer;
  readonly gate: Gate;
  /** Told when Graph last said what time it is. */
  readonly state: { lastDate: Date | null };
}

/** Our own chain: the stock one never sends a token over http, keeps no Retry-After of an HTML answer and has no time limit. */
export function createMiddleware({ base, token, ...parts }: Parts): Middleware {
  return chain([authorize(base, token), retry(parts.pacer), send(parts)]);
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

function send({
  gate,
  pacer,
  state,
}: Pick<Parts, 'gate' | 'pacer' | 'state'>): ReturnType<typeof middlewareOf> {
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
