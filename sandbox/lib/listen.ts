import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createFaults } from '../faults.ts';
import type { StandIn, StandInOptions } from '../stand-in.ts';
import { type Answer, answerWithFaults, type Paging } from './answer-with-faults.ts';
import { createRequestLog } from './request-log.ts';

/** What one vendor adds to the machinery that all stand-ins share. */
export interface Vendor {
  /** Answers one request, e.g. `(request) => app.fetch(request)` of a Hono app. */
  readonly answer: Answer;
  /** Absent: the faults `empty_page` and `foreign_next` are refused with 500. */
  readonly paging?: Paging;
}

export interface Listening extends StandIn {
  /** The most requests that were under way at the same time. */
  readonly mostAtOnce: () => number;
}

/** Serves a vendor on loopback: request log, faults and the vendor's clock around its answers. */
export async function listen(vendor: Vendor, options: StandInOptions = {}): Promise<Listening> {
  const faults = createFaults();
  const log = createRequestLog();
  const skew = options.clockSkewMs ?? 0;
  const underWay = { now: 0, most: 0 };
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    hostname: '127.0.0.1',
    fetch: async (request: Request, env: unknown) => {
      log.write(request);
      underWay.now += 1;
      underWay.most = Math.max(underWay.most, underWay.now);
      const answer = await answerWithFaults(request, { vendor, faults, env }).finally(() => {
        underWay.now -= 1;
      });
      if (!answer.headers.has('x-hono-already-sent'))
        answer.headers.set('date', vendorNow(skew).toUTCString());
      return answer;
    },
    // Without createServer the adaptor makes an HTTP/1.1 server, which is a Server.
  }) as Server;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    requests: log.read,
    requestCount: log.count,
    mostAtOnce: () => underWay.most,
    forgetRequests: log.forget,
    close: () => close(server),
  };
}

function vendorNow(skewMs: number): Date {
  return new Date(Date.now() + skewMs);
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
