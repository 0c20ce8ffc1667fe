import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Clock, MINUTE_MS } from '../../lib/clock.ts';
import type { Graph } from './graph.ts';

export interface SubscriptionTools {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly secret: string;
}

export interface Subscriptions {
  /** Which ids are subscriptions of this application, asked anew when one of these is unknown; null = Graph could not be asked. */
  readonly known: (ids: readonly string[]) => Promise<ReadonlySet<string> | null>;
  /** Without waiting for it; `renew` does it when that fails. */
  readonly extendSoon: (id: string) => void;
  readonly renew: (address: string) => Promise<void>;
  /** The first end among those that tell this address; null = one is missing or over. */
  readonly until: (address: string) => Promise<Date | null>;
}

const resources = ['groups', 'users'];
/** The longest that Graph grants for groups and users (subscription resource, maximum length). */
const LIFETIME_MS = 41_760 * MINUTE_MS;
/** A forged notification must not make us ask Graph each time. */
const ASK_AGAIN_MS = MINUTE_MS;

const Subscription = z.object({
  id: z.string(),
  resource: z.string(),
  notificationUrl: z.string().nullish(),
  expirationDateTime: z.coerce.date(),
});
type Subscription = z.infer<typeof Subscription>;

/** What lives as long as the process; the truth about which subscriptions there are is Graph's. */
interface State extends SubscriptionTools {
  ids: Set<string>;
  askedAt: number;
  /** Those that Graph wants to see extended now. */
  readonly due: Set<string>;
}

export function createSubscriptions(tools: SubscriptionTools): Subscriptions {
  const state: State = { ...tools, ids: new Set(), askedAt: Number.NEGATIVE_INFINITY, due: new Set() };
  return {
    known: async (ids) => await knownIds(state, ids),
    extendSoon: (id) => {
      extend(state, id).catch(() => {});
    },
    renew: async (address) => {
      const found = await list(state);
      const url = addressOf(state, address);
      for (const resource of resources) await renewOne(state, found, { resource, url });
      await dropStale(state, found, url);
    },
    until: async (address) => {
      const found = await list(state);
      const url = addressOf(state, address);
      const now = state.clock.now();
      const ends = resources.map((resource) => standing(found, { resource, url })?.expirationDateTime ?? now);
      const first = new Date(Math.min(...ends.map((at) => at.getTime())));
      return first > now ? first : null;
    },
  };
}

async function list(state: State): Promise<readonly Subscription[]> {
  const found = (await state.graph.list('/subscriptions')).map((item) => Subscription.parse(item));
  state.ids = new Set(found.map(({ id }) => id));
  return found;
}

async function knownIds(state: State, ids: readonly string[]): Promise<ReadonlySet<string> | null> {
  const now = state.clock.now().getTime();
  if (ids.every((id) => state.ids.has(id)) || now - state.askedAt < ASK_AGAIN_MS) return state.ids;
  state.askedAt = now;
  try {
    await list(state);
    return state.ids;
  } catch {
    state.askedAt = Number.NEGATIVE_INFINITY;
    return null;
  }
}

async function extend(state: State, id: string): Promise<void> {
  state.due.add(id);
  const expirationDateTime = end(state.clock);
  await state.graph.send('PATCH', `/subscriptions/${encodeURIComponent(id)}`, { expirationDateTime });
  state.due.delete(id);
}

interface Wanted {
  readonly resource: string;
  readonly url: string;
}

async function renewOne(state: State, found: readonly Subscription[], wanted: Wanted): Promise<void> {
  const mine = standing(found, wanted);
  if (mine === undefined) {
    const made = await state.graph.send('POST', '/subscriptions', asked(state, wanted));
    state.ids.add(Subscription.parse(made).id);
    return;
  }
  const left = mine.expirationDateTime.getTime() - state.clock.now().getTime();
  if (left < LIFETIME_MS / 2 || state.due.has(mine.id)) await extend(state, mine.id);
}

function standing(found: readonly Subscription[], { resource, url }: Wanted): Subscription | undefined {
  return found.find((one) => one.notificationUrl === url && one.resource.replace(/^\//, '') === resource);
}

function asked({ clock, secret }: State, { resource, url }: Wanted) {
  return {
    changeType: 'updated',
    resource,
    notificationUrl: url,
    // Cannot be added later.
    lifecycleNotificationUrl: url,
    expirationDateTime: end(clock),
    clientState: secret,
    latestSupportedTlsVersion: 'v1_2',
  };
}

/** Those made with an earlier secret: what they tell would be refused. */
async function dropStale(state: State, found: readonly Subscription[], url: string): Promise<void> {
  for (const { id, notificationUrl } of found) {
    if (notificationUrl == null || notificationUrl === url) continue;
    if (notificationUrl.split('?')[0] !== url.split('?')[0]) continue;
    await state.graph.send('DELETE', `/subscriptions/${encodeURIComponent(id)}`);
  }
}

/** Graph does not tell which secret a subscription was made with, so that its address does, by a fingerprint. */
function addressOf({ secret }: State, address: string): string {
  const fingerprint = createHash('sha256').update(`address ${secret}`).digest('hex').slice(0, 8);
  return `${address}${address.includes('?') ? '&' : '?'}k=${fingerprint}`;
}

function end(clock: Clock): string {
  // A minute less: our clock may be ahead of Graph's.
  return new Date(clock.now().getTime() + LIFETIME_MS - MINUTE_MS).toISOString();
}
