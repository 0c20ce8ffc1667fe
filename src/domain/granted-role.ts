import { type DirectoryEvent, targetOf } from './event.ts';
import { bare, changeOf } from './event-changes.ts';
import { ENTRA_TIER_ZERO, GLOBAL_ADMINISTRATOR } from './role.ts';

export interface GrantedRole {
  readonly name: string;
  /** Global Administrator or super administrator. */
  readonly top: boolean;
  /** Not the highest, and able to make itself that. */
  readonly leadsToTop: boolean;
}

/** What the logs call the top roles; Entra's oldest name of Global Administrator is Company Administrator. */
const topNames = /\b(super admin(istrator)?|global administrator|company administrator)\b/i;

/** The same by id: GLOBAL_ADMINISTRATOR, ENTRA_TIER_ZERO. PIM tells of roles by name only. */
const leadingNames =
  /\b(privileged role administrator|privileged authentication administrator|hybrid identity administrator)\b/i;

/**
 * The role that a grant or removal is about. Okta lists everything the account holds now, not what was added; Entra may
 * leave the role's own name empty and write it among the properties, on removal in the old value.
 */
export function roleIn(event: DirectoryEvent): GrantedRole {
  const { detail } = event;
  const written = changeOf(event, 'Role.DisplayName');
  const template = changeOf(event, 'Role.TemplateId');
  const role = targetOf(event, 'role');
  const name =
    detail['privilegeGranted'] ||
    detail['privilegeRevoked'] ||
    detail['roleName'] ||
    bare(written?.after ?? written?.before) ||
    role?.name ||
    'a role';
  const ids = [detail['roleId'], role?.id, bare(template?.after ?? template?.before)];
  const top = topNames.test(name) || ids.includes(GLOBAL_ADMINISTRATOR);
  const leads = leadingNames.test(name) || ids.some((id) => ENTRA_TIER_ZERO.includes(id ?? ''));
  return { name, top, leadsToTop: leads && !top };
}
