import type { ApproverRule } from '../domain/approval.ts';
import type { GroupReference } from '../domain/group.ts';
import type { Principal } from '../domain/principal.ts';
import type { PolicyGroup } from './policy-match.ts';

/** What the policies must know of one person, read live. */
export interface PersonFacts {
  readonly principal: Principal;
  /** By `referenceKey`; null or absent = could not be read. */
  readonly memberOf: ReadonlyMap<string, boolean | null>;
  /** Lower-case logins by connection, empty = no account there; null or absent = could not be read. */
  readonly logins: ReadonlyMap<string, readonly string[] | null>;
}

/** Somebody who decides beside an approver who is out of office. */
export interface StandIn {
  readonly connection: string;
  readonly login: string;
}

/** Everything that `evaluate` judges by, read at one moment. */
export interface AccessFacts {
  readonly group: PolicyGroup;
  readonly requester: PersonFacts;
  readonly beneficiary: PersonFacts;
  /** By `ruleKey`. */
  readonly standIns: ReadonlyMap<string, readonly StandIn[]>;
}

export function referenceKey({ connection, group }: GroupReference): string {
  return `${connection}:${group}`;
}

export function ruleKey(rule: ApproverRule): string {
  switch (rule.kind) {
    case 'group':
    case 'owners':
      return `${rule.kind}:${rule.connection}:${rule.group}`;
    case 'people':
      return `people:${rule.connection}:${rule.logins.join()}`;
    case 'manager':
      return 'manager';
  }
}
