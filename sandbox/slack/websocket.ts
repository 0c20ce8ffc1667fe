import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of one RFC 6455 connection, as much of it as Socket Mode uses. */
export interface WebSocketPeer {
  readonly send: (text: string) => void;
  readonly ping: () => void;
  readonly close: (code: number) => void;
  /** The connection breaks without a closing handshake. */
  readonly destroy: () => void;
}

export interface WebSocketEvents {
  readonly message: (text: string) => void;
  readonly close: () => void;
}

interface Frame {
  readonly final: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  readonly rest: Buffer;
}

const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 } as const;
// RFC 6455 section 1.3: the fixed value that is hashed with the client's key.
const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  events: WebSocketEvents,
): WebSocketPeer {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}${handshakeGuid}`).digest('base64');
  const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
  const peer = peerOver(socket);
  const receive = createReceiver(socket, events);
  socket.on('data', receive);
  socket.on('error', () => socket.destroy());
  socket.on('close', events.close);
  return peer;
}

function peerOver(socket: Duplex): WebSocketPeer {
  const write = (opcode: number, payload: Buffer): void => {
    if (socket.writable) socket.write(encodeFrame(opcode, payload));
  };
  return {
    send: (text) => write(opcodes.text, Buffer.from(text)),
    ping: () => write(opcodes.ping, Buffer.alloc(0)),
    close: (code) => {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      write(opcodes.close, payload);
    },
    destroy: () => socket.destroy(),
  };
}

function createReceiver(socket: Duplex, events: WebSocketEvents): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  const take = (frame: Frame): void => {
    if (frame.opcode === opcodes.ping) socket.write(encodeFrame(opcodes.pong, frame.payload));
    if (frame.opcode === opcodes.close) socket.end(encodeFrame(opcodes.close, frame.payload));
    if (frame.opcode !== opcodes.text && frame.opcode !== opcodes.continuation) return;
    parts.push(frame.payload);
    if (!frame.final) return;
    const message = Buffer.concat(parts).toString();
    parts = [];
    events.message(message);
  };
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (let frame = decodeFrame(pending); frame !== undefined; frame = decodeFrame(pending)) {
      pending = frame.rest;
      take(frame);
    }
  };
}

function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const first = Buffer.from([0x80 | opcode]);
  if (payload.length < 126) return Buffer.concat([first, Buffer.from([payload.length]), payload]);
  const wide = payload.length > 0xffff;
  const length = Buffer.alloc(wide ? 9 : 3);
  length[0] = wide ? 127 : 126;
  if (wide) length.writeBigUInt64BE(BigInt(payload.length), 1);
  else length.writeUInt16BE(payload.length, 1);
  return Buffer.concat([first, length, payload]);
}

/** The first whole frame; undefined while its end has not arrived. */
function decodeFrame(data: Buffer): Frame | undefined {
  if (data.length < 2) return undefined;
  const [head = 0, second = 0] = data;
  const short = second & 0x7f;
  const widths: Readonly<Record<number, number>> = { 126: 2, 127: 8 };
  const width = widths[short] ?? 0;
  const masked = (second & 0x80) !== 0;
  const start = 2 + width + (masked ? 4 : 0);
  if (data.length < start) return undefined;
  const length =
    width === 0 ? short : Number(data.readUIntBE(2 + Math.max(0, width - 6), Math.min(width, 6)));
  if (data.length < start + length) return undefined;
  const payload = Buffer.from(data.subarray(start, start + length));
  if (masked) {
    const mask = data.subarray(start - 4, start);
    for (let i = 0; i < payload.length; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
  }
  return { final: (head & 0x80) !== 0, opcode: head & 0x0f, payload, rest: data.subarray(start + length) };
}
