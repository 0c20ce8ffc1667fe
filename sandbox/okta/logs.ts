import type { OktaLogEvent } from '../tenant/okta-tenant.ts';
import { type Call, type Endpoint, limitOf, pageAddress } from './endpoint.ts';
import { invalid, OktaFailure } from './failure.ts';
import { parseFilter, type Test } from './filter.ts';

const day = 86_400_000;

export const logEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/api/v1/logs',
    scope: 'okta.logs.read',
    query: ['since', 'until', 'after', 'filter', 'q', 'limit', 'sortOrder'],
    answer: listEvents,
  },
];

/** Without `until`, ascending: polling, in the order of persistence, and there is always a next page (Okta, System Log query). */
function listEvents(call: Call): Response {
  const { query } = call;
  if (query.has('after') && query.has('since'))
    throw invalid('after', 'after and since exclude one another.');
  const since = dateOf(query, 'since');
  if (since !== null && since < Date.now() - 180 * day) {
    throw new OktaFailure(
      400,
      'E0000053',
      'Invalid filter: The since parameter is over 180 days prior to the current day.',
    );
  }
  const limit = limitOf(query, 100, 1000);
  const polling = !query.has('until') && query.get('sortOrder') !== 'DESCENDING';
  return polling ? poll(call, since, limit) : readBounded(call, since, limit);
}

function poll(call: Call, since: number | null, limit: number): Response {
  const { log } = call.tenant;
  const test = testOf(call.query);
  let at = startOf(call, since);
  const events: OktaLogEvent[] = [];
  for (; at < log.length && events.length < limit; at += 1) {
    const event = log[at];
    if (event !== undefined && test(event)) events.push(event);
  }
  return page(call, events, `poll_${at}_${call.tenant.logEpoch}`);
}

function startOf({ query, tenant }: Call, since: number | null): number {
  const after = query.get('after');
  if (after !== null) {
    const { position, from: epoch } = readCursor(after, 'poll');
    if (epoch !== tenant.logEpoch) throw invalid('after', 'after: The cursor is not valid.');
    return position;
  }
  const from = since ?? Date.now() - 7 * day;
  const start = tenant.log.findIndex(({ published }) => Date.parse(published) >= from);
  return start === -1 ? tenant.log.length : start;
}

function readBounded(call: Call, since: number | null, limit: number): Response {
  const { query } = call;
  const until = dateOf(query, 'until') ?? Date.now();
  const after = query.get('after');
  const begun = after === null ? null : readCursor(after, 'range');
  const from = begun?.from ?? since ?? until - 7 * day;
  const test = testOf(query);
  const sign = query.get('sortOrder') === 'DESCENDING' ? -1 : 1;
  const within = (event: OktaLogEvent) => {
    const at = Date.parse(event.published);
    return at >= from && at < until && test(event);
  };
  const found = call.tenant.log.filter(within).sort((a, b) => sign * a.published.localeCompare(b.published));
  const start = begun?.position ?? 0;
  const end = start + limit;
  return page(call, found.slice(start, end), end < found.length ? `range_${end}_${from}` : null);
}

function page(call: Call, events: readonly OktaLogEvent[], next: string | null): Response {
  const address = new URL(call.url);
  // A cursor stands for `since`.
  address.searchParams.delete('since');
  const link = next === null ? '' : `, <${pageAddress(address, next)}>; rel="next"`;
  return Response.json(events, { headers: { link: `<${call.url.href}>; rel="self"${link}` } });
}

function readCursor(cursor: string, kind: string): { position: number; from: number } {
  const [prefix, position = '', from = '0'] = cursor.split('_');
  if (prefix !== kind || !/^\d+$/.test(position)) throw invalid('after', 'after: The cursor is not valid.');
  return { position: Number(position), from: Number(from) };
}

function dateOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const date = Date.parse(text);
  if (Number.isNaN(date)) throw invalid(name, `${name}: must be an ISO 8601 date.`);
  return date;
}

function testOf(query: URLSearchParams): Test<OktaLogEvent> {
  const filter = query.get('filter');
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const byFilter = filter === null ? () => true : parseFilter(filter, eventProperties);
  return (event) => {
    if (!byFilter(event)) return false;
    if (words.length === 0) return true;
    const text = JSON.stringify(event).toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

const names = [
  'eventType',
  'uuid',
  'actor.id',
  'actor.type',
  'actor.alternateId',
  'target.id',
  'target.type',
  'target.alternateId',
  'outcome.result',
  'outcome.reason',
  'severity',
  'transaction.id',
  'transaction.detail.requestApiTokenId',
  'client.ipAddress',
  'legacyEventType',
];
const eventProperties = Object.fromEntries(
  names.map((name) => [name, (event: OktaLogEvent) => valuesAt(event, name.split('.'))]),
);

/** Lists count as each of their entries: `target.id` matches any target. */
function valuesAt(value: unknown, path: readonly string[]): (string | null)[] {
  if (Array.isArray(value)) return value.flatMap((entry) => valuesAt(entry, path));
  const [name, ...rest] = path;
  if (name === undefined) return [typeof value === 'string' ? value : null];
  if (typeof value !== 'object' || value === null) return [null];
  // An object's own fields, whatever they hold.
  return valuesAt((value as Record<string, unknown>)[name], rest);
}
