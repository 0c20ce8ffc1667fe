import type { Account } from '../domain/account.ts';
import type { Offer } from '../domain/alert.ts';
import type { BreakGlassEntry } from '../domain/break-glass.ts';
import type { ProviderKind } from '../domain/connection.ts';
import type { DirectoryEvent } from '../domain/event.ts';
import type { LiveFactName, LiveFacts } from '../domain/fact.ts';
import type { AccountFactors } from '../domain/factor.ts';
import type { Group, MembershipChange } from '../domain/group.ts';
import type { Impact, LifecycleStep, SignInState } from '../domain/lifecycle.ts';
import type { Obstacle } from '../domain/obstacle.ts';

/** One connected system. A capability that is absent is one the system does not have. */
export interface Provider {
  readonly id: string;
  readonly kind: ProviderKind;
  readonly probe: () => Promise<Probe>;
  readonly directory?: readonly DirectoryStream[];
  readonly lookUp?: LookUp;
  readonly relations?: Relations;
  readonly gather?: Gather;
  readonly factors?: FactorReader;
  readonly feeds?: readonly EventFeed[];
  readonly hook?: Hook;
  readonly remedies?: Remedies;
  readonly memberships?: Memberships;
  readonly lifecycle?: Lifecycle;
  readonly secondFactor?: SecondFactor;
  readonly signIn?: SignIn;
  /** Free sockets and timers; the provider is not used afterwards. */
  readonly close: () => Promise<void>;
}

/**
 * What can be done here about an alert, by the action that it offers. Each may run twice; it says in words what was done,
 * read back where the vendor lets one, or throws an OperatorError.
 */
export type Remedies = Readonly<Partial<Record<Offer['action'], (on: Offer['on']) => Promise<string>>>>;

/** Who is in a group, read live and changed by the acting identity. Every failure throws an OperatorError; nothing is swallowed. */
export interface Memberships {
  /** Live; null = nothing stands in the way. A group that is not there throws GROUP_UNKNOWN. */
  readonly obstacle: (groupId: string) => Promise<Obstacle | null>;
  /** Live and direct, never by way of another group. */
  readonly has: (groupId: string, accountId: string) => Promise<boolean>;
  /** Already in it is success. Returns when the vendor took it; believe `has`, not this. */
  readonly add: (groupId: string, accountId: string) => Promise<void>;
  /** Not in it is success; a group or an account that is gone is success too. */
  readonly remove: (groupId: string, accountId: string) => Promise<void>;
  /** Adds with an end that the vendor keeps itself (PIM for Groups). Absent where there is no such thing. */
  readonly addUntil?: (groupId: string, accountId: string, end: Date, reason: string) => Promise<void>;
}

/** Whether accounts may sign in, changed by the acting identity. */
export interface Lifecycle {
  /** In the order in which they are done. `deactivate` is absent where suspending is all there is (Entra ID: accountEnabled). */
  readonly steps: readonly Exclude<LifecycleStep, 'restore'>[];
  /** Live, past every cache; null = no such account. */
  readonly state: (accountId: string) => Promise<SignInState | null>;
  readonly impact: (accountId: string) => Promise<Impact>;
  /** Safe to repeat: already so is success. Says in words what was done. A state from which it cannot be done throws STATE_UNFIT. */
  readonly carryOut: (step: LifecycleStep, accountId: string) => Promise<string>;
  /** What an API cannot do and a person must, in words, one line each. */
  readonly byHand: (impact: Impact) => readonly string[];
}

/** Asks the person behind an account to confirm something on their own device, in the name of the acting identity. */
export interface SecondFactor {
  /** Live: whether the account has a device that can be asked, and the acting identity may ask it. */
  readonly pushable: (accountId: string) => Promise<boolean>;
  /** Sends a push to it; null = there is none (any more). From a job only. */
  readonly push: (accountId: string) => Promise<Push | null>;
  /** What the person said to it. What is not plainly a yes is none. */
  readonly pushed: (
    accountId: string,
    ticket: string,
  ) => Promise<'waiting' | 'approved' | 'rejected' | 'timeout'>;
}

