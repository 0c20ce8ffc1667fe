import { randomUUID } from 'node:crypto';
import { type Call, contextOf } from './endpoint.ts';
import { badRequest, GraphFailure, syncLost, unsupportedQuery } from './failure.ts';
import { readToken, type Token, withToken, writeToken } from './token-links.ts';

/** What a caller follows: which properties, and which objects (null: all). */
export interface Watch {
  readonly select: string | null;
  readonly ids: readonly string[] | null;
}

/** Rounds of delta queries that are under way. */
export interface Deltas {
  readonly answer: (call: Call, feed: Feed) => Response;
  /** Every token issued so far is refused from now on: 400 syncStateNotFound, or 410 with the address to begin anew. */
  readonly expire: (how?: 'lost' | 'gone') => void;
}

type Entry = () => Record<string, unknown>;
export type Pages = readonly (readonly Entry[])[];

/** One kind of object. A round's pages are laid out when it begins and stay the same until its end. */
export interface Feed {
  readonly name: 'users' | 'groups';
  /** Refuses what cannot be selected. */
  readonly check: (watch: Watch) => void;
  readonly baseline: (call: Call, watch: Watch) => Pages;
  /** What moved since that place in the change log. */
  readonly changes: (call: Call, watch: Watch, from: number) => Pages;
}

interface Round {
  readonly name: Feed['name'];
  readonly pages: Pages;
  readonly watch: Watch;
  /** Where the change log ended when the round began: what happens meanwhile comes again in the next one. */
  readonly position: number;
}

const MOST_IDS = 50;
const LIFETIME_MS = 7 * 86_400_000;

interface State {
  readonly now: () => number;
  readonly rounds: Map<string, Round>;
  /** Tokens of an earlier epoch are expired. */
  epoch: number;
  how: 'lost' | 'gone';
}

export function createDeltas(now: () => number): Deltas {
  const state: State = { now, rounds: new Map(), epoch: 0, how: 'lost' };
  return {
    answer: (call, feed) => answerDelta(state, call, feed),
    expire: (how = 'lost') => {
      state.epoch += 1;
      state.how = how;
      state.rounds.clear();
    },
  };
}

function answerDelta(state: State, call: Call, feed: Feed): Response {
  const [skip, delta] = [call.query.get('$skiptoken'), call.query.get('$deltatoken')];
  refuseExtras(call, skip ?? delta);
  if (skip !== undefined) return goOn(state, call, tokenFor(feed, skip));
  if (delta === 'latest') return begin(state, call, { feed, watch: watchOf(call), pages: () => [] });
  if (delta === undefined || delta === '') {
    const watch = watchOf(call);
    return begin(state, call, { feed, watch, pages: () => feed.baseline(call, watch) });
  }
  const token = tokenFor(feed, delta);
  refuseOld(state, call, token);
  const watch = readWatch(token);
  return begin(state, call, { feed, watch, pages: () => feed.changes(call, watch, Number(token.p)) });
}

interface Beginning {
  readonly feed: Feed;
  readonly watch: Watch;
  readonly pages: () => Pages;
}

function begin(state: State, call: Call, { feed, watch, pages }: Beginning): Response {
  feed.check(watch);
  const round = { name: feed.name, pages: pages(), watch, position: call.tenant.changes.length };
  return page(state, call, { id: randomUUID(), round, index: 0 });
}

function goOn(state: State, call: Call, token: Token): Response {
  const id = String(token.r);
  const round = state.rounds.get(id);
  if (round === undefined) throw syncLost();
  return page(state, call, { id, round, index: Number(token.i) });
}

interface At {
  readonly id: string;
  readonly round: Round;
  readonly index: number;
}

function page(state: State, call: Call, { id, round, index }: At): Response {
  const address = bare(call.url);
  const value = (round.pages[index] ?? []).map((entry) => entry());
  const context = { '@odata.context': contextOf(call, round.name) };
  if (index + 1 < round.pages.length) {
    keep(state.rounds, id, round);
    const token = writeToken({ k: round.name, r: id, i: index + 1 });
    return Response.json({ ...context, '@odata.nextLink': withToken(address, '$skiptoken', token), value });
  }
  const { watch, position } = round;
  const token = { k: round.name, e: state.epoch, t: state.now(), p: position, s: watch.select, f: watch.ids };
  const link = withToken(address, '$deltatoken', writeToken(token));
  return Response.json({ ...context, '@odata.deltaLink': link, value });
}

function refuseOld(state: State, call: Call, token: Token): void {
  if (token.e === state.epoch && state.now() - Number(token.t) < LIFETIME_MS) return;
  if (state.how === 'lost') throw syncLost();
  const location = withToken(bare(call.url), '$deltatoken', '');
  throw new GraphFailure(410, 'resyncRequired', 'Resync required.', { location });
}

/** The token carries the first request's parameters; nothing may stand beside it. */
function refuseExtras({ query }: Call, token: string | undefined): void {
  if (token === undefined || token === '') return;
  const allowed = token === 'latest' ? ['$deltatoken', '$select'] : ['$skiptoken', '$deltatoken'];
  for (const name of query.keys()) {
    if (!allowed.includes(name)) {
      throw badRequest(`The query parameter '${name}' is not supported together with a state token.`);
    }
  }
}

function tokenFor(feed: Feed, text: string): Token {
  const token = readToken(text);
  if (token.k !== feed.name) throw badRequest('Badly formed token.');
  return token;
}

function watchOf({ query }: Call): Watch {
  return { select: query.get('$select') ?? null, ids: idsOf(query.get('$filter')) };
}

function readWatch(token: Token): Watch {
  const ids = Array.isArray(token.f) ? token.f.map(String) : null;
  return { select: typeof token.s === 'string' ? token.s : null, ids };
}

/** `id eq 'a' or id eq 'b'`, and nothing else. */
function idsOf(filter: string | undefined): readonly string[] | null {
  if (filter === undefined) return null;
  const ids = filter
    .split(/\s+or\s+/i)
    .map((clause) => /^\s*\(?\s*id eq '([^']+)'\s*\)?\s*$/i.exec(clause)?.[1]);
  const known = ids.filter((id) => id !== undefined);
  if (known.length !== ids.length) throw unsupportedQuery('Only id eq is supported in a delta query.');
  if (known.length > MOST_IDS) {
    throw unsupportedQuery(`The number of filtered objects exceeds the maximum of ${MOST_IDS}.`);
  }
  return known;
}

function bare(url: URL): URL {
  return new URL(`${url.origin}${url.pathname}`);
}

/** Readers that gave up half-way must not pile up. */
function keep(rounds: Map<string, Round>, id: string, round: Round): void {
  rounds.set(id, round);
  const [oldest] = rounds.keys();
  if (rounds.size > 32 && oldest !== undefined) rounds.delete(oldest);
}
