import type { Json } from './json.ts';
import { deliverSigned } from './request-url.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Switches } from './switches.ts';

export interface Delivery {
  /** A slash command or an interaction: once, answered within 3 s. */
  readonly send: (kind: 'slash_commands' | 'interactive', payload: Json) => Promise<Json>;
  /** An event: once more when the first delivery failed, twice when duplicates are on. */
  readonly sendEvent: (payload: Json) => Promise<void>;
}

export function createDelivery(socketMode: SocketMode, switches: Switches, ackTimeoutMs: number): Delivery {
  const once = (
    kind: 'slash_commands' | 'interactive' | 'events_api',
    payload: Json,
    retried = 0,
  ): Promise<Json> => {
    if (switches.down) return Promise.reject(new Error('dispatch_failed: Slack is down'));
    const reason = 'http_timeout';
    if (switches.requestUrl !== undefined) {
      const retry = retried === 0 ? {} : { retry: { number: retried, reason } };
      return deliverSigned({ url: switches.requestUrl, kind, payload, timeoutMs: ackTimeoutMs, ...retry });
    }
    const extra =
      kind === 'events_api' ? { retry_attempt: retried, retry_reason: retried === 0 ? '' : 'timeout' } : {};
    return socketMode.deliver({
      type: kind,
      accepts_response_payload:
        kind === 'slash_commands' ||
        payload.type === 'view_submission' ||
        payload.type === 'block_suggestion',
      ...extra,
      payload,
    });
  };
  return {
    send: once,
    sendEvent: async (payload) => {
      const first = await once('events_api', payload).then(
        () => true,
        () => false,
      );
      if (!first || switches.duplicates) await once('events_api', payload, 1);
    },
  };
}
