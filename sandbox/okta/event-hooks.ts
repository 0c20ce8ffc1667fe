import { randomUUID } from 'node:crypto';
import { storeDue } from '../tenant/okta-log.ts';
import type { OktaLogEvent, OktaTenant } from '../tenant/okta-tenant.ts';
import { hookTypes } from './hook-types.ts';

export interface EventHookOptions {
  /** Okta wants public HTTPS; here it is loopback. */
  readonly uri: string;
  /** Sent as Authorization. */
  readonly secret: string;
  readonly eventTypes: readonly string[];
}

export interface EventHook {
  /** Sends the challenge; true when it came back. Nothing is delivered before. */
  readonly verify: () => Promise<boolean>;
  /** Tells of what was stored since the last delivery; true when it was accepted. */
  readonly deliver: () => Promise<boolean>;
  readonly stop: () => void;
}

const ANSWER_MS = 3000;
const TELL_EVERY_MS = 200;

/** One event hook (Okta, event hooks): best effort, one more try after a 5xx or no answer, and then lost. */
export function openEventHook(tenant: OktaTenant, options: EventHookOptions): EventHook {
  const refused = options.eventTypes.filter((type) => !hookTypes.has(type));
  if (refused.length > 0) throw new Error(`not eligible for event hooks: ${refused.join(', ')}`);
  let position = tenant.log.length;
  let timer: NodeJS.Timeout | undefined;
  const deliver = async (): Promise<boolean> => {
    if (timer === undefined) return false;
    storeDue(tenant, Date.now());
    const events = tenant.log.slice(position).filter((each) => options.eventTypes.includes(each.eventType));
    position = tenant.log.length;
    if (events.length === 0) return true;
    const body = bodyOf(options, events);
    const first = await post(options, body);
    return first === 'accepted' || (first === 'again' && (await post(options, body)) === 'accepted');
  };
  return {
    verify: async () => {
      const verified = await isExpected(options.uri);
      if (verified) timer ??= setInterval(() => void deliver(), TELL_EVERY_MS).unref();
      return verified;
    },
    deliver,
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

function bodyOf({ uri }: EventHookOptions, events: readonly OktaLogEvent[]): string {
  return JSON.stringify({
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: uri,
    eventId: randomUUID(),
    eventTime: new Date().toISOString(),
    contentType: 'application/json',
    data: { events },
  });
}

async function isExpected(uri: string): Promise<boolean> {
  const challenge = randomUUID();
  try {
    const answer = await fetch(uri, {
      headers: { 'x-okta-verification-challenge': challenge },
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    // Whatever comes back is compared with one string.
    const body = (await answer.json()) as { verification?: unknown };
    return answer.status === 200 && body.verification === challenge;
  } catch {
    return false;
  }
}

async function post(
  { uri, secret }: EventHookOptions,
  body: string,
): Promise<'accepted' | 'refused' | 'again'> {
  try {
    const { status } = await fetch(uri, {
      method: 'POST',
      headers: { authorization: secret, 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (status === 200 || status === 204) return 'accepted';
    return status >= 500 ? 'again' : 'refused';
  } catch {
    return 'again';
  }
}
