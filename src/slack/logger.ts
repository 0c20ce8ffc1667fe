import * as bolt from '@slack/bolt';
import type { Log } from '../lib/log.ts';

/** Bolt's words without their content: at debug level it would log whole payloads, tokens of the moment included. */
export function slackLogger(log: Log): bolt.Logger {
  const quiet = (): void => undefined;
  return {
    debug: quiet,
    info: quiet,
    warn: (...parts: unknown[]) => log.warn({ part: firstWord(parts) }, 'Slack library warns'),
    error: (...parts: unknown[]) => log.warn({ part: firstWord(parts) }, 'Slack library failed'),
    setLevel: quiet,
    getLevel: () => bolt.LogLevel.ERROR,
    setName: quiet,
  };
}

function firstWord(parts: readonly unknown[]): string {
  const [first] = parts;
  return first instanceof Error ? first.name : String(first).slice(0, 60);
}