export interface Push {
  /** Opaque; for `pushed`. */
  readonly ticket: string;
  /** The vendor's id of the factor that was asked. */
  readonly factor: string;
  /** What the person has to choose on the device; null = a plain yes is enough. */
  readonly number: string | null;
}

/** A person signs in anew in their browser (OpenID Connect, authorization code with PKCE). */
export interface SignIn {
  /** Where the browser is sent. */
  readonly address: (asked: SignInAsk) => Promise<string>;
  /**
   * Takes what the browser brought back, exchanges the code, and checks signature, issuer, audience, nonce and times of
   * what the directory says. Throws SIGN_IN_REFUSED where it says no, or says it wrongly.
   */
  readonly complete: (callback: URL, asked: SignInAsk) => Promise<SignedIn>;
}

export interface SignInAsk {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** The code verifier of PKCE. */
  readonly verifier: string;
}

export interface SignedIn {
  readonly issuer: string;
  /** The account by its id in this directory. */
  readonly accountId: string;
  /** When they proved themselves to the directory, to the second. */
  readonly at: Date;
  /** How, in the vendor's words. */
  readonly methods: readonly string[];
}

/** What `doctor` prints. A failed step names itself; later steps are then absent. */
export interface Probe {
  readonly reachable: boolean;
  readonly authenticated: boolean;
  /** Present unless reachable and authenticated: what happened and what to do. */
  readonly problem?: { readonly code: string; readonly what: string; readonly next: string };
  /** Vendor's clock minus ours, in milliseconds. */
  readonly clockSkewMs?: number;
  readonly permissions: readonly Permission[];
  /** Share of the vendor's rate limit that is left, 0 to 1, by bucket. */
  readonly headroom: readonly {
    readonly bucket: string;
    readonly limit: number;
    readonly remaining: number;
  }[];
}

/** One scope or app role: `granted` null = could not be found out. */
export interface Permission {
  readonly name: string;
  readonly granted: boolean | null;
  /** What is off without it, in words. */
  readonly feature: string;
  /** Lockstep also runs without it, by choice: missing is a feature that is off and no failure. */
  readonly optional?: boolean;
}

/** One page of directory truth, to be stored in one transaction together with `resume`. */
export interface MirrorPage {
  readonly accounts?: readonly Account[];
  readonly groups?: readonly Group[];
  readonly goneAccounts?: readonly string[];
  readonly goneGroups?: readonly string[];
  readonly memberships?: readonly MembershipChange[];
  /** Groups whose members are listed anew from this page on: what was known of them is dropped first. */
  readonly replaceMembersOf?: readonly string[];
  /** Hand this back to `full` or `changes` to go on after this page. Opaque. */
  readonly resume: string;
  /** Set on the last page only: hand it to `changes` next time. Opaque. */
  readonly checkpoint?: string;
}

/**
 * `full` lists everything, `changes` only what moved since a checkpoint. Both may be cut off after any page and go on from its `resume`.
 * A vendor failure throws (the page is not yielded); an expired checkpoint throws OperatorError CHECKPOINT_EXPIRED and a full pass follows.
 */
export interface DirectoryStream {
  readonly name: 'accounts' | 'groups';
  /** Set where `changes` costs one call however many groups there are: it is then asked so often. */
  readonly pollMs?: number;
  readonly full: (resume: string | null) => AsyncIterable<MirrorPage>;
  readonly changes: (from: {
    readonly checkpoint: string;
    readonly resume: string | null;
  }) => AsyncIterable<MirrorPage>;
}

/** Live reads about single people, for the gate. Every failure throws; null only when the vendor says there is none. */
export interface LookUp {
  /** ACTIVE accounts with this address; two or more is for the caller to refuse. */
  readonly accountsByEmail: (email: string) => Promise<readonly Account[]>;
  readonly account: (id: string) => Promise<Account | null>;
  /** By vendor id or exact name. More than one group of that name throws GROUP_AMBIGUOUS, none returns null. */
  readonly group: (idOrName: string) => Promise<Group | null>;
  readonly isMember: (groupId: string, accountId: string) => Promise<boolean>;
  /** Names of the groups an account is in, for `/idp user`. */
  readonly groupsOf: (accountId: string) => Promise<readonly Group[]>;
  readonly factorsOf: (accountId: string) => Promise<AccountFactors>;
}

