import type { Context, Hono } from 'hono';
import { SlackFailure } from './failure.ts';
import { identity } from './identity.ts';
import { isJson, type Json, parseJson, text } from './json.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { files } from './methods/files.ts';
import type { Method, Methods } from './methods/method.ts';
import { session } from './methods/session.ts';
import { users } from './methods/users.ts';
import { views } from './methods/views.ts';
import { createRateLimit } from './rate-limit.ts';
import type { Switches } from './switches.ts';
import type { Tickets } from './tickets.ts';
import type { World } from './world.ts';

export interface WebApiParts {
  readonly world: World;
  readonly tickets: Tickets;
  readonly switches: Switches;
  readonly origin: () => string;
}

const methods: Methods = { ...session, ...chat, ...users, ...conversations, ...views, ...files };
// The WebClient sends form fields; these hold JSON (docs.slack.dev/apis/web-api/using-the-web-api).
const jsonFields = new Set(['blocks', 'attachments', 'metadata', 'view', 'files']);

export function routeWebApi(app: Hono, parts: WebApiParts): void {
  const limit = createRateLimit(parts.world.now);
  const { switches } = parts;
  app.all('/api/:method', async (c) => {
    const name = c.req.param('method');
    const args = await readArguments(c);
    const method = methods[name];
    const token = readToken(c, args);
    const scopes = token === identity.appToken ? new Set(['connections:write']) : switches.scopes;
    c.header('X-OAuth-Scopes', [...scopes].join(','));
    if (method !== undefined) c.header('X-Accepted-OAuth-Scopes', method.scopes.join(','));
    const wait =
      switches.limits && method !== undefined ? limit.wait(name, method.tier, text(args.channel)) : 0;
    if (wait > 0) {
      c.header('Retry-After', String(wait));
      return c.json({ ok: false, error: 'ratelimited' }, 429);
    }
    try {
      const found = admit(name, method, { token, scopes, revoked: switches.tokenRevoked });
      const { world, tickets } = parts;
      return c.json({ ok: true, ...found.run({ args, world, tickets, scopes, origin: parts.origin() }) });
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      return c.json({ ok: false, error: error.code, ...error.detail });
    }
  });
}

interface Caller {
  readonly token: string;
  readonly scopes: ReadonlySet<string>;
  readonly revoked: boolean;
}

function admit(name: string, method: Method | undefined, caller: Caller): Method {
  if (method === undefined) throw new SlackFailure('unknown_method', { req_method: name });
  if (caller.token === '') throw new SlackFailure('not_authed');
  const known = caller.token === identity.botToken || caller.token === identity.appToken;
  if (!known) throw new SlackFailure('invalid_auth');
  if (caller.revoked) throw new SlackFailure('token_revoked');
  const kind = caller.token === identity.appToken ? 'app' : 'bot';
  if (kind !== (method.token ?? 'bot') && name !== 'auth.test')
    throw new SlackFailure('not_allowed_token_type');
  const missing = method.scopes.filter((scope) => !caller.scopes.has(scope));
  if (missing.length > 0)
    throw new SlackFailure('missing_scope', {
      needed: missing.join(','),
      provided: [...caller.scopes].join(','),
    });
  return method;
}

/** The token stands in the header or, for form requests, in the field `token`. */
function readToken(c: Context, args: Json): string {
  const header = c.req.header('authorization') ?? '';
  return header.startsWith('Bearer ') ? header.slice('Bearer '.length) : text(args.token);
}

async function readArguments(c: Context): Promise<Json> {
  const query = c.req.query();
  if (c.req.method === 'GET') return query;
  const type = c.req.header('content-type') ?? '';
  const raw = await c.req.text();
  if (type.startsWith('application/json')) {
    const body = parseJson(raw);
    return isJson(body) ? { ...query, ...body } : query;
  }
  const fields = [...new URLSearchParams(raw)].map(([key, value]) => [key, readField(key, value)]);
  return { ...query, ...Object.fromEntries(fields) };
}

function readField(key: string, value: string): unknown {
  if (jsonFields.has(key)) return parseJson(value) ?? value;
  if (value === 'true' || value === 'false') return value === 'true';
  return value;
}
