import type { ApprovalTools } from '../approvals/tools.ts';
import type { Settings } from '../config/config.ts';
import type { Plan } from '../domain/deactivation.ts';
import type { MembershipKey } from '../domain/grant.ts';
import type { OnCallNow } from '../domain/on-call.ts';
import type { Principal } from '../domain/principal.ts';
import type { Log } from '../lib/log.ts';
import type { Provider } from '../providers/provider.ts';

/** A connected directory as far as people are switched off in it. */
export type ActingProvider = Pick<Provider, 'id' | 'lookUp' | 'relations' | 'memberships' | 'lifecycle'>;

export type Brought = Pick<MembershipKey, 'connection' | 'groupId'>;

/** What asking for a deactivation and carrying it out need. Inside a transaction `db` is its handle. */
export interface DeactivationTools extends ApprovalTools {
  readonly settings: Settings;
  readonly providers: readonly ActingProvider[];
  readonly log: Log;
  /** What the person holds and has asked for here; grants and requests are another feature's. */
  readonly accessOf: (subject: Principal) => Promise<Pick<Plan, 'grants' | 'requests'>>;
  /** Memberships that the person had through grants alone since then: an undo does not give those back. */
  readonly broughtTo: (subject: Principal, since: Date) => Promise<readonly Brought[]>;
  /** Whether the person with one of these addresses is on call now. */
  readonly onCall: (addresses: readonly string[]) => Promise<OnCallNow>;
  /** Ends all of it; safe to repeat. What was ended, in words; what is still being ended throws. */
  readonly closeAccess: (subject: Principal, because: string) => Promise<string>;
}
