/** The scopes of reading; the org may grant fewer, and `doctor` says what is then off. */
export const readScopes = [
  'okta.users.read',
  'okta.groups.read',
  'okta.roles.read',
  'okta.policies.read',
  'okta.apps.read',
  'okta.logs.read',
  'okta.agentPools.read',
  'okta.idps.read',
  'okta.apiTokens.read',
];

/** The scopes of acting. Whatever is read before and after an act is read in the watcher's name. */
export const actScopes = ['okta.groups.manage', 'okta.users.manage', 'okta.apps.manage'];
