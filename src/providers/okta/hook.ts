import { z } from 'zod';
import { sameText } from '../../lib/same-text.ts';
import type { Hook, HookAnswer, HookRequest } from '../provider.ts';

const Delivery = z.object({
  eventType: z.literal('com.okta.event_hook'),
  eventId: z.string().min(1).max(200),
});

/** Okta's challenge is far shorter. */
const LONGEST_CHALLENGE = 2048;

/**
 * Event hooks of Okta (event hook implementation guide). Nothing but a header proves who calls, there is no signature, and
 * deliveries may be lost or come twice: they only hurry the feed.
 */
export function createHook(secret: string): Hook {
  return {
    receive: async (request) => await Promise.resolve(answerTo(request, secret)),
  };
}

function answerTo(request: HookRequest, secret: string): HookAnswer {
  if (request.method === 'GET') return verification(request);
  if (request.method !== 'POST') return { status: 405, hint: null };
  if (!sameText(request.header('authorization') ?? '', secret)) return { status: 401, hint: null };
  const eventId = eventIdIn(request.body);
  return eventId === null ? { status: 400, hint: null } : { status: 204, hint: { deliveryId: eventId } };
}

/** Okta asks once, when an admin verifies the hook, whether we expect it. */
function verification({ header }: HookRequest): HookAnswer {
  const challenge = header('x-okta-verification-challenge');
  if (challenge === null || challenge === '' || challenge.length > LONGEST_CHALLENGE)
    return { status: 400, hint: null };
  return {
    status: 200,
    body: JSON.stringify({ verification: challenge }),
    contentType: 'application/json',
    hint: null,
  };
}

/** null when it is no delivery. */
function eventIdIn(body: string): string | null {
  try {
    return Delivery.parse(JSON.parse(body)).eventId;
  } catch {
    return null;
  }
}
