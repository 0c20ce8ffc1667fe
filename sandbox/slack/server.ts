import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { createFaults, type Faults } from '../faults.ts';
import { answerWithFaults } from '../lib/answer-with-faults.ts';
import { createRequestLog, type RequestLog } from '../lib/request-log.ts';
import type { StandIn, StandInOptions } from '../stand-in.ts';
import { type Acts, createActs } from './act.ts';
import { createDelivery } from './delivery.ts';
import { defaultScopes, identity } from './identity.ts';
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
  const now = options.now ?? (() => Date.now() + skew);
  const world = createWorld(now);
  settle(world, company.people);
  const tickets = createTickets(now, identity.teamId);
  const switches = startSwitches(options);
  const faults = createFaults();
  const app = new Hono();
  const log = createRequestLog();
  const server = createServer(app, { faults, log, switches });
  const port = await listen(server, options.port ?? 0);
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
    requests: log.read,
    requestCount: log.count,
    forgetRequests: log.forget,
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

interface Around {
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly switches: Switches;
}

function createServer(app: Hono, { faults, log, switches }: Around): Server {
  return createAdaptorServer({
    overrideGlobalObjects: false,
    hostname: '127.0.0.1',
    fetch: (request: Request, env: unknown) => {
      log.write(request);
      if (switches.down) return new Response('upstream connect error', { status: 503 });
      return answerWithFaults(request, { vendor: { answer: (each) => app.fetch(each) }, faults, env });
    },
    // Without createServer the adaptor makes an HTTP/1.1 server, which is a Server.
  }) as Server;
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  return (server.address() as AddressInfo).port;
}

async function close(server: Server, sockets: SocketMode): Promise<void> {
  sockets.close();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
