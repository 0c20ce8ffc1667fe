import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { identity } from './identity.ts';
import { isJson, type Json, parseJson, record } from './json.ts';
import type { Tickets } from './tickets.ts';
import { acceptWebSocket, type WebSocketPeer } from './websocket.ts';

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

/** The app's open connections; each payload goes to one of them. */
export interface SocketMode {
  /** The payload of the acknowledgement; rejects when no connection or no acknowledgement within 3 s. */
  readonly deliver: (envelope: Json) => Promise<Json>;
  readonly connections: () => number;
  /** A frame that asks the clients to reconnect. */
  readonly disconnect: (reason: DisconnectReason) => void;
  /** Every connection breaks. */
  readonly drop: () => void;
  readonly close: () => void;
}

export interface SocketModeParts {
  readonly server: Server;
  readonly tickets: Tickets;
  readonly ackTimeoutMs: number;
  readonly refuses: () => boolean;
}

const mostConnections = 10;

export function openSocketMode(parts: SocketModeParts): SocketMode {
  const peers = new Set<WebSocketPeer>();
  const waiting = new Map<string, (payload: Json) => void>();
  let turn = 0;
  parts.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const ticket = url.searchParams.get('ticket') ?? '';
    const welcome = url.pathname === '/link/' && !parts.refuses() && parts.tickets.useSocketTicket(ticket);
    if (!welcome) return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    socket.unshift(head);
    const peer = acceptWebSocket(request, socket, {
      message: (text) => takeAcknowledgement(waiting, text),
      close: () => peers.delete(peer),
    });
    greet(peers, peer);
    return undefined;
  });
  // The client starts to expect pings once it saw one (every 30 s at most).
  const heart = setInterval(() => {
    for (const peer of peers) peer.ping();
  }, 5000).unref();
  const drop = (): void => {
    for (const peer of peers) peer.destroy();
    peers.clear();
  };
  return {
    deliver: (envelope) => {
      turn += 1;
      const peer = [...peers][turn % Math.max(1, peers.size)];
      if (peer === undefined) return Promise.reject(new Error('dispatch_failed: the app has no connection'));
      return sendAndWait(peer, waiting, { envelope, timeoutMs: parts.ackTimeoutMs });
    },
    connections: () => peers.size,
    disconnect: (reason) => {
      for (const peer of peers) sendDisconnect(peer, reason);
    },
    drop,
    close: () => {
      clearInterval(heart);
      drop();
    },
  };
}

function greet(peers: Set<WebSocketPeer>, peer: WebSocketPeer): void {
  if (peers.size >= mostConnections) {
    sendDisconnect(peer, 'too_many_websockets');
    peer.close(1000);
    return;
  }
  peers.add(peer);
  const hello = {
    type: 'hello',
    num_connections: peers.size,
    debug_info: { host: 'applink-sandbox', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: identity.appId },
  };
  peer.send(JSON.stringify(hello));
}

function sendDisconnect(peer: WebSocketPeer, reason: DisconnectReason): void {
  peer.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-sandbox' } }));
}

function takeAcknowledgement(waiting: Map<string, (payload: Json) => void>, text: string): void {
  const message = parseJson(text);
  if (!isJson(message) || typeof message.envelope_id !== 'string') return;
  waiting.get(message.envelope_id)?.(record(message.payload));
  waiting.delete(message.envelope_id);
}

function sendAndWait(
  peer: WebSocketPeer,
  waiting: Map<string, (payload: Json) => void>,
  sent: { readonly envelope: Json; readonly timeoutMs: number },
): Promise<Json> {
  const id = randomUUID();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(id);
      reject(new Error('operation_timeout: the app did not acknowledge in time'));
    }, sent.timeoutMs);
    waiting.set(id, (payload) => {
      clearTimeout(timer);
      resolve(payload);
    });
    peer.send(JSON.stringify({ envelope_id: id, ...sent.envelope }));
  });
}
