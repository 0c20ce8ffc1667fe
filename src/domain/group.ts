/** Who fills a group; only `manual` groups may be changed by Lockstep. */
export type GroupSource = 'manual' | 'rule' | 'synced' | 'app' | 'builtin';

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly source: GroupSource;
  /** Entra isAssignableToRole; Okta: the group holds an admin role as far as the list tells. */
  readonly roleAssignable: boolean;
}

/** A change of who is in one group; `removed` of an account that is not in it is no error. */
export interface MembershipChange {
  readonly groupId: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** A group in a directory, by vendor id or exact name. */
export interface GroupReference {
  readonly connection: string;
  readonly group: string;
}
