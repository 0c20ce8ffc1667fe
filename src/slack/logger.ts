import * as bolt from '@slack/bolt';
import type { Log } from '../lib/log.ts';

/**
 * Bolt's words without their content: at debug level it would log whole payloads, tokens of the moment included.
 * Nothing at all as long as `listened` says no.
 */
export function slackLogger(log: Log, listened: () => boolean = () => true): bolt.Logger {
  const quiet = (): void => undefined;
  const warn = (message: string, parts: readonly unknown[]): void => {
    if (listened()) log.warn({ part: firstWord(parts) }, message);
  };
  return {
    debug: quiet,
    info: quiet,
    warn: (...parts: unknown[]) => warn('Slack library warns', parts),
    error: (...parts: unknown[]) => warn('Slack library failed', parts),
    setLevel: quiet,
    getLevel: () => bolt.LogLevel.ERROR,
    setName: quiet,
  };
}

function firstWord(parts: readonly unknown[]): string {
  const [first] = parts;
  return first instanceof Error ? first.name : String(first).slice(0, 60);
}
