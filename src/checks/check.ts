import type { BreakGlassEntry } from '../domain/break-glass.ts';
import type { ProviderKind } from '../domain/connection.ts';
import type { FactName, Facts } from '../domain/fact.ts';
import type { Reason, Severity } from '../domain/finding.ts';
import type { Threshold } from '../domain/threshold.ts';

/** What a check says about one subject; `severity` only where it differs from the check's own. */
export interface Draft {
  readonly subject: string;
  readonly message: string;
  readonly fix?: string;
  readonly severity?: Severity;
}

/** No findings = pass. */
export type Verdict =
  | { readonly findings: readonly Draft[]; readonly population?: string; readonly coverage?: string }
  | {
      readonly status: 'not_applicable' | 'not_evaluated';
      readonly reason: Reason;
      readonly sentence: string;
    };

export interface Judging {
  readonly now: Date;
  readonly connection: string;
  readonly kind: ProviderKind;
  readonly breakGlass: readonly BreakGlassEntry[];
  /** The value of one of the check's own thresholds, after `checks.thresholds` of lockstep.yaml. */
  readonly threshold: (name: string) => number;
  /** Logins or names that an exception of this check covers today (`checks.exceptions`). */
  readonly excepted: (subject: string) => boolean;
  /** Names of groups that lockstep.yaml calls sensitive (`watch.groups`). */
  readonly sensitive: (groupName: string) => boolean;
}

export interface Check<N extends FactName = FactName> {
  /** = file name; a noun phrase of the failing state, as users see it. */
  readonly id: string;
  /** The catalogue number, e.g. BG-E-01. */
  readonly ref: string;
  readonly title: string;
  readonly severity: Severity;
  readonly providers: readonly ProviderKind[];
  readonly needs: readonly N[];
  readonly why: string;
  readonly fix: string;
  /** Scopes or app roles without which it is not evaluated, by provider. */
  readonly permissions: Readonly<Partial<Record<ProviderKind, readonly string[]>>>;
  /** Names are `<area>.<what>.<min|max>`, e.g. admins.global.max: the keys of `checks.thresholds`. */
  readonly thresholds: Readonly<Record<string, Threshold>>;
  readonly evaluate: (facts: Pick<Facts, N>, judging: Judging) => Verdict;
}

/** What it takes to know who holds roles, also by way of groups: every check of administrators rests on it. */
export const seesRoles = {
  okta: ['okta.roles.read', 'okta.groups.read'],
  entra: [
    'RoleManagement.Read.Directory',
    'PrivilegedEligibilitySchedule.Read.AzureADGroup',
    'GroupMember.Read.All',
    'User.Read.All',
  ],
} as const;

/** Narrows `facts` to what `needs` names: reading an undeclared fact does not compile. */
export function defineCheck<const N extends FactName>(check: Check<N>): Check {
  // The runner hands over exactly the facts that `needs` lists, so widening the parameter is safe.
  return check as unknown as Check;
}
