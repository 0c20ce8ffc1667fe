/** Whether an account may sign in, read live. transitioning: the vendor says it is under way. gone: deleted. */
export type SignInState = 'active' | 'suspended' | 'deactivated' | 'transitioning' | 'gone';

/** What deactivating an account would hit in one directory, read live. A list that could not be read stands in `unread`, never as empty. */
export interface Impact {
  readonly accountId: string;
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly state: SignInState;
  /** Mastered elsewhere (AD, HR): a later import may undo what is done here. */
  readonly synced: boolean;
  readonly groups: readonly { readonly id: string; readonly name: string; readonly manual: boolean }[];
  readonly apps: readonly string[];
  readonly adminRoles: readonly string[];
  /** Names of groups or apps of which they are the only owner. */
  readonly soleOwnerOf: readonly string[];
  /** API tokens that die with the account, by name. */
  readonly apiTokens: readonly string[];
  readonly lastSignInAt: Date | null;
  /** The last account that holds the strongest role. */
  readonly lastAdmin: boolean;
  /** Why the account may never be deactivated by Lockstep: the bot's own identity, or the owner of its token; null = may be. */
  readonly protectedBecause: string | null;
  /** What could not be read, and why, in words. */
  readonly unread: readonly string[];
}

/** One thing that is done to an account, safe to repeat. */
export type LifecycleStep = 'suspend' | 'end-sessions' | 'deactivate' | 'restore';
