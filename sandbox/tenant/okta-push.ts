import { writeLog } from './okta-changes.ts';
import type { OktaPushMapping } from './okta-integrations.ts';
import type { OktaTenant } from './okta-tenant.ts';

const push = 'application.provision.group_push';

/** Nothing is pushed any more; the group in the application stays as it is. */
export function deactivateMapping(tenant: OktaTenant, appId: string, mapping: OktaPushMapping): void {
  if (mapping.status === 'INACTIVE') return;
  mapping.status = 'INACTIVE';
  tell(tenant, { appId, mapping, name: `${push}.deactivate_mapping`, reason: null });
}

/** Pushes everything once; the application may refuse it. */
export function activateMapping(tenant: OktaTenant, appId: string, mapping: OktaPushMapping): void {
  if (mapping.status === 'ACTIVE') return;
  if (mapping.refusedBecause !== undefined) {
    refuseMapping(tenant, { appId, mapping, because: mapping.refusedBecause });
    return;
  }
  mapping.status = 'ACTIVE';
  delete mapping.errorSummary;
  mapping.lastPush = new Date().toISOString();
  tell(tenant, { appId, mapping, name: `${push}.pushed`, reason: null });
}

/** A push failed for good: Okta does not try again by itself. */
export function refuseMapping(
  tenant: OktaTenant,
  {
    appId,
    mapping,
    because,
  }: { readonly appId: string; readonly mapping: OktaPushMapping; readonly because: string },
): void {
  mapping.status = 'ERROR';
  mapping.errorSummary = because;
  tell(tenant, {
    appId,
    mapping,
    name: `${push}.mapping.update.or.delete.failed.with.error`,
    reason: because,
  });
}

interface Told {
  readonly appId: string;
  readonly mapping: OktaPushMapping;
  readonly name: string;
  readonly reason: string | null;
}

/** The log names the mapping by another id than the API (gmr…, not gPm…). */
function tell(tenant: OktaTenant, { appId, mapping, name, reason }: Told): void {
  const target = (id: string, type: string, displayName: string) => ({
    id,
    type,
    alternateId: 'unknown',
    displayName,
    detailEntry: null,
  });
  const group = tenant.groups.get(mapping.sourceGroupId);
  const words = group?.name ?? mapping.sourceGroupId;
  writeLog(tenant, name, {
    severity: reason === null ? 'INFO' : 'ERROR',
    outcome: { result: reason === null ? 'SUCCESS' : 'FAILURE', reason },
    target: [
      target(`gmr${mapping.id.slice(3)}`, 'GroupPushMapping', words),
      target(mapping.sourceGroupId, 'UserGroup', words),
      target(appId, 'AppInstance', tenant.apps.get(appId)?.label ?? appId),
    ],
  });
}
