/** A key, secret or certificate that ends some day. */
export interface Credential {
  /** What people call it. */
  readonly name: string;
  readonly kind: 'certificate' | 'secret' | 'key' | 'token';
  /** null = it never ends, or the vendor does not say. */
  readonly expiresAt: Date | null;
}

/** What an application signs its SAML answers with. */
export interface SigningCertificate extends Credential {
  readonly app: string;
  /** Somebody signed in within 30 days; null = it is not known. Only looked up for those that have ended. */
  readonly used: boolean | null;
  /** A newer one is in place and not active. */
  readonly successor: boolean;
  readonly weakSignature: boolean;
}

/** Certificate of a partner whom the directory believes. */
export interface FederationCertificate extends Credential {
  /** Whether sign-in stops when it ends: Okta goes on accepting it, Entra ID does not. */
  readonly stops: boolean;
  /** The end of the one that follows by itself; null = there is none. */
  readonly nextExpiresAt: Date | null;
}

/** Everything one application signs in with. */
export interface AppCredentials {
  readonly app: string;
  readonly credentials: readonly AppCredential[];
}

export interface AppCredential extends Credential {
  readonly since: Date | null;
}

/** An Okta API token. It ends so long after its last use. */
export interface ApiToken {
  readonly name: string;
  readonly owner: string;
  readonly ownerActive: boolean;
  readonly expiresAt: Date | null;
}

/** Something that expires and that no API tells of: registered under `credentials`. */
export interface Registered {
  readonly name: string;
  readonly app: string | null;
  readonly expiresAt: Date;
  readonly owner: string;
}

/** Whole days from now; 0 on the last day, negative afterwards. */
export function daysUntil(end: Date, now: Date): number {
  return Math.floor((end.getTime() - now.getTime()) / 86_400_000);
}

/** `in 12 days`, `today` or `4 days ago`. */
export function sayWhen(end: Date, now: Date): string {
  const days = daysUntil(end, now);
  if (end.getTime() <= now.getTime()) return days === -1 ? 'less than a day ago' : `${-days - 1} days ago`;
  return days === 0 ? 'in less than a day' : `in ${days} days`;
}
