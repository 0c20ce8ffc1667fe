import type { AuditProperty, AuditTarget, EntraActor, Happening } from './entra-logs.ts';

/** What an activity is done to. */
export type Subject = 'user' | 'group' | 'role' | 'pim' | 'app' | 'policy' | 'domain' | 'none';

/** An activity as the log writes it: case, dashes and trailing spaces included (reference-audit-activities; real logs). */
export interface Activity {
  readonly activity: string;
  readonly category: string;
  readonly service: string;
  readonly to: Subject;
}

const core = 'Core Directory';
const pim = 'PIM';
const methods = 'Authentication Methods';
const rows: readonly (readonly [Subject, string, string, readonly string[]])[] = [
  [
    'user',
    'UserManagement',
    core,
    [
      'Reset password (by admin)',
      'Change user password',
      'Update user',
      'Disable account',
      'Enable account',
      'Delete user',
      'Disable Strong Authentication',
    ],
  ],
  [
    'user',
    'UserManagement',
    methods,
    [
      'Admin deleted security info',
      'Admin registered security info',
      'User deleted security info',
      'User registered security info',
      'Delete Passkey (device-bound)',
      'Update per-user multifactor authentication state',
      'Suspicious activity reported',
      'Fraud reported - no action taken',
    ],
  ],
  ['user', 'AdministrativeUnit', core, ['Remove member from restricted management administrative unit']],
  ['group', 'GroupManagement', core, ['Delete group', 'Update group', 'Add owner to group', 'Restore group']],
  [
    'none',
    'GroupManagement',
    core,
    ['Bulk remove group members – finished (bulk)', 'Bulk delete users - finished (bulk)'],
  ],
  ['app', 'UserManagement', core, ['Remove app role assignment from user']],
  ['app', 'GroupManagement', core, ['Remove app role assignment from group']],
  [
    'role',
    'RoleManagement',
    core,
    [
      'Add member to role',
      'Add eligible member to role',
      'Add scoped member to role',
      'Remove member from role',
    ],
  ],
  [
    'pim',
    'RoleManagement',
    pim,
    [
      'Add member to role in PIM completed (permanent)',
      'Add eligible member to role in PIM completed (permanent)',
      'Add member to role outside of PIM (permanent)',
      'Add member to role completed (PIM activation)',
      'Triggered PIM alert',
      'Disable PIM Alert',
      'Deactivate PIM alert',
      'Update PIM alert setting',
      'Update role setting in PIM',
    ],
  ],
  [
    'policy',
    'Policy',
    'Conditional Access',
    [
      'Add conditional access policy',
      'Update Conditional Access policy',
      'Delete conditional access policy',
      'Update named location',
      'Delete named location',
      'Update security defaults',
    ],
  ],
  ['policy', 'Policy', core, ['Update policy', 'Delete policy']],
  ['policy', 'Policy', methods, ['Authentication Methods Policy Update']],
  [
    'app',
    'ApplicationManagement',
    core,
    [
      'Add service principal credentials',
      'Update application – Certificates and secrets management ',
      'Add owner to application',
      'Add owner to service principal',
    ],
  ],
  [
    'domain',
    'DirectoryManagement',
    core,
    [
      'Set domain authentication',
      'Set federation settings on domain',
      'Add unverified domain',
      'Verify domain',
      'Set DirSyncEnabled flag',
    ],
  ],
  [
    'app',
    'ProvisioningManagement',
    'Account Provisioning',
    [
      'Disable/pause provisioning configuration',
      'Update provisioning setting or credentials',
      'Update attribute mappings or scope',
      'Delete provisioning configuration',
      'Quarantine',
      'Set accidental deletion threshold',
    ],
  ],
  [
    'user',
    'RoleManagement',
    'Azure RBAC (Elevated Access)',
    ['User has elevated their access to User Access Administrator for their Azure Resources'],
  ],
];

/** Everything that detections read from the audit log, beside memberships of groups. */
export const entraActivities: readonly Activity[] = rows.flatMap(([to, category, service, activities]) =>
  activities.map((activity) => ({ activity, category, service, to })),
);

export interface Whom {
  readonly by: EntraActor;
  readonly id: string;
  readonly name: string;
  /** For roles: which. */
  readonly role: { readonly id: string; readonly name: string };
}

/** One row of that activity, in the shape that its service writes. */
export function happeningOf({ activity, category, service, to }: Activity, whom: Whom): Happening {
  const details: Record<string, string> = to === 'pim' ? { TemplateId: whom.role.id } : {};
  return { activity, category, service, by: whom.by, targets: targetsOf(to, activity, whom), details };
}

function targetsOf(to: Subject, activity: string, { id, name, role }: Whom): readonly AuditTarget[] {
  const user = { id, type: 'User', userPrincipalName: name };
  const removed = activity.startsWith('Remove');
  const property = (displayName: string, text: string): AuditProperty =>
    removed ? { displayName, before: text } : { displayName, after: text };
  const roleProperties = [
    property('Role.ObjectID', role.id),
    property('Role.DisplayName', role.name),
    property('Role.TemplateId', role.id),
  ];
  const targets: Readonly<Record<Subject, readonly AuditTarget[]>> = {
    user: [user],
    group: [{ id, type: 'Group', displayName: name }],
    role: [
      { ...user, properties: roleProperties },
      { id: role.id, type: 'Role' },
    ],
    // PIM puts the role first.
    pim: [{ id: role.id, type: 'Role', displayName: role.name }, user],
    app: [{ id, type: 'ServicePrincipal', displayName: name }],
    policy: [{ id, type: 'Policy', displayName: name }],
    domain: [{ id: null, type: 'Domain', displayName: name }],
    none: [],
  };
  return targets[to];
}
