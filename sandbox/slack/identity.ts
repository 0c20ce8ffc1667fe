/** What the Slack app in the sandbox is called; a bot under test is configured with these. */
export const identity = {
  teamId: 'T0ACME',
  teamName: 'Acme',
  teamDomain: 'acme',
  appId: 'A0LOCKSTEP',
  botUserId: 'U0LOCKSTEP',
  botId: 'B0LOCKSTEP',
  botName: 'lockstep',
  botToken: 'xoxb-sandbox-lockstep',
  appToken: 'xapp-1-A0LOCKSTEP-sandbox',
  signingSecret: 'sandbox-signing-secret',
  /** Another company, connected to #partner-acme by Slack Connect. */
  foreignTeamId: 'T0PARTNER',
} as const;

/** What the app's manifest asks for; a test may start the stand-in with fewer. */
export const defaultScopes: readonly string[] = [
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'users:read',
  'users:read.email',
];
