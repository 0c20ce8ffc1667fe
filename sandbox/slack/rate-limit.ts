import type { Tier } from './methods/method.ts';

/**
 * Slack's limits: chat.postMessage one per second and channel, everything else by tier per minute
 * (https://docs.slack.dev/apis/web-api/rate-limits). Answers the seconds to wait, 0 = go on.
 */
export interface RateLimit {
  readonly wait: (method: string, tier: Tier, channel: string) => number;
}

const perMinute: Readonly<Record<1 | 2 | 3 | 4, number>> = { 1: 1, 2: 20, 3: 50, 4: 100 };

export function createRateLimit(now: () => number): RateLimit {
  const taken = new Map<string, number[]>();
  return {
    wait: (method, tier, channel) => {
      if (tier === 'special') return 0;
      const posting = tier === 'post';
      const key = posting ? `${method} ${channel}` : method;
      const span = posting ? 1000 : 60_000;
      const most = posting ? 1 : perMinute[tier];
      const recent = (taken.get(key) ?? []).filter((at) => at > now() - span);
      taken.set(key, recent);
      const [oldest] = recent;
      if (recent.length >= most && oldest !== undefined)
        return Math.max(1, Math.ceil((oldest + span - now()) / 1000));
      recent.push(now());
      return 0;
    },
  };
}
