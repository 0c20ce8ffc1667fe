import { z } from 'zod';
import type { Actor, ActorKind, Change, DirectoryEvent, Target } from '../../../domain/event.ts';
import { SECOND_MS } from '../../../lib/clock.ts';
import type { EventFeed } from '../../provider.ts';
import { known } from './audit-event.ts';
import { attributeOf, errorClassOf } from './provisioning-error.ts';
import { type FeedTools, parseRow, windowFeed } from './window.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => (value == null || value === '' ? null : value));
const Identity = z.object({ id: text, displayName: text, identityType: text }).nullish();
const Named = z.object({ id: text, displayName: text });

const Row = z.object({
  id: z.string(),
  activityDateTime: z.coerce.date(),
  changeId: text,
  cycleId: text,
  jobId: text,
  provisioningAction: text,
  provisioningStatusInfo: z
    .object({
      status: text,
      errorInformation: z
        .object({
          errorCode: text,
          reason: text,
          additionalDetails: text,
          errorCategory: text,
          recommendedAction: text,
        })
        .nullish(),
    })
    .nullish(),
  sourceIdentity: Identity,
  targetIdentity: Identity,
  // An object in the metadata, a collection in the resource's page.
  servicePrincipal: z
    .union([Named, z.array(Named)])
    .nullish()
    .transform((value) => (Array.isArray(value) ? value[0] : value) ?? null),
  initiatedBy: z.object({ id: text, displayName: text, initiatorType: text, initiatingType: text }).nullish(),
  modifiedProperties: z
    .array(z.object({ displayName: text, oldValue: text, newValue: text }))
    .nullish()
    .transform((items) => items ?? []),
});
type Row = z.infer<typeof Row>;

/** What the provisioning service did to single people and groups in the applications. */
export function provisioningFeed(tools: FeedTools): EventFeed {
  const log = {
    // This log knows gt and lt only, and pages only when it is told how large a page is.
    path: (since: Date) =>
      `/auditLogs/provisioning?$filter=activityDateTime%20gt%20${since.toISOString()}&$orderby=activityDateTime&$top=100`,
    toEvent: (row: unknown) => toProvisioningEvent(tools.connection, row),
  };
  return windowFeed(tools, log, { name: 'provisioning', intervalMs: 120 * SECOND_MS, silentMs: null });
}

export function toProvisioningEvent(connection: string, raw: unknown): DirectoryEvent {
  const row = parseRow(Row, raw, 'provisioning log');
  const error = row.provisioningStatusInfo?.errorInformation ?? null;
  const outcome = outcomeOf(row);
  return {
    connection,
    kind: 'entra',
    feed: 'provisioning',
    id: idOf(row),
    at: row.activityDateTime,
    name: `provisioning ${actionOf(row.provisioningAction)}`,
    outcome,
    reason: outcome === 'success' ? null : (error?.reason ?? error?.additionalDetails ?? null),
    actor: actorOf(row),
    targets: targetsOf(row),
    changes: row.modifiedProperties.map(toChange),
    detail: known({
      jobId: row.jobId,
      cycleId: row.cycleId,
      changeId: row.changeId,
      status: row.provisioningStatusInfo?.status?.toLowerCase(),
      targetId: row.targetIdentity?.id,
      ...errorOf(row),
    }),
  };
}

/** A change id is unique in its cycle; the same change tried again in the next cycle is another event. */
function idOf({ id, changeId, cycleId }: Row): string {
  return changeId === null || cycleId === null ? id : `${cycleId}/${changeId}`;
}

function actionOf(action: string | null): string {
  const word = action?.toLowerCase() ?? '';
  if (word === 'stageddelete') return 'staged delete';
  return ['create', 'update', 'delete', 'disable'].includes(word) ? word : 'other';
}

/** A skip is everyday noise, a warning no failure. */
function outcomeOf({ provisioningStatusInfo }: Row): DirectoryEvent['outcome'] {
  const status = provisioningStatusInfo?.status?.toLowerCase();
  return status === 'success' || status === 'failure' ? status : 'other';
}

const initiators: Readonly<Record<string, ActorKind>> = { user: 'person', application: 'app' };

function actorOf({ initiatedBy }: Row): Actor | null {
  if (initiatedBy == null) return null;
  const type = (initiatedBy.initiatorType ?? initiatedBy.initiatingType)?.toLowerCase();
  const kind = initiators[type ?? ''] ?? 'system';
  return { id: initiatedBy.id, kind, name: initiatedBy.displayName };
}

function targetsOf({ sourceIdentity, targetIdentity, servicePrincipal }: Row): readonly Target[] {
  const targets: Target[] = [];
  if (sourceIdentity?.id != null) {
    const kind = isGroup(sourceIdentity.identityType) ? 'group' : 'account';
    targets.push({ kind, id: sourceIdentity.id, name: sourceIdentity.displayName });
  }
  if (servicePrincipal?.id != null)
    targets.push({ kind: 'app', id: servicePrincipal.id, name: servicePrincipal.displayName });
  if (targetIdentity?.id != null)
    targets.push({ kind: 'app_account', id: targetIdentity.id, name: targetIdentity.displayName });
  return targets;
}

function isGroup(type: string | null | undefined): boolean {
  return /group/i.test(type ?? '');
}

function toChange(property: Row['modifiedProperties'][number]): Change {
  return { name: property.displayName ?? '', before: property.oldValue, after: property.newValue };
}

function errorOf({ provisioningStatusInfo, sourceIdentity }: Row) {
  const error = provisioningStatusInfo?.errorInformation;
  if (error?.errorCode == null) return {};
  const said = `${error.reason ?? ''} ${error.additionalDetails ?? ''}`;
  return {
    errorCode: error.errorCode,
    errorClass: errorClassOf(error.errorCode, said, isGroup(sourceIdentity?.identityType)),
    errorCategory: error.errorCategory,
    attribute: attributeOf(said),
    recommendedAction: error.recommendedAction,
  };
}
