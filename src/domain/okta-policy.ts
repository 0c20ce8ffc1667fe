/** One rule of an Okta policy as far as a check judges it (Okta Policy API). */
export interface OktaRule {
  readonly id: string;
  readonly name: string;
  readonly priority: number;
  readonly active: boolean;
  /** Empty = everybody. */
  readonly includeUsers: readonly string[];
  readonly excludeUsers: readonly string[];
  readonly includeGroups: readonly string[];
  readonly excludeGroups: readonly string[];
  /** anywhere; inside: only from named networks; outside: from everywhere but named ones. */
  readonly network: 'anywhere' | 'inside' | 'outside';
  /** Matches registered, managed or assured devices only. */
  readonly requiresManagedDevice: boolean;
  /** An Expression Language, risk, behaviour, platform, user type or application condition: only a person can judge it. */
  readonly undecidable: boolean;
  readonly access: 'ALLOW' | 'DENY' | null;
  /** ACCESS_POLICY verificationMethod.factorMode, or OKTA_SIGN_ON requireFactor turned into 1FA/2FA. */
  readonly factorMode: '1FA' | '2FA' | null;
  readonly phishingResistant: boolean;
  /** Deactivates or suspends (USER_LIFECYCLE) after so many days, 0 = whenever it runs; null for other policies. */
  readonly inactivityDays: number | null;
  /** IDP_DISCOVERY: routes to these providers, OKTA for itself, DYNAMIC where an expression chooses. */
  readonly idps: readonly string[];
  /** IDP_DISCOVERY user identifier patterns; empty = everybody. */
  readonly loginPatterns: readonly LoginPattern[];
}

export interface LoginPattern {
  /** SUFFIX, EQUALS, STARTS_WITH, CONTAINS, EXPRESSION; ATTRIBUTE where another attribute than the login decides. */
  readonly matchType: string;
  readonly value: string;
}

export interface OktaPolicy {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly priority: number;
  readonly active: boolean;
  readonly includeGroups: readonly string[];
  /** PASSWORD: whose passwords it is about (OKTA, ACTIVE_DIRECTORY, LDAP, ANY); null elsewhere. */
  readonly authProvider: string | null;
  /** PASSWORD: settings.password.age.maxAgeDays (0 = never); null elsewhere. */
  readonly maxAgeDays: number | null;
  /** MFA_ENROLL: authenticator keys that are not allowed (enroll.self NOT_ALLOWED). */
  readonly disabledAuthenticators: readonly string[];
  readonly rules: readonly OktaRule[];
}

/** All policies that checks rest on; an app policy is null where the org has none (Classic Engine). */
export interface OktaPolicies {
  readonly engine: 'oie' | 'classic';
  readonly signOn: readonly OktaPolicy[];
  readonly adminConsole: OktaPolicy | null;
  readonly dashboard: OktaPolicy | null;
  readonly mfaEnroll: readonly OktaPolicy[];
  readonly idpDiscovery: readonly OktaPolicy[];
  readonly password: readonly OktaPolicy[];
  readonly lifecycle: readonly OktaPolicy[];
}
