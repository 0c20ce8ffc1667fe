import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { SECOND_MS } from './lib/clock.ts';
import { OperatorError } from './lib/operator-error.ts';
import type { HookAnswer, HookRequest } from './providers/provider.ts';
import { type StepUpPages, serveStepUp } from './step-up-page.ts';

export interface Readiness {
  readonly ready: boolean;
  /** Each part with what is wrong, or 'ok'. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface HttpTools {
  readonly host: string;
  readonly port: number;
  readonly readiness: () => Promise<Readiness>;
  /** Numbers for /metrics, read when they are asked for: name → value by label. */
  readonly measure: () => Promise<readonly Measure[]>;
  /** What to answer to a vendor's call at /hooks/<kind>; null = nothing listens there. */
  readonly hook?: (kind: string, request: HookRequest) => Promise<Omit<HookAnswer, 'hint'> | null>;
  /** Sign-ins that prove a decision, at /step-up; null or absent where no browser can reach us. */
  readonly stepUp?: StepUpPages | null;
  /** Hears what could not be answered, and under which first word of the path: the rest of one may be a secret. */
  readonly failed?: (error: Error, under: string) => void;
}

export interface Measure {
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** How long an end waits for a request that has begun: a caller who never finishes it holds up nothing. */
const LAST_MS = 2 * SECOND_MS;

/** Vendors send a few events at a time; anything larger is not theirs. */
const HOOK_BYTES = 1024 * 1024;

/** /healthz (the process), /readyz (store, chat, freshness), /metrics (Prometheus), /hooks/<kind>, /step-up. Bound to loopback unless told otherwise. */
export async function startHttp(
  tools: HttpTools,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const app = new Hono();
  const base = new Registry();
  collectDefaultMetrics({ register: base });
  app.get('/healthz', (context) => context.text('ok'));
  app.get('/readyz', async (context) => {
    const readiness = await tools.readiness();
    return context.json(readiness, readiness.ready ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    const own = ownMetrics(await tools.measure());
    const text = `${await base.metrics()}\n${await own.metrics()}`;
    return context.body(text, 200, { 'content-type': base.contentType });
  });
  app.all('/hooks/:kind', bodyLimit({ maxSize: HOOK_BYTES }), async (context) => {
    const answer = await tools.hook?.(context.req.param('kind'), {
      method: context.req.method,
      query: context.req.query(),
      header: (name) => context.req.header(name) ?? null,
      body: await context.req.text(),
    });
    if (answer == null) return context.notFound();
    const headers = { 'content-type': answer.contentType ?? 'text/plain; charset=utf-8' };
    return new Response(answer.body ?? null, { status: answer.status, headers });
  });
  app.onError((error, context) => {
    // A refusal, such as of a body that is too large.
    if (error instanceof HTTPException) return error.getResponse();
    tools.failed?.(error, context.req.path.split('/')[1] ?? '');
    return context.text('it failed; the log says why', 500);
  });
  if (tools.stepUp != null) serveStepUp(app, tools.stepUp);
  return await listen(app, tools);
}

function ownMetrics(measures: readonly Measure[]): Registry {
  const registry = new Registry();
  const gauges = new Map<string, Gauge>();
  for (const { name, help, labels, value } of measures) {
    const gauge =
      gauges.get(name) ?? new Gauge({ name, help, labelNames: Object.keys(labels), registers: [registry] });
    gauges.set(name, gauge);
    gauge.set({ ...labels }, value);
  }
  return registry;
}

function cannotListen(host: string, port: number, error: Error): OperatorError {
  return new OperatorError(
    'PORT_UNAVAILABLE',
    `the HTTP endpoints cannot listen on ${host}:${port}: ${error.message}`,
    'Set LOCKSTEP_HTTP_PORT to a free port, or stop the other process.',
    error,
  );
}

async function listen(app: Hono, { host, port }: HttpTools) {
  return await new Promise<{ port: number; close: () => Promise<void> }>((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
      const close = async (): Promise<void> => {
        const cut = setTimeout(() => {
          if ('closeAllConnections' in server) server.closeAllConnections();
        }, LAST_MS);
        await new Promise<void>((done) => {
          server.close(() => done());
        });
        clearTimeout(cut);
      };
      resolve({ port: address.port, close });
    });
    server.once('error', (error) => reject(cannotListen(host, port, error)));
  });
}
