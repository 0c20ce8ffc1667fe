import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { sameText } from '../../lib/same-text.ts';
import type { Hook, HookAnswer, HookRequest } from '../provider.ts';
import type { Graph } from './graph.ts';
import { isGuid } from './object-id.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface HookTools {
  readonly graph: Graph;
  readonly clock: Clock;
  readonly tenantId: string;
  /** ENTRA_HOOK_SECRET: Graph sends it back as clientState. */
  readonly secret: string;
}

const Notification = z.object({
  subscriptionId: z.string(),
  clientState: z.string(),
  // Change notifications say tenantId, lifecycle notifications organizationId or tenantId.
  tenantId: z.string().nullish(),
  organizationId: z.string().nullish(),
  lifecycleEvent: z.string().nullish(),
});
type Notification = z.infer<typeof Notification>;

const forged: HookAnswer = { status: 403, hint: null };
/** No token of Graph's handshake is near that long. */
const LONGEST_TOKEN = 2048;

/** Change notifications of Microsoft Graph about people and groups. They may be lost: they only hurry the feeds. */
export function createHook(tools: HookTools): Hook {
  const subscriptions = createSubscriptions(tools);
  return {
    receive: async (request) => {
      if (request.method !== 'POST') return { status: 405, hint: null };
      const token = request.query.validationToken;
      if (token !== undefined) return handshake(token);
      const genuine = notificationsIn(request.body).filter((one) => isOurs(tools, one));
      if (genuine.length === 0) return forged;
      const ours = await subscriptions.known(genuine.map(({ subscriptionId }) => subscriptionId));
      // Graph could not be asked which subscriptions are ours: it delivers again.
      if (ours === null) return { status: 503, hint: null };
      const told = genuine.filter(({ subscriptionId }) => ours.has(subscriptionId));
      if (told.length === 0) return forged;
      for (const { lifecycleEvent, subscriptionId } of told)
        if (lifecycleEvent === 'reauthorizationRequired') subscriptions.extendSoon(subscriptionId);
      return { status: 202, hint: { deliveryId: deliveryIdOf(request, tools.clock) } };
    },
    renew: subscriptions.renew,
    calledUntil: subscriptions.until,
  };
}

/** Echoed as plain text, so that nothing in it is ever run by a browser. */
function handshake(token: string): HookAnswer {
  if (token.length > LONGEST_TOKEN) return { status: 400, hint: null };
  return { status: 200, body: token, contentType: 'text/plain', hint: null };
}

function notificationsIn(body: string): readonly Notification[] {
  try {
    const { value } = z.object({ value: z.array(z.unknown()) }).parse(JSON.parse(body));
    return value.flatMap((one) => Notification.safeParse(one).data ?? []);
  } catch {
    return [];
  }
}

function isOurs(tools: HookTools, { clientState, tenantId, organizationId }: Notification): boolean {
  return sameText(clientState, tools.secret) && isTenant(tools.tenantId, tenantId ?? organizationId);
}

/** Graph tells the id of the tenant, in lower case. A tenant that is configured by a domain is known by its subscriptions alone. */
function isTenant(configured: string, told: string | null | undefined): boolean {
  if (told == null) return false;
  return !isGuid(configured) || told.toLowerCase() === configured.toLowerCase();
}

/** Notifications carry no id. Two changes of one group look the same, so that only what comes at once counts as repeated. */
function deliveryIdOf({ body }: HookRequest, clock: Clock): string {
  const moment = Math.floor(clock.now().getTime() / 10_000);
  return createHash('sha256').update(`${moment}\n${body}`).digest('hex').slice(0, 32);
}
