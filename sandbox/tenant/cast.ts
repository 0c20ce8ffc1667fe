/** The people of the story who are known by name. Tests and levers speak of them; everybody else is filler. */
export interface CastMember {
  readonly name: string;
  readonly email: string;
  readonly slackId: string;
}

const member = (name: string, login: string): CastMember => ({
  name,
  email: `${login}@acme.test`,
  slackId: `U0${login.toUpperCase()}`,
});

export const cast = {
  /** Lockstep admin (Okta group "Lockstep Admins"). Super admin directly and through a group. Security key. */
  ada: member('Ada Lovelace', 'ada'),
  /** Lockstep admin, approver. Super admin and Global Administrator whose only second factor is SMS. */
  alan: member('Alan Turing', 'alan'),
  /** Lockstep admin. Super admin; Global Administrator through a role-assignable group. */
  margaret: member('Margaret Hamilton', 'margaret'),
  /** Lockstep viewer (Entra group "IT"). */
  bob: member('Bob Kahn', 'bob'),
  /** In no role of Lockstep. */
  grace: member('Grace Hopper', 'grace'),
  /** Lockstep operator (Okta group "Lockstep Operators"), approver. USER_ADMIN in Okta. */
  linus: member('Linus Torvalds', 'linus'),
  /** Lockstep operator. APP_ADMIN in Okta. */
  barbara: member('Barbara Liskov', 'barbara'),
  /** Approver (Okta group "Access Approvers"), no role of Lockstep. */
  frances: member('Frances Allen', 'frances'),
  /** Super admin and Global Administrator who has not signed in for 200 days. */
  edsger: member('Edsger Dijkstra', 'edsger'),
  /** Super admin only through a group that a rule fills; Privileged Role Administrator on a synced account. */
  radia: member('Radia Perlman', 'radia'),
  /** Admin whose account is suspended in Okta and disabled in Entra. */
  donald: member('Donald Knuth', 'donald'),
  /** Help desk admin without any second factor, in both directories. */
  katherine: member('Katherine Johnson', 'katherine'),
  /** Asks for access; in no privileged group. */
  vint: member('Vint Cerf', 'vint'),
  /** No second factor at all. */
  tim: member('Tim Berners-Lee', 'tim'),
  /** SMS only. */
  hedy: member('Hedy Lamarr', 'hedy'),
  /** Names that must be shown as text. */
  emoji: member('Zoë 🦄 Müller', 'zoe'),
  rtl: member('\u202Eמרים לוי', 'miriam'),
  channel: member('<!channel> Bobby <https://evil.test|Tables>', 'bobby'),
  /** Two people, one address. */
  kim1: { name: 'Kim Park', email: 'kim@acme.test', slackId: 'U0KIM1' },
  kim2: { name: 'Kim Parker', email: 'kim@acme.test', slackId: 'U0KIM2' },
} as const satisfies Record<string, CastMember>;

export type CastName = keyof typeof cast;

/** Service account without an e-mail address in Okta: its login looks like one, SMS is its only factor. */
export const printer = { login: 'svc-print@acme.test', name: 'Print Service' };

/** Entra guest who holds User Administrator. */
export const guest = {
  name: 'Gus Guest',
  email: 'gus@partner.test',
  userPrincipalName: 'gus_partner.test#EXT#@acme.onmicrosoft.com',
};

export const breakGlass = {
  okta: {
    /** Good: two security keys, super admin directly, an emergency rule in every policy. */
    bg1: 'bg1@acme.test',
    /** Flawed: SMS is its only factor. */
    bg2: 'bg2@acme.test',
  },
  entra: {
    /** Good: two security keys, permanent Global Administrator, excluded from every policy that could lock it out. */
    bg1: 'bg1@acme.onmicrosoft.com',
    /** Flawed: the compliant-device policy hits it. */
    bg2: 'bg2@acme.onmicrosoft.com',
  },
} as const;

/** Secrets that the company's stand-ins accept. */
export const credentials = {
  okta: {
    /** Reads everything that Lockstep reads. */
    watcherToken: '00watcher0sandbox0token0000000000000000001',
    /** Changes memberships and lifecycles as well. */
    actorToken: '00actor0sandbox0token000000000000000000001',
    /** Reads users and nothing else. */
    narrowToken: '00narrow0sandbox0token00000000000000000001',
    watcherClient: '0oawatcher0sandbox000',
    actorClient: '0oaactor0sandbox00000',
    /** A web app by which people sign in. */
    signInClient: '0oasignin0sandbox0000',
    signInSecret: 'sign-in~okta~sandbox~secret',
  },
  entra: {
    watcherClient: '5d1f3c52-0000-4000-8000-00000000a001',
    watcherSecret: 'watcher~sandbox~secret',
    actorClient: '5d1f3c52-0000-4000-8000-00000000a002',
    actorSecret: 'actor~sandbox~secret',
    /** Consented to User.Read.All only. */
    narrowClient: '5d1f3c52-0000-4000-8000-00000000a003',
    narrowSecret: 'narrow~sandbox~secret',
    signInClient: '5d1f3c52-0000-4000-8000-00000000a004',
    signInSecret: 'sign-in~entra~sandbox~secret',
  },
} as const;

/** Groups of the story, by what they are for. */
export const groups = {
  okta: {
    lockstepAdmins: 'Lockstep Admins',
    lockstepOperators: 'Lockstep Operators',
    approvers: 'Access Approvers',
    /** What people ask for. */
    vpn: 'VPN Users',
    production: 'Production Access',
    emergency: 'Emergency Access',
    /** SUPER_ADMIN, filled by a rule. */
    platformAdmins: 'Platform Admins',
    /** Filled by a rule, no role. */
    engineering: 'Engineering',
    /** Comes from Active Directory. */
    finance: 'AD Finance',
    /** Forty people, by hand. */
    jira: 'Jira Users',
    everyone: 'Everyone',
    /** Two groups have this name. */
    twin: 'Contractors',
  },
  entra: {
    it: 'IT',
    vpn: 'VPN Users',
    emergency: 'Emergency access accounts',
    mfaExclusions: 'MFA exclusions',
    /** Global Administrator, role-assignable. */
    tierZero: 'Tier 0 Admins',
    dynamic: 'All Employees',
    synced: 'AD Finance',
    /** Forty people; assigned to Atlassian Cloud. */
    jira: 'Jira Users',
    /** Holds the group "IT". */
    nesting: 'Technology',
    twin: 'Contractors',
  },
} as const;
