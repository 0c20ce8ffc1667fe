import { Hono } from 'hono';

/** A read-only key of the REST API; another one than that of an integration. */
export const API_TOKEN = 'u+sandbox-reads-only';
const ACCEPT = 'application/vnd.pagerduty+json;version=2';
const MOST = 100;
const DAY_MS = 86_400_000;

export interface PagerDutyUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Somebody on call from now on. */
export interface OnCallEntry {
  readonly userId: string;
  readonly policy: string;
  readonly level?: number;
  /** null: the policy names the user. */
  readonly schedule: string | null;
  /** null: without an end. */
  readonly until: Date | null;
}

/** Who is there, and who is on call; tests and the demo fill it. */
export interface Rota {
  readonly users: PagerDutyUser[];
  readonly onCalls: OnCallEntry[];
}

export function createRota(): Rota {
  return { users: [], onCalls: [] };
}

/** PagerDuty's REST API v2, as far as it says who is on call (github.com/PagerDuty/api-schema). Whatever it does not know is refused. */
export function pagerDutyRest(rota: Rota): Hono {
  const app = new Hono();
  app.use(async ({ req }, next) => {
    if (req.header('authorization') !== `Token token=${API_TOKEN}`)
      return failure(401, 2006, 'You must provide your authentication credentials');
    if (req.header('accept') !== ACCEPT)
      return failure(406, 2001, 'Accept: application/vnd.pagerduty+json;version=2 is needed');
    return await next();
  });
  app.get('/users', ({ req }) => {
    const asked = new URL(req.url).searchParams;
    const unknown = unknownIn(asked, ['query', 'limit', 'offset']);
    if (unknown !== null) return unknown;
    const text = (asked.get('query') ?? '').toLowerCase();
    // A search, not a comparison: it finds the text wherever it stands.
    const found = rota.users.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(text));
    return page('users', found.map(userOf), asked);
  });
  app.get('/oncalls', ({ req }) => {
    const asked = new URL(req.url).searchParams;
    const unknown = unknownIn(asked, ['user_ids[]', 'limit', 'offset']);
    if (unknown !== null) return unknown;
    const ids = asked.getAll('user_ids[]');
    const found = rota.onCalls.filter(({ userId }) => ids.length === 0 || ids.includes(userId));
    return page('oncalls', found.map(onCallOf), asked);
  });
  return app;
}

function unknownIn(asked: URLSearchParams, known: readonly string[]): Response | null {
  const strange = [...asked.keys()].find((key) => !known.includes(key));
  return strange === undefined ? null : failure(400, 2001, `Invalid Input Provided: ${strange}`);
}

function page(name: string, rows: readonly object[], asked: URLSearchParams): Response {
  const limit = Number(asked.get('limit') ?? 25);
  const offset = Number(asked.get('offset') ?? 0);
  const whole = Number.isInteger(limit) && Number.isInteger(offset);
  if (!whole || limit < 1 || limit > MOST || offset < 0)
    return failure(400, 2001, 'Invalid Input Provided: limit or offset');
  const shown = rows.slice(offset, offset + limit);
  return Response.json({ [name]: shown, limit, offset, more: offset + limit < rows.length, total: null });
}

function userOf({ id, name, email }: PagerDutyUser): object {
  return { id, type: 'user', summary: name, name, email, role: 'user', time_zone: 'Europe/Berlin' };
}

function onCallOf({ userId, policy, level = 1, schedule, until }: OnCallEntry): object {
  return {
    user: { id: userId, type: 'user_reference' },
    escalation_policy: { type: 'escalation_policy_reference', summary: policy },
    escalation_level: level,
    schedule: schedule === null ? null : { type: 'schedule_reference', summary: schedule },
    start: until === null ? null : new Date(until.getTime() - DAY_MS).toISOString(),
    end: until?.toISOString() ?? null,
  };
}

function failure(status: number, code: number, message: string): Response {
  return Response.json({ error: { message, code } }, { status });
}
