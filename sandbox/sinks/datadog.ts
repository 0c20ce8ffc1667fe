import { Hono } from 'hono';
import { z } from 'zod';
import { listen } from '../lib/listen.ts';
import type { StandInOptions } from '../stand-in.ts';
import { heardOf } from './detection-finding.ts';
import { createLedger, type Heard, type Receiver } from './ledger.ts';
import { readJson, sizeOf } from './read-json.ts';

export const API_KEY = '0123456789abcdef0123456789abcdef';
const MEGABYTE = 1000 * 1000;
const LOGS = 1000;

const Log = z.object({
  message: z.string().min(1),
  ddsource: z.string().optional(),
  service: z.string().optional(),
  hostname: z.string().optional(),
  status: z.enum(['critical', 'error', 'warning', 'info']).optional(),
  ddtags: z
    .string()
    .regex(/^[^,:]+:[^,]*(,[^,:]+:[^,]*)*$/)
    .optional(),
  ocsf: z.unknown(),
});

/** Datadog's log intake (v2) and key validation on loopback; two hosts at Datadog, one here. */
export async function startDatadog(options: StandInOptions = {}): Promise<Receiver> {
  const ledger = createLedger();
  const app = new Hono();
  app.get(
    '/api/v1/validate',
    ({ req }) => refusal(req.header('dd-api-key')) ?? Response.json({ valid: true }),
  );
  app.post('/api/v2/logs', async ({ req }) => {
    const refused = refusal(req.header('dd-api-key'));
    if (refused !== null) return refused;
    const text = await req.text();
    if (sizeOf(text) > 5 * MEGABYTE) return failed(413, 'Payload Too Large', 'over 5 MB');
    const parsed = z.array(Log).max(LOGS).safeParse(readJson(text));
    if (!parsed.success) return failed(400, 'Bad Request', z.prettifyError(parsed.error));
    if (parsed.data.some((log) => sizeOf(JSON.stringify(log)) > MEGABYTE))
      return failed(413, 'Payload Too Large', 'a log over 1 MB');
    const heard: Heard[] = [];
    for (const { ocsf } of parsed.data) {
      const word = heardOf(ocsf);
      if (typeof word === 'string') return failed(400, 'Bad Request', word);
      heard.push(word);
    }
    for (const word of heard) ledger.write(word);
    return Response.json({}, { status: 202 });
  });
  const standIn = await listen({ answer: (request) => app.fetch(request) }, options);
  return { ...standIn, heard: ledger.heard, incidents: ledger.incidents };
}

function refusal(key: string | undefined): Response | null {
  if (key === undefined) return failed(401, 'Unauthorized', 'API key is missing');
  return key === API_KEY ? null : failed(403, 'Forbidden', 'API key is invalid');
}

function failed(status: number, title: string, detail: string): Response {
  return Response.json({ errors: [{ status: String(status), title, detail }] }, { status });
}
