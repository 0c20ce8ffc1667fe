/** Why a group may not be changed by Lockstep. From live reads; facts/okta §7, Graph "group resource type". */
export type ObstacleKind =
  /** Okta group rules or an Entra membership rule fill it. */
  | 'rule_managed'
  /** Mastered on-premises or by an app or by Exchange. */
  | 'synced'
  | 'app_owned'
  | 'builtin'
  /** Holds an administrator role. */
  | 'admin_role'
  /** Entra isAssignableToRole. */
  | 'role_assignable'
  /** In a restricted administrative unit, or its members are hidden so that nothing could be read back. */
  | 'restricted'
  /** Mail-enabled security group or distribution list: Graph cannot change it. */
  | 'mail_enabled';

export interface Obstacle {
  readonly kind: ObstacleKind;
  /** In words, with the name of the rule or role: what stands in the way and where it is changed instead. */
  readonly why: string;
}
