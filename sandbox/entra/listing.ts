import { CursorError, createWalk, type Stretch, type Walk } from '../lib/walk.ts';
import { type Call, contextOf, isAdvanced } from './endpoint.ts';
import { GraphFailure, unsupportedQuery } from './failure.ts';
import { parseFilter } from './filter.ts';
import type { Filterable } from './filter-tokens.ts';
import { renderOf, type Shape } from './shape.ts';
import { readToken, withToken, writeToken } from './token-links.ts';

/** Walks that are under way, by the request they page through. */
export interface Listings {
  readonly of: <T>(key: string, source: () => Iterable<T>, idOf: (item: T) => string) => Walk<T>;
}

export function createListings(): Listings {
  const walks = new Map<string, Walk<unknown>>();
  return {
    of: <T>(key: string, source: () => Iterable<T>, idOf: (item: T) => string) => {
      // A key names a path with its search, which fixes T.
      const known = walks.get(key) as Walk<T> | undefined;
      const walk = known ?? createWalk(source, idOf);
      walks.delete(key);
      walks.set(key, walk);
      const [oldest] = walks.keys();
      if (walks.size > 256 && oldest !== undefined) walks.delete(oldest);
      return walk;
    },
  };
}

export interface Listing<T> {
  /** What stands in @odata.context. */
  readonly context: string;
  readonly source: () => Iterable<T>;
  readonly idOf: (item: T) => string;
  readonly shape: Shape<T>;
  readonly filterable?: Filterable;
  /** Page size when none is asked for, and the largest that may be. */
  readonly usual?: number;
  readonly most?: number;
  /** Larger pages are quietly cut down to this. */
  readonly cap?: number;
  /** Without `$top` there is one page and no link to the next (list provisioningObjectSummary). */
  readonly linksOnlyWithTop?: boolean;
  /** In place of the shape's own rendering: lists of mixed types. */
  readonly render?: (item: T) => unknown;
}

/** One page, with its next link. */
export function listPage<T>(call: Call, listing: Listing<T>): Response {
  const render = listing.render ?? renderOf(listing.shape, call.query.get('$select'));
  const source = sorted(call, listing, filtered(call, listing));
  const { items, next } = readStretch(call, source, listing);
  return Response.json({
    '@odata.context': contextOf(call, listing.context),
    ...(isAdvanced(call) ? { '@odata.count': countOf(source()) } : {}),
    ...(next === null || (listing.linksOnlyWithTop === true && !call.query.has('$top'))
      ? {}
      : { '@odata.nextLink': withToken(call.url, '$skiptoken', writeToken({ c: next })) }),
    value: items.map(render),
  });
}

/** A list that Graph returns whole. */
export function wholeList<T>(call: Call, listing: Listing<T>): Response {
  const render = renderOf(listing.shape, call.query.get('$select'));
  const items = [...sorted(call, listing, filtered(call, listing))()];
  const top = call.query.has('$top') ? topOf(call, items.length, 999) : items.length;
  return Response.json({
    '@odata.context': contextOf(call, listing.context),
    value: items.slice(0, top).map(render),
  });
}

/** One resource, as its shape tells it. */
export function oneItem<T>(call: Call, context: string, [shape, item]: readonly [Shape<T>, T]): Response {
  const render = renderOf(shape, call.query.get('$select'));
  return Response.json({ '@odata.context': contextOf(call, `${context}/$entity`), ...render(item) });
}

function filtered<T>(call: Call, { source, shape, filterable = {} }: Listing<T>): () => Iterable<T> {
  const text = call.query.get('$filter');
  if (text === undefined) return source;
  const test = parseFilter(text, { shape, filterable, advanced: isAdvanced(call) });
  return function* () {
    for (const item of source()) if (test(item)) yield item;
  };
}

function sorted<T>(call: Call, { shape }: Listing<T>, source: () => Iterable<T>): () => Iterable<T> {
  const text = call.query.get('$orderby');
  if (text === undefined) return source;
  const [name = '', direction = 'asc', ...rest] = text.trim().split(/\s+/);
  const field = shape.fields[name];
  if (field === undefined || !/^(asc|desc)$/.test(direction) || rest.length > 0) {
    throw unsupportedQuery(`Sorting is not supported for '${text}'.`);
  }
  const sign = direction === 'desc' ? -1 : 1;
  return () => [...source()].toSorted((a, b) => sign * wordOf(field(a)).localeCompare(wordOf(field(b))));
}

function readStretch<T>(call: Call, source: () => Iterable<T>, listing: Listing<T>): Stretch<T> {
  const top = Math.min(topOf(call, listing.usual ?? 100, listing.most ?? 999), listing.cap ?? 999);
  const walk = call.shared.listings.of(keyOf(call), source, listing.idOf);
  const token = call.query.get('$skiptoken');
  const cursor = token === undefined ? null : wordOf(readToken(token).c);
  try {
    return walk.page(cursor, top);
  } catch (error) {
    if (!(error instanceof CursorError)) throw error;
    throw new GraphFailure(
      400,
      'Directory_ExpiredPageToken',
      'The specified page token value has expired and can no longer be included in your request.',
    );
  }
}

function topOf(call: Call, usual: number, most: number): number {
  const text = call.query.get('$top');
  if (text === undefined) return usual;
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1 || top > most) {
    throw unsupportedQuery(
      `Invalid page size specified: '${text}'. Must be between 1 and ${most} inclusive.`,
    );
  }
  return top;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function countOf(items: Iterable<unknown>): number {
  let count = 0;
  for (const _ of items) count += 1;
  return count;
}

function keyOf({ url, query }: Call): string {
  const pairs = [...query]
    .filter(([name]) => name !== '$skiptoken')
    .map(([name, value]) => `${name}=${value}`);
  return `${url.pathname}?${pairs.toSorted().join('&')}`;
}
