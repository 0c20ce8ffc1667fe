import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createFaults } from '../faults.ts';
import type { StandIn, StandInOptions } from '../stand-in.ts';
import { type Acts, createActs } from './act.ts';
import { createDelivery } from './delivery.ts';
import { defaultScopes, identity } from './identity.ts';
import { observe } from './observe.ts';
import { type SlackPerson, settle } from './residents.ts';
import { routeResponseUrls } from './response-urls.ts';
import { type DisconnectReason, openSocketMode, type SocketMode } from './socket-mode.ts';
import type { Switches } from './switches.ts';
import { createTickets } from './tickets.ts';
import { routeUploads } from './uploads.ts';
import { routeWebApi } from './web-api.ts';
import { createWorkspaceView, type WorkspaceView } from './workspace-view.ts';
import { createWorld } from './world.ts';

export interface SlackOptions extends StandInOptions {
  /** Scopes of the bot token; default: those of the manifest. */
  readonly scopes?: readonly string[];
  /** Deliver by signed HTTP request to this address instead of Socket Mode. */
  readonly requestUrl?: string;
  /** For tests of what expires. */
  readonly now?: () => number;
  /** How long an acknowledgement may take; Slack's is 3 s. */
  readonly ackTimeoutMs?: number;
}

/** What people do and see in the workspace, and the levers that break it. */
export interface SlackWorkspace extends Acts, WorkspaceView {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  readonly credentials: {
    readonly botToken: string;
    readonly appToken: string;
    readonly signingSecret: string;
  };
  readonly connections: () => number;
  readonly setRequestUrl: (url: string | undefined) => void;
  readonly setScopes: (scopes: readonly string[]) => void;
  /** Every socket breaks without a word. */
  readonly dropSockets: () => void;
  /** A disconnect frame to every socket, as Slack sends every few hours. */
  readonly disconnect: (reason: DisconnectReason) => void;
  /** 503 to everything and no sockets, until it is turned off. */
  readonly down: (on: boolean) => void;
  readonly limit: (on: boolean) => void;
  readonly revokeToken: (on: boolean) => void;
  /** Every event comes twice. */
  readonly duplicate: (on: boolean) => void;
}

/** A strict Slack on loopback: Web API, Socket Mode or signed requests, response URLs, and people to play. */
export async function startSlack(
  company: { readonly people: readonly SlackPerson[] },
  options: SlackOptions = {},
): Promise<StandIn & SlackWorkspace> {
  const skew = options.clockSkewMs ?? 0;
  const now = options.now ?? (() => Date.now() - skew);
  const world = createWorld(now);
  settle(world, company.people);
  const tickets = createTickets(now, identity.teamId);
  const switches = startSwitches(options);
  const faults = createFaults();
  const app = new Hono();
  const seen = observe(app, faults, () => switches.down);
  const { server, port } = await listen(app, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const ackTimeoutMs = options.ackTimeoutMs ?? 3000;
  routeWebApi(app, { world, tickets, switches, origin: () => url });
  routeResponseUrls(app, world, tickets);
  routeUploads(app, world);
  const sockets = openSocketMode({ server, tickets, ackTimeoutMs, refuses: () => switches.down });
  const delivery = createDelivery(sockets, switches, ackTimeoutMs);
  return {
    url,
    apiUrl: `${url}/api/`,
    credentials: {
      botToken: identity.botToken,
      appToken: identity.appToken,
      signingSecret: identity.signingSecret,
    },
    faults,
    ...seen,
    ...createActs({ world, tickets, delivery, origin: () => url }),
    ...createWorkspaceView(world),
    ...levers(switches, sockets, world.changed),
    close: () => close(server, sockets),
  };
}

function startSwitches(options: SlackOptions): Switches {
  return {
    down: false,
    limits: options.limits ?? false,
    tokenRevoked: false,
    duplicates: false,
    requestUrl: options.requestUrl,
    scopes: new Set(options.scopes ?? defaultScopes),
  };
}

function levers(
  switches: Switches,
  sockets: SocketMode,
  changed: (change: { kind: 'state'; where: string }) => void,
) {
  return {
    connections: sockets.connections,
    setRequestUrl: (url: string | undefined) => {
      switches.requestUrl = url;
    },
    setScopes: (scopes: readonly string[]) => {
      switches.scopes = new Set(scopes);
    },
    dropSockets: sockets.drop,
    disconnect: sockets.disconnect,
    down: (on: boolean) => {
      switches.down = on;
      if (on) sockets.drop();
      changed({ kind: 'state', where: 'down' });
    },
    limit: (on: boolean) => {
      switches.limits = on;
    },
    revokeToken: (on: boolean) => {
      switches.tokenRevoked = on;
    },
    duplicate: (on: boolean) => {
      switches.duplicates = on;
    },
  };
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

async function close(server: Server, sockets: SocketMode): Promise<void> {
  sockets.close();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
