/** An application permission of Microsoft Graph and what is off without it; manifests/entra-apps.yaml asks for the same. */
export interface NeededPermission {
  readonly name: string;
  readonly feature: string;
  /** Lockstep also runs without it, by choice. */
  readonly optional?: boolean;
}

export const watcherPermissions: readonly NeededPermission[] = [
  { name: 'User.Read.All', feature: 'everything about people' },
  { name: 'GroupMember.Read.All', feature: 'groups, roles in Lockstep' },
  { name: 'RoleManagement.Read.Directory', feature: 'the admin and break-glass checks' },
  {
    name: 'PrivilegedEligibilitySchedule.Read.AzureADGroup',
    feature: 'the admin checks where groups hold roles: who may make themselves a member by PIM',
  },
  { name: 'Policy.Read.All', feature: 'the Conditional Access checks' },
  { name: 'AuditLog.Read.All', feature: 'the audit log, second factors of everybody, last sign-ins' },
  {
    name: 'ProvisioningLog.Read.All',
    feature: 'provisioning failures of single people and groups, and their checks',
  },
  { name: 'Synchronization.Read.All', feature: 'the state of provisioning jobs, and their checks' },
  {
    name: 'Application.Read.All',
    feature: 'finding provisioning jobs; the ends of secrets and certificates, our own included',
  },
  {
    name: 'UserAuthenticationMethod.Read.All',
    feature: 'second factors of administrators and break-glass accounts',
  },
  {
    name: 'Organization.Read.All',
    feature: 'the state of the tenant, and the check of its synchronisation',
  },
  {
    name: 'OnPremDirectorySynchronization.Read.All',
    feature: 'the check of the guard against mass deletions',
  },
  { name: 'Domain.Read.All', feature: 'the checks of break-glass domains and federation certificates' },
  { name: 'AccessReview.Read.All', feature: 'the check of automations' },
  { name: 'LifecycleWorkflows.Read.All', feature: 'the check of automations' },
  {
    name: 'Directory.Read.All',
    feature: 'the apps of a person and what only they own, before they are taken out of service',
    optional: true,
  },
];

export const actorPermissions: readonly NeededPermission[] = [
  { name: 'User.Read.All', feature: 'reading an account back after it was changed' },
  { name: 'GroupMember.Read.All', feature: 'reading a group before and after it is changed' },
  { name: 'GroupMember.ReadWrite.All', feature: 'granting and revoking access to groups' },
  { name: 'User.EnableDisableAccount.All', feature: 'suspending and restoring accounts' },
  { name: 'User.RevokeSessions.All', feature: 'ending the sessions of an account' },
  { name: 'Synchronization.ReadWrite.All', feature: 'buttons that mend a provisioning job' },
  {
    name: 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
    feature: 'access whose end Entra ID keeps itself (PIM for Groups); Lockstep keeps it instead',
    optional: true,
  },
];
