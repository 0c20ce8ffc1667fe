import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OperatorError } from '../../src/lib/operator-error.ts';
import type { EventFeed, EventPage, FeedContext } from '../../src/providers/provider.ts';

/** One feed over its stand-in, and the levers the suite pulls. */
export interface FeedSubject {
  readonly feed: EventFeed;
  readonly context?: Partial<FeedContext>;
  /**
   * Makes that many things happen at the vendor, just now or so long ago (both happened and noted then); the next read
   * could see them.
   */
  readonly happen: (count: number, agoMs?: number) => void | Promise<void>;
  /** Requests answered by the vendor so far. */
  readonly requestCount: () => number;
  /** The vendor refuses every call, or answers again. */
  readonly down: (down: boolean) => void;
  /** From now on next links of the vendor lead to this origin. */
  readonly leadAway?: (origin: string) => void;
  /** The vendor forgets every cursor it gave out so far. */
  readonly expire?: () => void;
  readonly close: () => Promise<void>;
}

export interface FeedTraits {
  /** Enough things for at least three pages; null: the feed has one page whatever happens. */
  readonly threePages: number | null;
  /** Requests that a read costs, at most, when nothing is new. */
  readonly idleRequests: number;
  /** A feed that reads states (jobs) tells them on a first start, one that reads a log begins now. */
  readonly beginsNow?: boolean;
  /** Whether the vendor gives cursors that can expire, and next links. */
  readonly expires?: boolean;
  readonly links?: boolean;
}

