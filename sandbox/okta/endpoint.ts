import { CursorError, createWalk, type Stretch, type Walk } from '../lib/walk.ts';
import type { Doer } from '../tenant/okta-changes.ts';
import type { OktaTenant } from '../tenant/okta-tenant.ts';
import { invalid } from './failure.ts';

/** One request that passed authorization. */
export interface Call {
  readonly tenant: OktaTenant;
  readonly url: URL;
  readonly query: URLSearchParams;
  readonly param: (name: string) => string;
  readonly listings: Listings;
  /** In whose name it came; null where anybody may ask. */
  readonly doer: Doer | null;
  /** Of a PATCH or POST; empty otherwise. */
  readonly body: string;
  /** Milliseconds since 1970, by the vendor's clock. */
  readonly now: () => number;
  /** Prefer: respond-async */
  readonly async: boolean;
}

export interface Endpoint {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Hono's form: /api/v1/users/:id */
  readonly path: string;
  /** null: open to everybody; of several all are needed. */
  readonly scope: string | readonly string[] | null;
  /** Every other query parameter is refused. */
  readonly query?: readonly string[];
  readonly answer: (call: Call) => Response;
}

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
  readonly source: () => Iterable<T>;
  readonly idOf: (item: T) => string;
  readonly render: (item: T) => unknown;
  readonly usual: number;
  readonly most: number;
}

/** A page with Okta's Link header. */
export function listPage<T>(call: Call, listing: Listing<T>): Response {
  const limit = limitOf(call.query, listing.usual, listing.most);
  const { items, next } = readStretch(call, listing, limit);
  return Response.json(items.map(listing.render), { headers: { link: linkHeader(call.url, next) } });
}

export function readStretch<T>(call: Call, listing: Listing<T>, limit: number): Stretch<T> {
  const walk = call.listings.of(keyOf(call.url), listing.source, listing.idOf);
  try {
    return walk.page(call.query.get('after'), limit);
  } catch (error) {
    if (error instanceof CursorError) throw invalid('after', 'after: The cursor is not valid.');
    throw error;
  }
}

/** The address of the page that starts at `after`, everything else unchanged. */
export function pageAddress(url: URL, after: string): string {
  const address = new URL(url);
  address.searchParams.set('after', after);
  return address.href;
}

function linkHeader(url: URL, next: string | null): string {
  const self = `<${url.href}>; rel="self"`;
  return next === null ? self : `${self}, <${pageAddress(url, next)}>; rel="next"`;
}

export function limitOf(query: URLSearchParams, usual: number, most: number): number {
  const text = query.get('limit');
  if (text === null) return usual;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw invalid('limit', `limit: The value must be a whole number from 1 to ${most}.`);
  }
  return limit;
}

function keyOf(url: URL): string {
  const search = new URLSearchParams(url.search);
  search.delete('after');
  search.delete('limit');
  search.sort();
  return `${url.pathname}?${search.toString()}`;
}
