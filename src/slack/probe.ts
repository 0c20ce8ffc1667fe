import * as bolt from '@slack/bolt';
import type { SlackConfig } from '../config/config.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { nextWhileAway } from './refusal.ts';

export interface SlackProbe {
  readonly ok: boolean;
  readonly problem?: string;
  /** What to do about the problem. */
  readonly next?: string;
  readonly team?: string;
  readonly missingScopes: readonly string[];
  /** Socket Mode can be opened; null in HTTP mode. */
  readonly socket: boolean | null;
}

/** Those of manifests/slack-app.yaml (a test holds them equal). The two that read channels tell whether another company is in one. */
export const neededScopes = [
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'users:read',
  'users:read.email',
];

/** Asks Slack who the bot is and what it may do, for `doctor`. Never throws. */
export async function probeSlack({ apiUrl, botToken, mode }: SlackConfig): Promise<SlackProbe> {
  const options = {
    slackApiUrl: apiUrl,
    timeout: 5000,
    retryConfig: { retries: 0 },
    logLevel: bolt.LogLevel.ERROR,
  };
  try {
    const me = await new bolt.webApi.WebClient(botToken, options).auth.test();
    const granted = me.response_metadata?.scopes ?? [];
    const missingScopes = neededScopes.filter((scope) => !granted.includes(scope));
    const socket = mode.kind === 'http' ? null : await canOpenSocket(mode.appToken, options);
    return { ok: true, missingScopes, socket, ...(me.team === undefined ? {} : { team: me.team }) };
  } catch (error) {
    return { ok: false, problem: reasonOf(error), next: nextAfter(error), missingScopes: [], socket: null };
  }
}

/** Slack's own refusal is about the token; anything else is about the way to Slack. */
function nextAfter(error: unknown): string {
  return error instanceof bolt.webApi.WebAPIPlatformError
    ? 'Check SLACK_BOT_TOKEN and reinstall the app.'
    : nextWhileAway;
}

async function canOpenSocket(appToken: string, options: object): Promise<boolean> {
  try {
    const { ok } = await new bolt.webApi.WebClient(appToken, options).apps.connections.open({});
    return ok;
  } catch {
    return false;
  }
}
