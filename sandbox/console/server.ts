import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { InputValues } from '../slack/act.ts';
import { isJson, type Json, parseJson, record, text } from '../slack/json.ts';
import type { SlackWorkspace } from '../slack/server.ts';
import type { StandIn } from '../stand-in.ts';
import type { Lever } from './lever.ts';
import { type Pager, routePager } from './pager.ts';
import { showLevers, showWorkspace } from './show.ts';

export interface ConsoleParts {
  readonly slack: StandIn & SlackWorkspace;
  readonly okta: StandIn;
  readonly entra: StandIn;
  readonly company: { readonly people: readonly { readonly slackId: string }[] };
  readonly levers: readonly Lever[];
  /** Absent: nothing of on-call is shown. */
  readonly pagerDuty?: Pager;
  readonly port?: number;
}

export interface Console {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const files: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/page.css': 'page.css',
  '/main.js': 'main.js',
  '/dom.js': 'dom.js',
  '/mrkdwn.js': 'mrkdwn.js',
  '/blocks.js': 'blocks.js',
  '/modal.js': 'modal.js',
  '/pager.js': 'pager.js',
};
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** The page where one plays people in Slack and breaks the tenants. */
export async function startConsole(parts: ConsoleParts): Promise<Console> {
  const app = new Hono();
  const pulled = new Map<string, string>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const forget = parts.slack.onChange(changed);
  const ticker = watchTraffic(parts, changed);
  routePage(app);
  routeUpdates(app, listeners);
  app.get('/api/state', (c) =>
    c.json({
      ...showWorkspace(parts, c.req.query('person') ?? ''),
      levers: showLevers(parts.levers, pulled),
      incidents: parts.pagerDuty?.incidents() ?? null,
    }),
  );
  routeActs(app, parts.slack);
  routeLevers(app, parts.levers, { pulled, changed });
  if (parts.pagerDuty !== undefined) routePager(app, parts.pagerDuty, { readBody, answer, changed });
  const { server, port } = await listen(app, parts.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      forget();
      clearInterval(ticker);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Request counts and connections have no event; the page shows them all the same. */
function watchTraffic({ slack, okta, entra, pagerDuty }: ConsoleParts, changed: () => void): NodeJS.Timeout {
  let last = '';
  return setInterval(() => {
    const pages = JSON.stringify(pagerDuty?.incidents() ?? []);
    const now = [slack.connections(), okta.requestCount(), entra.requestCount(), pages].join(' ');
    if (now !== last) changed();
    last = now;
  }, 500).unref();
}

function routePage(app: Hono): void {
  for (const [path, file] of Object.entries(files)) {
    app.get(path, async (c) => {
      const body = await readFile(new URL(`./page/${file}`, import.meta.url));
      c.header('content-type', types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
      c.header('content-security-policy', "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'");
      return c.body(new Uint8Array(body));
    });
  }
}

function routeUpdates(app: Hono, listeners: Set<() => void>): void {
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      let open = true;
      const listener = (): void => void stream.writeSSE({ event: 'change', data: '' });
      listeners.add(listener);
      stream.onAbort(() => {
        open = false;
        listeners.delete(listener);
      });
      await stream.writeSSE({ event: 'change', data: '' });
      while (open) await stream.sleep(1000);
    }),
  );
}

function routeActs(app: Hono, slack: SlackWorkspace): void {
  const acts: Readonly<Record<string, (body: Json) => Promise<unknown>>> = {
    send: ({ person, channel, words }) =>
      text(words).trim().startsWith('/')
        ? slack.command(text(person), text(channel), text(words))
        : slack.say(text(person), text(channel), text(words)),
    click: ({ person, click }) => {
      const { channel, ts, viewId, actionId, value } = record(click);
      const at = typeof ts === 'string' ? { channel: text(channel), ts } : {};
      const view = typeof viewId === 'string' ? { viewId } : {};
      const choice = typeof value === 'string' ? { value } : {};
      return slack.click(text(person), { ...at, ...view, ...choice, actionId: text(actionId) });
    },
    home: ({ person }) => slack.openHome(text(person)),
    submit: ({ person, viewId, values }) =>
      // Checked input by input when the modal is filled in.
      slack.submitView(text(person), { viewId: text(viewId), values: record(values) as InputValues }),
    suggest: ({ person, viewId, actionId, value }) =>
      slack.suggest(text(person), { viewId: text(viewId), actionId: text(actionId), value: text(value) }),
    close: ({ person, viewId }) => slack.closeView(text(person), text(viewId)),
  };
  for (const [name, act] of Object.entries(acts)) {
    app.post(`/api/${name}`, async (c) => {
      const body = await readBody(c);
      if (body === undefined) return c.json({ error: 'JSON expected' }, 415);
      return await answer(c, () => act(body));
    });
  }
}

function routeLevers(
  app: Hono,
  levers: readonly Lever[],
  state: { readonly pulled: Map<string, string>; readonly changed: () => void },
): void {
  app.post('/api/levers/:id', async (c) => {
    const body = await readBody(c);
    if (body === undefined) return c.json({ error: 'JSON expected' }, 415);
    const lever = levers.find(({ id }) => id === c.req.param('id'));
    if (lever === undefined) return c.json({ error: 'no such lever' }, 404);
    return await answer(c, () => {
      const done = body.undo === true && lever.undo !== undefined ? lever.undo() : lever.apply();
      if (body.undo === true) state.pulled.delete(lever.id);
      else state.pulled.set(lever.id, done);
      state.changed();
      return Promise.resolve({ done });
    });
  });
}

/** Only JSON: a form on another page cannot send that. */
async function readBody(c: Context): Promise<Json | undefined> {
  if (!(c.req.header('content-type') ?? '').startsWith('application/json')) return undefined;
  const body = parseJson(await c.req.text());
  return isJson(body) ? body : undefined;
}

async function answer(c: Context, act: () => Promise<unknown>): Promise<Response> {
  try {
    return c.json({ ok: true, result: (await act()) ?? null });
  } catch (error) {
    return c.json({ ok: false, error: error instanceof Error ? error.message : String(error) });
  }
}

function listen(app: Hono, port: number): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info) =>
      // serve() without https or http2 options makes a plain node:http server.
      resolve({ server: server as Server, port: info.port }),
    );
    server.once('error', reject);
  });
}
