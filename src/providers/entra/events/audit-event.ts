import type { Change, DirectoryEvent, Target, TargetKind } from '../../../domain/event.ts';
import { actorOf } from './audit-actor.ts';
import {
  type AuditRow,
  type ModifiedProperty,
  parsed,
  type TargetResource,
  toAuditRow,
} from './audit-row.ts';

/** One entry of the audit log, in whichever of its three shapes. */
export function toAuditEvent(connection: string, raw: unknown): DirectoryEvent {
  const row = toAuditRow(raw);
  const outcome = outcomeOf(row.result);
  return {
    connection,
    kind: 'entra',
    feed: 'audits',
    id: row.id,
    at: row.activityDateTime,
    name: activityName(row.activityDisplayName ?? ''),
    outcome,
    reason: outcome === 'failure' ? row.resultReason : null,
    actor: actorOf(row.initiatedBy),
    targets: targetsOf(row),
    changes: propertiesOf(row).map(toChange),
    detail: detailOf(row),
  };
}

/** Reference and logs disagree in case, kind of dash and trailing spaces (reference-audit-activities). */
export function activityName(written: string): string {
  return written
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

function outcomeOf(result: string | null): DirectoryEvent['outcome'] {
  const word = result?.toLowerCase();
  return word === 'success' || word === 'failure' ? word : 'other';
}

const kinds: Readonly<Record<string, TargetKind>> = {
  user: 'account',
  group: 'group',
  serviceprincipal: 'app',
  application: 'app',
  role: 'role',
  policy: 'policy',
  conditionalaccesspolicy: 'policy',
};

/** A group stands in the properties of the user: its own entry has no name, and may be absent. */
function targetsOf(row: AuditRow): readonly Target[] {
  const group = { id: told(row, 'Group.ObjectID'), name: told(row, 'Group.DisplayName') };
  const targets = row.targetResources.flatMap((resource) => toTarget(resource, row, group));
  if (group.id === null || targets.some(({ kind }) => kind === 'group')) return targets;
  return [...targets, { kind: 'group', id: group.id, name: group.name }];
}

function toTarget(
  resource: TargetResource,
  row: AuditRow,
  group: { readonly id: string | null; readonly name: string | null },
): Target[] {
  const kind = kinds[resource.type?.toLowerCase() ?? ''] ?? 'other';
  const own = orNull(resource.userPrincipalName) ?? orNull(resource.displayName);
  const elsewhere: Partial<Record<TargetKind, string | null>> = { group: group.name, role: roleNameOf(row) };
  const name = own ?? elsewhere[kind] ?? null;
  // Domains have no id, and the portal leaves that of a group out.
  const id = orNull(resource.id) ?? (kind === 'group' ? group.id : null) ?? name;
  return id === null ? [] : [{ kind, id, name: orNull(name) }];
}

function propertiesOf({ targetResources }: AuditRow): readonly ModifiedProperty[] {
  return targetResources.flatMap(({ modifiedProperties }) => modifiedProperties);
}

function toChange({ displayName, oldValue, newValue }: ModifiedProperty): Change {
  return { name: displayName ?? '', before: plain(oldValue), after: plain(newValue) };
}

/** Values are JSON in strings: `"\"name\""`, `"[true]"`. A list of one plain value is that value. */
function plain(value: unknown): string | null {
  const found = parsed(value);
  const one = Array.isArray(found) && found.length <= 1 && typeof found[0] !== 'object' ? found[0] : found;
  if (one === undefined || one === null || one === '') return null;
  return typeof one === 'object' ? JSON.stringify(one) : String(one);
}

/** What a property says now; for something taken away, what it said before. */
function told(row: AuditRow, name: string): string | null {
  const property = propertiesOf(row).find(({ displayName }) => displayName === name);
  return property === undefined ? null : (plain(property.newValue) ?? plain(property.oldValue));
}

function roleNameOf(row: AuditRow): string | null {
  return (
    told(row, 'Role.DisplayName') ??
    row.targetResources.find(({ type }) => type?.toLowerCase() === 'role')?.displayName ??
    null
  );
}

function detailOf(row: AuditRow): Readonly<Record<string, string>> {
  const more = new Map(row.additionalDetails.map(({ key, value }) => [key?.toLowerCase(), plain(value)]));
  return known({
    activity: row.activityDisplayName,
    category: row.category,
    correlationId: row.correlationId,
    loggedByService: row.loggedByService,
    operationType: row.operationType,
    reason: row.resultReason,
    ip: row.initiatedBy.user?.ipAddress ?? more.get('ipaddress') ?? more.get('ipaddr') ?? null,
    userAgent: more.get('user-agent') ?? null,
    ...roleOf(row, more),
    ...factorsOf(row),
    ...policyOf(row),
  });
}

type Facts = Readonly<Record<string, string | null | undefined>>;

/** PIM names the role in additionalDetails, everybody else in the properties of the user. The id is the template's, where told. */
function roleOf(row: AuditRow, more: ReadonlyMap<string | undefined, string | null>): Facts {
  const roleName = roleNameOf(row);
  const role = row.targetResources.find(({ type }) => type?.toLowerCase() === 'role');
  const templateId = told(row, 'Role.TemplateId') ?? more.get('templateid');
  if (roleName === null && role === undefined && templateId === undefined) return {};
  const originId = told(row, 'RoleDefinitionOriginId') ?? more.get('roledefinitionoriginid');
  return {
    roleName,
    roleId: templateId ?? originId ?? told(row, 'Role.ObjectID') ?? role?.id,
    roleWellKnownName: told(row, 'Role.WellKnownObjectName'),
  };
}

/** tap: a Temporary Access Pass is involved. strongAuth*: State of per-user MFA, 0 off, 1 enabled, 2 enforced. */
function factorsOf(row: AuditRow): Facts {
  const written = JSON.stringify([row.activityDisplayName, row.resultReason, propertiesOf(row)]);
  const requirement = propertiesOf(row).find(
    ({ displayName }) => displayName === 'StrongAuthenticationRequirement',
  );
  return {
    tap: /temporary ?access ?pass/i.test(written) ? 'true' : null,
    strongAuthBefore: requirement === undefined ? null : strongAuthState(requirement.oldValue),
    strongAuthAfter: requirement === undefined ? null : strongAuthState(requirement.newValue),
  };
}

/** An empty list says that nothing is demanded. */
function strongAuthState(value: unknown): string | null {
  const found = parsed(value);
  if (!Array.isArray(found)) return null;
  if (found.length === 0) return '0';
  return fieldOf(found[0], 'State');
}

/** state: enabled, disabled, enabledForReportingButNotEnforced. */
function policyOf(row: AuditRow): Facts {
  for (const { displayName, oldValue, newValue } of propertiesOf(row)) {
    if (displayName !== 'ConditionalAccessPolicy') continue;
    return {
      policyStateBefore: fieldOf(parsed(oldValue), 'state'),
      policyState: fieldOf(parsed(newValue), 'state'),
    };
  }
  return {};
}

function fieldOf(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null || !(name in value)) return null;
  // `in` just said that it has that key.
  return plain((value as Readonly<Record<string, unknown>>)[name]);
}

/** Without what is not known. */
export function known(facts: Facts): Readonly<Record<string, string>> {
  const pairs = Object.entries(facts).flatMap(([name, value]) =>
    value == null || value === '' ? [] : [[name, value] as const],
  );
  return Object.fromEntries(pairs);
}

function orNull(value: string | null): string | null {
  return value === '' ? null : value;
}
