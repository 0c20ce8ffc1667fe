import { randomUUID } from 'node:crypto';
import type { EntraTenant } from './entra-tenant.ts';

/** A row of directoryAudits, with the user first and group names in quoted strings, as the real log has it. */
export interface AuditRow {
  readonly id: string;
  readonly activityDisplayName: string;
  readonly activityDateTime: string;
  readonly category: string;
  readonly correlationId: string;
  readonly result: 'success' | 'failure' | 'timeout';
  readonly resultReason: string;
  readonly loggedByService: string;
  readonly operationType: string;
  readonly initiatedBy: object;
  readonly targetResources: readonly object[];
  readonly additionalDetails: readonly object[];
}

/** A row and when the log begins to show it; a row may be noted more than once. */
export interface NotedAudit {
  readonly row: AuditRow;
  readonly visibleAt: number;
}

/** Who did something, as `initiatedBy` names them. */
export type EntraActor =
  | { readonly kind: 'user'; readonly id: string; readonly userPrincipalName: string; readonly ip?: string }
  | { readonly kind: 'app'; readonly displayName: string; readonly servicePrincipalId?: string };

/** before and after: what the property holds; written as JSON in a string. */
export interface AuditProperty {
  readonly displayName: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AuditTarget {
  readonly id: string | null;
  readonly type: string;
  readonly displayName?: string | null;
  readonly userPrincipalName?: string | null;
  readonly properties?: readonly AuditProperty[];
}

/** What happened, in the words of the log. */
export interface Happening {
  readonly activity: string;
  readonly category: string;
  readonly by: EntraActor | null;
  readonly targets: readonly AuditTarget[];
  readonly service?: string;
  readonly operation?: string;
  readonly reason?: string;
  readonly result?: AuditRow['result'];
  readonly details?: Readonly<Record<string, string>>;
}

/** How late the audit log shows its rows. */
export interface Lateness {
  ms: number;
}

/** Writes it into the audit log; it shows after the tenant's lateness. */
export function noteAudit(tenant: EntraTenant, happening: Happening, at: number = Date.now()): AuditRow {
  const row = auditRowOf(happening, at);
  tenant.audits.push({ row, visibleAt: at + tenant.auditLateness.ms });
  return row;
}

export function auditRowOf(happening: Happening, at: number): AuditRow {
  const correlationId = randomUUID();
  const service = happening.service ?? 'Core Directory';
  return {
    id: service === 'Core Directory' ? `Directory_${correlationId}_SANDBOX` : `PIM_${correlationId}_SANDBOX`,
    activityDisplayName: happening.activity,
    activityDateTime: new Date(at).toISOString(),
    category: happening.category,
    correlationId,
    result: happening.result ?? 'success',
    resultReason: happening.reason ?? '',
    loggedByService: service,
    operationType: happening.operation ?? 'Update',
    initiatedBy: initiatorOf(happening.by),
    targetResources: happening.targets.map(resourceOf),
    additionalDetails: Object.entries(happening.details ?? {}).map(([key, value]) => ({ key, value })),
  };
}

function initiatorOf(by: EntraActor | null): object {
  if (by === null) return { user: null, app: null };
  if (by.kind === 'user') {
    const { id, userPrincipalName, ip = '203.0.113.7' } = by;
    return {
      app: null,
      user: { id, displayName: null, userPrincipalName, ipAddress: ip, userType: null, homeTenantId: null },
    };
  }
  const { displayName, servicePrincipalId = null } = by;
  return { user: null, app: { appId: null, displayName, servicePrincipalId, servicePrincipalName: null } };
}

function resourceOf({ id, type, displayName, userPrincipalName, properties }: AuditTarget): object {
  return {
    id,
    displayName: displayName ?? null,
    type,
    userPrincipalName: userPrincipalName ?? null,
    groupType: type === 'Group' ? 'unknownFutureValue' : null,
    modifiedProperties: (properties ?? []).map((property) => ({
      displayName: property.displayName,
      oldValue: quoted(property.before),
      newValue: quoted(property.after),
    })),
  };
}

function quoted(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** A row of auditLogs/provisioning (Graph provisioningObjectSummary). */
export interface ProvisioningRow {
  readonly id: string;
  readonly activityDateTime: string;
  readonly jobId: string;
  readonly cycleId: string;
  readonly changeId: string;
  readonly tenantId: string;
  readonly provisioningAction: string;
  readonly durationInMilliseconds: number;
  readonly provisioningStatusInfo: object;
  readonly servicePrincipal: object;
  readonly sourceSystem: object;
  readonly targetSystem: object;
  readonly sourceIdentity: object;
  readonly targetIdentity: object;
  readonly initiatedBy: object;
  readonly modifiedProperties: readonly object[];
  readonly provisioningSteps: readonly object[];
}

export interface Provisioned {
  readonly servicePrincipalId: string;
  readonly jobId: string;
  readonly action: 'create' | 'update' | 'delete' | 'disable' | 'stagedDelete' | 'other';
  readonly status: 'success' | 'failure' | 'skipped' | 'warning';
  readonly identity: { readonly id: string; readonly displayName: string; readonly type: 'User' | 'Group' };
  readonly error?: {
    readonly code: string;
    readonly reason: string;
    readonly action?: string;
  };
  readonly cycleId?: string;
  readonly properties?: readonly object[];
}

export function noteProvisioning(
  tenant: EntraTenant,
  done: Provisioned,
  at: number = Date.now(),
): ProvisioningRow {
  const principal = tenant.servicePrincipals.get(done.servicePrincipalId);
  if (principal === undefined) throw new Error(`no service principal ${done.servicePrincipalId}`);
  const { id, displayName, type } = done.identity;
  const named = { id: principal.id, displayName: principal.displayName };
  const row: ProvisioningRow = {
    id: randomUUID(),
    activityDateTime: new Date(at).toISOString(),
    jobId: done.jobId,
    cycleId: done.cycleId ?? randomUUID(),
    changeId: randomUUID(),
    tenantId: tenant.tenantId,
    provisioningAction: done.action,
    durationInMilliseconds: 1207,
    provisioningStatusInfo: statusOf(done),
    // Both shapes are in the wild.
    servicePrincipal: tenant.provisioning.length % 2 === 0 ? named : [named],
    sourceSystem: { id: randomUUID(), displayName: 'Azure Active Directory', details: {} },
    targetSystem: { id: randomUUID(), displayName: principal.displayName, details: {} },
    sourceIdentity: { id, displayName, identityType: type, details: {} },
    targetIdentity: { id: '', displayName: '', identityType: type, details: {} },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    modifiedProperties: done.properties ?? [],
    provisioningSteps: [],
  };
  tenant.provisioning.push(row);
  return row;
}

function statusOf({ status, error }: Provisioned): object {
  if (error === undefined) return { status, errorInformation: null };
  const { code, reason, action = null } = error;
  return {
    status,
    errorInformation: {
      errorCode: code,
      reason,
      additionalDetails: null,
      errorCategory: 'failure',
      recommendedAction: action,
    },
  };
}
