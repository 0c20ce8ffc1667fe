import { randomUUID } from 'node:crypto';
import type { EntraChange, EntraTenant } from '../tenant/entra-tenant.ts';
import { badRequest, GraphFailure } from './failure.ts';

export interface Subscription {
  readonly id: string;
  readonly clientId: string;
  /** groups, users, groups/{id} or groups/{id}/members. */
  readonly resource: string;
  readonly changeType: string;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl: string | null;
  readonly clientState: string | null;
  expirationDateTime: string;
}

export interface Subscriptions {
  readonly all: () => readonly Subscription[];
  /** Validates both addresses with a handshake first. */
  readonly create: (asked: Omit<Subscription, 'id'>) => Promise<Subscription>;
  readonly drop: (id: string) => void;
  /** Tells of every change since the last delivery; resolves when all were tried. Returns how many were accepted. */
  readonly deliver: () => Promise<number>;
  readonly askReauthorization: () => Promise<number>;
  readonly stop: () => void;
}

const TELL_EVERY_MS = 200;
const MOST_TRIES = 5;
/** Graph waits this long for the echo of its token. */
const HANDSHAKE_MS = 10_000;
const DELIVERY_MS = 3000;

interface Parcel {
  readonly url: string;
  readonly value: readonly object[];
  tries: number;
}

/** Change notifications (Graph, change notifications for resource data). A receiver that fails is tried again a few times. */
export function createSubscriptions(tenant: EntraTenant, now: () => number): Subscriptions {
  const known = new Map<string, Subscription>();
  let position = tenant.changes.length;
  let open: Parcel[] = [];
  let timer: NodeJS.Timeout | undefined;
  const live = () => [...known.values()].filter((one) => Date.parse(one.expirationDateTime) > now());
  const deliver = async (): Promise<number> => {
    const changes = tenant.changes.slice(position);
    position = tenant.changes.length;
    for (const subscription of live()) {
      const value = changes.flatMap((change) => notification(tenant, subscription, change) ?? []);
      if (value.length > 0) open.push({ url: subscription.notificationUrl, value, tries: 0 });
    }
    const parcels = open;
    open = [];
    let accepted = 0;
    for (const parcel of parcels) {
      if (await post(parcel)) accepted += 1;
      else if (++parcel.tries < MOST_TRIES) open.push(parcel);
    }
    return accepted;
  };
  return {
    all: () => [...known.values()],
    create: async (asked) => {
      for (const url of new Set([
        asked.notificationUrl,
        asked.lifecycleNotificationUrl ?? asked.notificationUrl,
      ]))
        await shakeHands(url);
      const subscription = { ...asked, id: randomUUID() };
      known.set(subscription.id, subscription);
      timer ??= setInterval(() => void deliver(), TELL_EVERY_MS).unref();
      return subscription;
    },
    drop: (id) => {
      known.delete(id);
    },
    deliver,
    askReauthorization: async () => {
      let accepted = 0;
      for (const one of live()) {
        if (one.lifecycleNotificationUrl === null) continue;
        const value = [{ ...envelope(tenant, one), lifecycleEvent: 'reauthorizationRequired' }];
        if (await post({ url: one.lifecycleNotificationUrl, value, tries: 0 })) accepted += 1;
      }
      return accepted;
    },
    stop: () => clearInterval(timer),
  };
}

async function shakeHands(url: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
  const address = new URL(url);
  if (address.protocol !== 'https:' && address.hostname !== '127.0.0.1')
    throw badRequest('Notification endpoint must be an https address.');
  address.searchParams.set('validationToken', token);
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    signal: AbortSignal.timeout(HANDSHAKE_MS),
  }).catch(() => null);
  const plain = answer?.headers.get('content-type')?.startsWith('text/plain') === true;
  if (answer?.status === 200 && plain && (await answer.text()) === token) return;
  throw new GraphFailure(
    400,
    'ValidationError',
    `Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request. (${answer?.status ?? 'no answer'})`,
  );
}

async function post({ url, value }: Parcel): Promise<boolean> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value }),
    signal: AbortSignal.timeout(DELIVERY_MS),
  }).catch(() => null);
  return answer?.ok === true;
}

function envelope({ tenantId }: EntraTenant, subscription: Subscription) {
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: subscription.expirationDateTime,
    clientState: subscription.clientState,
    tenantId,
  };
}

/** A change of a membership is told as an update of its group. */
function notification(tenant: EntraTenant, subscription: Subscription, change: EntraChange): object | null {
  const [collection, only] = subscription.resource.split('/');
  const told = change.kind === 'user' ? 'users' : 'groups';
  const id = change.kind === 'member' ? change.groupId : change.id;
  if (told !== collection || (only !== undefined && only !== id)) return null;
  const [type, path] = told === 'users' ? ['User', `Users/${id}`] : ['Group', `Groups/${id}`];
  return {
    ...envelope(tenant, subscription),
    changeType: 'updated',
    resource: path,
    resourceData: {
      '@odata.type': `#Microsoft.Graph.${type}`,
      '@odata.id': path,
      id,
      organizationId: tenant.tenantId,
    },
  };
}
