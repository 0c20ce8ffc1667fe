import { MINUTE_MS } from '../lib/clock.ts';
import { checkedEndpoint } from '../lib/endpoint.ts';
import { post } from './post.ts';
import type { SinkTools } from './tools.ts';

/** A little less than a minute: whoever looks every ten seconds is then never ten seconds late. */
const EVERY_MS = MINUTE_MS - 5000;

/**
 * Tells an outside monitor that Lockstep is alive, at most once a minute however often it is called. A monitor that
 * hears nothing raises the alarm: the one alarm that Lockstep cannot raise itself. Throws at once for a bad address.
 */
export function createHeartbeat(heartbeatUrl: string, tools: SinkTools): () => Promise<void> {
  // Monitors keep their secret in the path: nothing of it is said in errors.
  checkedEndpoint('alerts.heartbeat_url', heartbeatUrl);
  let last = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = tools.clock.now().getTime();
    if (now - last < EVERY_MS) return;
    await post(tools, {
      receiver: 'The outside monitor',
      url: heartbeatUrl,
      headers: {},
      next: 'check alerts.heartbeat_url in lockstep.yaml.',
    });
    last = now;
  };
}