/** Who answers for whom, read live, for approvals. Every failure throws: an answer that is cut off names nobody. */
export interface Relations {
  /** Direct members who may sign in, at most `limit`; more throws GROUP_TOO_LARGE. */
  readonly membersOf: (groupId: string, limit: number) => Promise<readonly Account[]>;
  /** People who own the group and may sign in; groups among the owners count with their members. */
  readonly ownersOf: (groupId: string) => Promise<readonly Account[]>;
  /** null = the directory names none, or one who is gone or may not sign in. */
  readonly managerOf: (accountId: string) => Promise<Account | null>;
}

/** Reads one live fact. Throws OperatorError with a code that says why it could not: NOT_PERMITTED, NOT_LICENSED, PROVIDER_UNAVAILABLE, EVIDENCE_INCOMPLETE, NOT_APPLICABLE. */
export type Gather = <N extends LiveFactName>(name: N, context: GatherContext) => Promise<LiveFacts[N]>;

export interface GatherContext {
  readonly breakGlass: readonly BreakGlassEntry[];
  /** Facts are read once per run: a gatherer that needs another fact asks for it here. */
  readonly fact: <N extends LiveFactName>(name: N) => Promise<LiveFacts[N]>;
}

/** Factors of many accounts. Entra: one report, ids ignored. Okta: one call an account within the budget, in the order given. */
export interface FactorReader {
  readonly read: (accountIds: Iterable<string>) => AsyncIterable<readonly AccountFactors[]>;
  /** True when `read` returns everybody at the price of a few pages. */
  readonly bulk: boolean;
}

/** One stream of the vendor's log. The log is the truth; hooks only say that it is worth a look. */
export interface EventFeed {
  /** Unique in the provider: log, audits, provisioning, sign-ins, jobs. */
  readonly name: string;
  /** How often it is read while nothing hurries. */
  readonly intervalMs: number;
  /** How long it may be silent before that is strange, unless it was silent for as long before; null = silence is normal. */
  readonly silentMs: number | null;
  /**
   * Pages after a cursor, oldest first, until the feed is drained for now; each page is stored with its cursor in one
   * transaction. null = begin now (a first start does not replay history). Ends; never waits for new events.
   * An expired or refused cursor does not throw: the next page has `gap` and goes on from what the vendor still has.
   */
  readonly readSince: (cursor: string | null, context: FeedContext) => AsyncIterable<EventPage>;
}

export interface FeedContext {
  /** Registered break-glass accounts of this connection (their sign-ins are read one by one where a vendor has no other way). */
  readonly breakGlass: readonly BreakGlassEntry[];
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
}

export interface EventPage {
  /** May repeat what was read before; the store drops repetitions by id. */
  readonly events: readonly DirectoryEvent[];
  readonly cursor: string;
  /** Events between two times may be missing, and why. */
  readonly gap?: { readonly since: Date | null; readonly because: string };
}

/** Inbound requests of the vendor at POST (and GET) /hooks/<kind>. */
export interface Hook {
  /**
   * Checks that a request is the vendor's and says what to answer. Never trusts its content: `hint` only makes the feeds
   * of this connection be read now.
   */
  readonly receive: (request: HookRequest) => Promise<HookAnswer>;
  /** Creates or renews what makes the vendor call (Graph subscriptions); called on a schedule. */
  readonly renew?: (address: string) => Promise<void>;
  /** Until when the vendor will call an address; null = it will not. Comes with `renew`. */
  readonly calledUntil?: (address: string) => Promise<Date | null>;
}

export interface HookRequest {
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  readonly header: (name: string) => string | null;
  readonly body: string;
}

export interface HookAnswer {
  readonly status: number;
  readonly body?: string;
  readonly contentType?: string;
  /** The vendor's id of this delivery and that the feeds should be read; null = nothing to do, or forged. */
  readonly hint: { readonly deliveryId: string } | null;
}
