import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { listen } from '../lib/listen.ts';
import type { StandInOptions } from '../stand-in.ts';
import { createLedger, type Heard, type Receiver } from './ledger.ts';
import { readJson } from './read-json.ts';

export const API_KEY = 'c0ffee00-aaaa-4bbb-8ccc-sandbox00001';
/** Below the host, as at Atlassian. */
export const BASE = '/jsm/ops/integration';

const Alert = z.strictObject({
  message: z.string().min(1).max(130),
  alias: z.string().min(1).max(512).optional(),
  description: z.string().max(15_000).optional(),
  responders: z.array(z.object({ type: z.enum(['team', 'user', 'escalation', 'schedule']) })).optional(),
  tags: z.array(z.string().max(50)).max(20).optional(),
  details: z.record(z.string(), z.string()).optional(),
  entity: z.string().max(512).optional(),
  source: z.string().max(100).optional(),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']).optional(),
  note: z.string().max(25_000).optional(),
});
const Act = z.strictObject({
  user: z.string().max(100).optional(),
  source: z.string().max(100).optional(),
  note: z.string().max(25_000).optional(),
});
const verbs: Readonly<Record<string, Heard['action']>> = { acknowledge: 'acknowledge', close: 'resolve' };

/** The integration events API of Jira Service Management on loopback: requests are taken and worked through later. */
export async function startJsm(options: StandInOptions = {}): Promise<Receiver> {
  const ledger = createLedger();
  const app = new Hono().basePath(BASE);
  app.use('*', async (context, next) => {
    const authorization = context.req.header('authorization') ?? '';
    if (!authorization.startsWith('GenieKey ')) return failed(401, 'Could not authenticate');
    if (authorization !== `GenieKey ${API_KEY}`)
      return failed(403, 'You are not authorized to do this action');
    await next();
    return undefined;
  });
  app.post('/v2/alerts', async ({ req }) => {
    const parsed = Alert.safeParse(readJson(await req.text()));
    if (!parsed.success) return unprocessable(parsed.error);
    const { alias, message } = parsed.data;
    ledger.write({ key: alias ?? randomUUID(), action: 'trigger', title: message, id: null });
    return taken();
  });
  app.post('/v2/alerts/:identifier/:verb{acknowledge|close}', async ({ req }) => {
    const parsed = Act.safeParse(readJson(await req.text()));
    if (!parsed.success) return unprocessable(parsed.error);
    const { identifier, verb } = req.param();
    // Without this the identifier is read as the alert's own id, which nobody outside knows; the answer is the same.
    if (req.query('identifierType') === 'alias') {
      ledger.write({ key: identifier, action: verbs[verb] ?? 'resolve', title: '', id: null });
    }
    return taken();
  });
  const standIn = await listen({ answer: (request) => app.fetch(request) }, options);
  return { ...standIn, heard: ledger.heard, incidents: ledger.incidents };
}

function taken(): Response {
  const body = { result: 'Request will be processed', took: 0.01, requestId: randomUUID() };
  return Response.json(body, { status: 202 });
}

function failed(status: number, message: string, errors?: Readonly<Record<string, string>>): Response {
  const body = { message, took: 0.001, requestId: randomUUID(), ...(errors === undefined ? {} : { errors }) };
  return Response.json(body, { status });
}

function unprocessable(error: z.ZodError): Response {
  const errors = Object.fromEntries(error.issues.map(({ path, message }) => [path.join('.'), message]));
  return failed(422, 'Request body is not processable. Please check the errors.', errors);
}