/** The contract of EventFeed in provider.ts, for every feed of every provider. */
export function testFeed(open: () => Promise<FeedSubject>, traits: FeedTraits): void {
  const many = traits.threePages ?? 3;
  let subject: FeedSubject;

  beforeEach(async () => {
    subject = await open();
  });
  afterEach(async () => await subject.close());

  const contextOf = (signal: AbortSignal): FeedContext => ({ breakGlass: [], ...subject.context, signal });
  const read = (cursor: string | null, signal = new AbortController().signal) =>
    subject.feed.readSince(cursor, contextOf(signal));
  const drain = async (cursor: string | null): Promise<Drained> => {
    const pages: EventPage[] = [];
    for await (const page of read(cursor)) pages.push(page);
    return { pages, cursor: pages.at(-1)?.cursor ?? cursor ?? '', ids: pages.flatMap(idsOf) };
  };
  /** Where a first start leaves off. */
  const begin = async (): Promise<string> => (await drain(null)).cursor;

  // A feed of states has no history to replay: it tells what is so, also on a first start.
  it.skipIf(traits.beginsNow === false)('begins now: a first start replays no history', async () => {
    await subject.happen(3, 60 * 60_000);

    expect((await drain(null)).ids).toEqual([]);
  });

  it('gives a cursor to go on from even when nothing happened', async () => {
    const cursor = await begin();
    await subject.happen(1);

    expect(cursor).not.toBe('');
    expect(new Set((await drain(cursor)).ids).size).toBe(1);
  });

  it('drains what happened and ends, each event with an id of its own and a cursor with every page', async () => {
    const cursor = await begin();
    await subject.happen(many);
    const { pages, ids } = await drain(cursor);

    expect(new Set(ids).size).toBe(many);
    expect(pages.every((page) => page.cursor !== '' && page.gap === undefined)).toBe(true);
    if (traits.threePages !== null) expect(pages.length).toBeGreaterThanOrEqual(3);
  });

  it('names its own feed in every event', async () => {
    const cursor = await begin();
    await subject.happen(2);
    const { pages } = await drain(cursor);
    const feeds = pages.flatMap(({ events }) => events.map(({ feed }) => feed));

    expect(feeds.length).toBeGreaterThan(0);
    expect(new Set(feeds)).toEqual(new Set([subject.feed.name]));
  });

  it('goes on from the cursor of any page with exactly the rest, whatever it repeats', async () => {
    const cursor = await begin();
    await subject.happen(many);
    const { pages, ids } = await drain(cursor);
    const seen = new Set<string>();
    for (const page of pages) {
      for (const id of idsOf(page)) seen.add(id);
      const rest = (await drain(page.cursor)).ids.filter((id) => !seen.has(id));

      expect(new Set(rest)).toEqual(new Set(ids.filter((id) => !seen.has(id))));
    }
  });

  it('gives the same ids when it reads the same again', async () => {
    const cursor = await begin();
    await subject.happen(3);
    const first = await drain(cursor);

    expect((await drain(cursor)).ids.toSorted()).toEqual(first.ids.toSorted());
    expect(new Set(first.ids).size).toBe(3);
  });

  it('ends after a few requests when nothing is new', async () => {
    const cursor = await begin();
    const before = subject.requestCount();
    const { ids } = await drain(cursor);

    expect(ids).toEqual([]);
    expect(subject.requestCount() - before).toBeLessThanOrEqual(traits.idleRequests);
  });

  it('throws an OperatorError while the vendor is down, and loses nothing by it', async () => {
    const cursor = await begin();
    await subject.happen(3);
    subject.down(true);
    const failure = await drain(cursor).catch((error: unknown) => error);
    subject.down(false);

    expect(failure).toBeInstanceOf(OperatorError);
    expect(new Set((await drain(cursor)).ids).size).toBe(3);
  }, 30_000);

  // Where there is one page whatever happens, nothing can stop between two.
  it.skipIf(traits.threePages === null)(
    'ends without an error when the process stops, and asks no more',
    async () => {
      const cursor = await begin();
      await subject.happen(many);
      const stop = new AbortController();
      let pages = 0;
      let asked = 0;
      for await (const _ of read(cursor, stop.signal)) {
        pages += 1;
        asked = subject.requestCount();
        stop.abort();
      }

      expect(pages).toBe(1);
      expect(subject.requestCount()).toBe(asked);
    },
  );

  it('reads nothing when the process is stopping already', async () => {
    const cursor = await begin();
    await subject.happen(3);
    const before = subject.requestCount();
    const pages: EventPage[] = [];
    for await (const page of read(cursor, AbortSignal.abort())) pages.push(page);

    expect(pages.flatMap(idsOf)).toEqual([]);
    expect(subject.requestCount()).toBe(before);
  });

  // Some cursors are ours, made of times: no vendor can forget them.
  it.skipIf(traits.expires === false)(
    'reports a gap instead of an error when its cursor expired, and goes on',
    async () => {
      await begin();
      await subject.happen(2);
      const cursor = await begin();
      await subject.happen(2);
      subject.expire?.();
      const { pages, cursor: next } = await drain(cursor);
      const gaps = pages.flatMap(({ gap }) => gap ?? []);
      await subject.happen(1);
      const after = await drain(next);

      expect(gaps).toHaveLength(1);
      expect(gaps[0]?.because).not.toBe('');
      expect(after.ids.length).toBeGreaterThan(0);
      expect(after.pages.flatMap(({ gap }) => gap ?? [])).toEqual([]);
    },
  );

  it('reports a gap instead of an error when its cursor cannot be read', async () => {
    const { pages } = await drain('not a cursor');

    expect(pages.flatMap(({ gap }) => gap ?? [])).toHaveLength(1);
  });

  // Where Lockstep makes every address itself, no answer can lead it away.
  it.skipIf(traits.links === false)('follows no next link to another host', async () => {
    const cursor = await begin();
    await subject.happen(many);
    await using trap = await openTrap();
    subject.leadAway?.(trap.origin);
    const failure = await drain(cursor).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'FOREIGN_LINK' });
    expect(trap.visits()).toBe(0);
  });
}

interface Drained {
  readonly pages: readonly EventPage[];
  readonly cursor: string;
  readonly ids: readonly string[];
}

function idsOf({ events }: EventPage): string[] {
  return events.map(({ id }) => id);
}

/** Another host, which counts who comes. */
async function openTrap() {
  let visits = 0;
  const server = createServer((_, response) => {
    visits += 1;
    response.end('[]');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    visits: () => visits,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
