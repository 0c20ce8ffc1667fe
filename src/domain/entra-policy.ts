/** Conditional Access as far as a check judges it (Graph conditionalAccessPolicy, v1.0). Lists hold ids or Graph's literals ('All', 'None', 'GuestsOrExternalUsers'). */
export interface ConditionalAccessPolicy {
  readonly id: string;
  readonly name: string;
  readonly state: 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';
  readonly includeUsers: readonly string[];
  readonly excludeUsers: readonly string[];
  readonly includeGroups: readonly string[];
  readonly excludeGroups: readonly string[];
  /** Role template ids. */
  readonly includeRoles: readonly string[];
  readonly excludeRoles: readonly string[];
  /** Kinds of guests or external users that are included or excluded, e.g. b2bCollaborationGuest; `some:` before it where only those of named tenants are. */
  readonly includeGuests: readonly string[];
  readonly excludeGuests: readonly string[];
  readonly includeApplications: readonly string[];
  readonly excludeApplications: readonly string[];
  /** True when it targets workload identities, agents or only an authentication context: no person is hit. */
  readonly targetsPeople: boolean;
  /** True when locations, platforms, risk, device or client-app conditions narrow it. */
  readonly narrowed: boolean;
  /** block, mfa, compliantDevice, …, termsOfUse, customFactor; empty when only a strength or session control is set. */
  readonly grantControls: readonly string[];
  readonly grantOperator: 'AND' | 'OR';
  /** The required authentication strength: whether all it allows is phishing-resistant, and what that is (Graph authenticationMethodModes). */
  readonly strength: {
    readonly name: string;
    readonly resistant: boolean;
    readonly allows: readonly string[];
  } | null;
}

export interface ConditionalAccess {
  readonly policies: readonly ConditionalAccessPolicy[];
  readonly securityDefaults: boolean;
}

export interface Domain {
  readonly name: string;
  readonly initial: boolean;
  readonly authentication: 'Managed' | 'Federated';
}

/** A group that excludes a registered break-glass account from an enabled policy. */
export interface ExclusionGroup {
  readonly id: string;
  readonly name: string;
  readonly roleAssignable: boolean;
  readonly managementRestricted: boolean;
  readonly dynamic: boolean;
  readonly memberIds: readonly string[];
  readonly memberLogins: ReadonlyMap<string, string>;
  readonly ownerIds: readonly string[];
}

/** Something that may disable or remove accounts by itself (access review with auto-apply, lifecycle workflow). */
export interface LifecycleAutomation {
  readonly kind: 'access_review' | 'workflow';
  readonly name: string;
  /** Account ids and group ids it covers, 'all', or 'unreadable' when its scope query cannot be judged. */
  readonly scope: readonly string[] | 'all' | 'unreadable';
}

export interface GuestTrust {
  /** crossTenantAccessPolicy/default inboundTrust.isMfaAccepted. */
  readonly mfaAccepted: boolean;
}

/** Which weak methods the authentication methods policy leaves on: sms, voice, email. */
export interface MethodsPolicy {
  readonly weakEnabled: readonly string[];
}
