import { Client, type GraphRequest, ResponseType } from '@microsoft/microsoft-graph-client';
import { checkedEndpoint } from '../../lib/endpoint.ts';
import { readBatches } from './batch.ts';
import type { TokenSource } from './credential.ts';
import { createGate } from './gate.ts';
import { createMiddleware, type Outcome } from './middleware.ts';
import { createPacer } from './pacer.ts';
import { readPages } from './pager.ts';

/** One tenant; paths begin with / and stand below /v1.0. Throws OperatorErrors. */
export interface Graph {
  readonly get: (path: string) => Promise<unknown>;
  /** Every page of a list, an empty one included; never to another host, never in a circle. */
  readonly pages: (path: string) => AsyncGenerator<GraphPage>;
  readonly list: (path: string) => Promise<readonly unknown[]>;
  /** Many small reads in batches of twenty, in the order asked; each is a body, or the OperatorError of that one read. */
  readonly batch: (paths: readonly string[]) => Promise<readonly unknown[]>;
  /**
   * Only for what may be sent twice: whatever fails in passing is sent again, unless `landed` sees that it was done before
   * its answer was lost; the answer is then empty.
   */
  readonly send: (
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    landed?: () => Promise<boolean>,
  ) => Promise<unknown>;
  readonly lastDate: () => Date | null;
}

export interface GraphPage {
  readonly items: readonly unknown[];
  /** Path of the next page; null on the last. */
  readonly next: string | null;
  /** Path that later tells what changed; only on the last page of a delta. */
  readonly delta: string | null;
}

interface Limits {
  readonly rateShare: number;
  readonly concurrency: number;
}

export function createGraph(
  graphUrl: string,
  token: TokenSource,
  limits: Limits,
  pacer = createPacer(limits.rateShare),
): Graph {
  const base = checkedEndpoint('ENTRA_GRAPH_URL', graphUrl);
  const state = { lastDate: null as Date | null };
  const middleware = createMiddleware({ base, token, pacer, gate: createGate(limits.concurrency), state });
  const client = Client.initWithMiddleware({ middleware, baseUrl: `${base}/`, defaultVersion: 'v1.0' });
  const get = async (path: string): Promise<unknown> =>
    await unwrapped(async (outcome) => await prepare(client, path, outcome).get());
  const pages = (path: string): AsyncGenerator<GraphPage> => readPages(get, base, path);
  return {
    get,
    pages,
    list: async (path) => {
      const all: unknown[] = [];
      for await (const { items } of pages(path)) all.push(...items);
      return all;
    },
    batch: async (paths) =>
      await readBatches(
        async (body) =>
          await unwrapped(async (outcome) => await prepare(client, '/$batch', outcome).post(body)),
        paths,
      ),
    send: async (method, path, body, landed) =>
      await unwrapped(async (outcome) => {
        if (landed !== undefined) outcome.landed = landed;
        const request = prepare(client, path, outcome);
        if (method === 'DELETE') return await request.delete();
        return method === 'POST' ? await request.post(body) : await request.patch(body);
      }),
    lastDate: () => state.lastDate,
  };
}

/** Node's own Accept-Language is `*`, which some of Graph's addresses refuse (msgraph-sdk-javascript #999). */
function prepare(client: Client, path: string, outcome: Outcome): GraphRequest {
  return client
    .api(path)
    .header('Accept-Language', 'en-US')
    .responseType(ResponseType.RAW)
    .option('outcome', outcome);
}

async function unwrapped(call: (outcome: Outcome) => Promise<unknown>): Promise<unknown> {
  const outcome: Outcome = {};
  try {
    await call(outcome);
  } catch (error) {
    throw outcome.error ?? error;
  }
  return outcome.body;
}
