import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { type GrantedRole, roleIn } from '../domain/granted-role.ts';
import { defineDetection, type Raise, type Watching } from './detection.ts';

export default defineDetection({
  id: 'admin-role-granted',
  ref: 'W-07',
  title: 'An administrator role was granted',
  severity: 'high',
  why: 'A role that nobody planned is how an intruder stays, and how people collect rights over the years.',
  fix: 'Find the request behind it. Without one: take the role back, then look at what the holder and the one who granted it did.',
  source: [
    'Okta customer detections: new_super_admin_added_or_removed',
    'Elastic: persistence_entra_id_global_administrator_role_assigned',
    'Elastic: persistence_entra_id_pim_user_added_global_admin',
    'Elastic: persistence_administrator_privileges_assigned_to_okta_group',
    'Panther: okta_admin_role_assigned',
    'Panther: okta_group_admin_role_assigned',
  ],
  events: {
    okta: [
      'user.account.privilege.grant',
      'group.privilege.grant',
      'app.oauth2.client.privilege.grant',
      'iam.resourceset.bindings.add',
      'iam.role.update',
      'iam.role.permissions.add',
    ],
    entra: [
      'add member to role',
      'add eligible member to role',
      'add member to role in pim completed (permanent)',
      'add eligible member to role in pim completed (permanent)',
      'add scoped member to role',
      'add member to role outside of pim (permanent)',
      'triggered pim alert',
    ],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event, watching) => {
    if (event.outcome === 'failure' || isActivation(event)) return [];
    const account = targetOf(event, 'account');
    // Guests and break-glass accounts have detections of their own.
    if (account !== undefined && (watching.isGuest(account.id) || watching.breakGlass(account.id))) return [];
    const holder = account ?? targetOf(event, 'group') ?? targetOf(event, 'app') ?? event.targets[0];
    const login = (account === undefined ? null : watching.accountName(account.id)) ?? nameOf(holder);
    const role = roleIn(event);
    const { name } = role;
    const message = sentence(event, { login, role: name });
    return [
      {
        // One grant is told by two entries, of the role and of PIM.
        key: `${holder?.id ?? 'directory'}:${watching.kind === 'okta' ? 'roles' : name.toLowerCase()}`,
        ...(heldBefore(event, watching) ? {} : gravityOf(role)),
        message,
        sample: lineOf(event, `${message}, by ${whoDid(event)}, ${whenOf(event)}`),
      },
    ];
  },
});

/** Okta names all roles at every change, so a super administrator who loses a lesser one is named as one again. */
function heldBefore(event: DirectoryEvent, { wasTop }: Watching): boolean {
  const account = targetOf(event, 'account');
  return event.name === 'user.account.privilege.grant' && account !== undefined && wasTop(account.id);
}

/** Who may grant every role is one step from the highest. */
function gravityOf({ top, leadsToTop }: GrantedRole): Pick<Raise, 'severity' | 'title'> {
  if (top) return { severity: 'critical', title: 'The highest administrator role was granted' };
  return leadsToTop
    ? { severity: 'critical', title: 'A role that leads to the highest one was granted' }
    : {};
}

/** PIM puts an activated role on with its own app; the activation is told by another entry. */
function isActivation({ name, actor }: DirectoryEvent): boolean {
  if (name !== 'add member to role' || actor?.kind === 'person') return false;
  return /\bPIM\b|privileged identity management/i.test(actor?.name ?? '');
}

function sentence(event: DirectoryEvent, { login, role }: { login: string; role: string }): string {
  if (event.name === 'triggered pim alert')
    return `PIM raised an alert: ${event.reason ?? nameOf(event.targets[0])}`;
  if (event.name.startsWith('iam.role.')) return `the custom role ${login} can do more or other things`;
  // Okta lists everything held now, also when a part was taken away.
  if (event.name === 'user.account.privilege.grant') return `${login} holds these roles now: ${role}`;
  return `${login} got ${role}${event.name.includes('eligible') ? ' (to be activated)' : ''}`;
}
