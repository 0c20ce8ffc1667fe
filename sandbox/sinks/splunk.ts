import { Hono } from 'hono';
import { listen } from '../lib/listen.ts';
import type { StandInOptions } from '../stand-in.ts';
import { heardOf } from './detection-finding.ts';
import { createLedger, type Receiver } from './ledger.ts';
import { readJson } from './read-json.ts';

export const TOKEN = 'b5a1c2d3-sandbox-hec-token-000000001';
export const DISABLED_TOKEN = 'b5a1c2d3-sandbox-hec-token-disabled1';
/** Indexes the token may write to. */
const indexes = ['main', 'identity'];
const known = new Set(['time', 'host', 'source', 'sourcetype', 'index', 'event', 'fields']);

/** Splunk's HTTP Event Collector on loopback. It takes repetitions; who searches drops them by metadata.uid. */
export async function startSplunk(options: StandInOptions = {}): Promise<Receiver> {
  const ledger = createLedger();
  const app = new Hono();
  app.post('/services/collector/event', async ({ req }) => {
    const refused = refusal(req.header('authorization'));
    if (refused !== null) return refused;
    const text = await req.text();
    if (text.trim() === '') return said(400, 'No data', 5);
    // Lockstep sends one event in a request; the vendor takes many, one after another without a comma.
    const event = readJson(text);
    if (!isRecord(event) || Object.keys(event).some((key) => !known.has(key)))
      return said(400, 'Invalid data format', 6);
    if (typeof event['time'] !== 'number' || event['time'] > 1e11) return said(400, 'Invalid data format', 6);
    if (event['event'] === undefined) return said(400, 'Event field is required', 12);
    if (event['event'] === '') return said(400, 'Event field cannot be blank', 13);
    const { index = 'main' } = event;
    if (typeof index !== 'string' || !indexes.includes(index)) return said(400, 'Incorrect index', 7);
    const heard = heardOf(event['event']);
    if (typeof heard === 'string') return said(400, heard, 6);
    ledger.write(heard);
    return said(200, 'Success', 0);
  });
  const standIn = await listen({ answer: (request) => app.fetch(request) }, options);
  return { ...standIn, heard: ledger.heard, incidents: ledger.incidents };
}

function refusal(authorization: string | undefined): Response | null {
  if (authorization === undefined) return said(401, 'Token is required', 2);
  const [, token] = /^Splunk (\S+)$/.exec(authorization) ?? [];
  if (token === undefined) return said(401, 'Invalid authorization', 3);
  if (token === DISABLED_TOKEN) return said(403, 'Token disabled', 1);
  return token === TOKEN ? null : said(403, 'Invalid token', 4);
}

function said(status: number, text: string, code: number): Response {
  return Response.json({ text, code }, { status });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
