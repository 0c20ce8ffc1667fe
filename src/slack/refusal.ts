import { webApi } from '@slack/bolt';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';

/** One of the two tokens, as an operator knows it. */
export interface Token {
  readonly variable: 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN';
  readonly begins: string;
  /** How to get one that has its scopes. */
  readonly scoped: string;
}

export const botToken: Token = {
  variable: 'SLACK_BOT_TOKEN',
  begins: 'xoxb-',
  scoped: 'Import manifests/slack-app.yaml again and reinstall the app.',
};

export const appToken: Token = {
  variable: 'SLACK_APP_TOKEN',
  begins: 'xapp-',
  scoped: 'Generate an app-level token with connections:write and copy it into SLACK_APP_TOKEN.',
};

/** What to do while Slack does not answer. */
export const nextWhileAway = 'Check the network, SLACK_API_URL and slack-status.com.';

/**
 * Answers of auth.test and apps.connections.open that waiting does not change, each with what does
 * (docs.slack.dev/reference/methods/auth.test#errors). Any other is Slack's own trouble or new to us, and is waited out.
 */
const forGood: Readonly<Record<string, (token: Token) => string>> = {
  invalid_auth: copyAgain,
  not_authed: copyAgain,
  token_expired: copyAgain,
  token_revoked: installAgain,
  account_inactive: installAgain,
  user_removed_from_team: installAgain,
  team_disabled: () => 'Ask the owner of the workspace, or install the app in another one.',
  not_allowed_token_type: ({ variable, begins }) =>
    `Set ${variable} to the token that begins with ${begins}.`,
  missing_scope: ({ scoped }) => scoped,
  no_permission: ({ scoped }) => scoped,
};

function copyAgain({ variable, begins }: Token): string {
  return `Copy the ${begins}… token of this app into ${variable} again; \`lockstep doctor\` says whether it is taken.`;
}

function installAgain({ variable }: Token): string {
  return `Install the app again and copy its new token into ${variable}.`;
}

/** Slack's refusal of a token, with the next step; null when it may let the bot in later. */
export function refusalOf(error: unknown, token: Token): OperatorError | null {
  const code = codeOf(error);
  const next = Object.hasOwn(forGood, code) ? forGood[code]?.(token) : undefined;
  if (next === undefined) return null;
  return new OperatorError('SLACK_REFUSED', `Slack refuses ${token.variable}: ${code}`, next, error);
}

/** Why Slack cannot be had, in plain words. */
export function whyAway(error: unknown): string {
  if (error instanceof webApi.WebAPIHTTPError) return `it answers ${error.statusCode}`;
  if (error instanceof webApi.WebAPIRequestError) return `it cannot be reached (${networkCause(error)})`;
  if (!(error instanceof webApi.WebAPIPlatformError)) return reasonOf(error);
  const code = codeOf(error);
  return code === '' ? 'what answers is not Slack; a proxy, maybe' : `it answers ${code}`;
}

/** fetch says only that it failed; what happened stands below. */
function networkCause({ original }: webApi.WebAPIRequestError): string {
  const { cause } = original;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return original.name === 'TimeoutError' ? 'no answer in time' : original.message;
}

/**
 * Slack's code of a refused call; empty for whatever else went wrong. An answer that is no JSON, such as a proxy's page,
 * comes as an error whose code is that text (web-api 8).
 */
export function codeOf(error: unknown): string {
  const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : '';
  return typeof code === 'string' && /^[a-z_]{3,60}$/.test(code) ? code : '';
}
