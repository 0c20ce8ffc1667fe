import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseRow } from './window.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const Property = z.object({ displayName: text, oldValue: z.unknown(), newValue: z.unknown() });
const TargetResource = z.object({
  id: text,
  displayName: text,
  type: text,
  userPrincipalName: text,
  modifiedProperties: listOf(Property),
});
const User = z.object({ id: text, displayName: text, userPrincipalName: text, ipAddress: text });
const App = z.object({ appId: text, displayName: text, servicePrincipalId: text });

const AuditRow = z.object({
  id: z.string(),
  activityDateTime: z.coerce.date(),
  activityDisplayName: text,
  category: text,
  correlationId: text,
  result: text,
  resultReason: text,
  loggedByService: text,
  operationType: text,
  initiatedBy: z
    .object({ user: User.nullish(), app: App.nullish() })
    .nullish()
    .transform((by) => ({ user: by?.user ?? null, app: by?.app ?? null })),
  targetResources: listOf(TargetResource),
  additionalDetails: listOf(z.object({ key: text, value: z.unknown() })),
});

/** A row of directoryAudits (Graph directoryAudit resource). */
export type AuditRow = z.infer<typeof AuditRow>;
export type ModifiedProperty = z.infer<typeof Property>;
export type TargetResource = z.infer<typeof TargetResource>;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a row in any of the three shapes in which the audit log is met: Graph's, the envelope of diagnostic settings
 * (the row in `properties`), and the flat records that the portal exports.
 */
export function toAuditRow(raw: unknown): AuditRow {
  const fields = fieldsOf(raw) ?? {};
  if ('properties' in fields) return parseRow(AuditRow, fromEnvelope(fields), 'audit log');
  return parseRow(AuditRow, 'Activity' in fields ? fromPortal(fields) : fields, 'audit log');
}

function fieldsOf(value: unknown): Fields | null {
  // An object that came out of JSON has string keys.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** Azure Monitor: names may stand outside only, and some exports keep the row as text. */
function fromEnvelope(outer: Fields): Fields {
  const inner = fieldsOf(parsed(outer.properties)) ?? {};
  const row = {
    ...inner,
    activityDisplayName: inner.activityDisplayName ?? outer.operationName,
    activityDateTime: inner.activityDateTime ?? outer.time,
    category: inner.category ?? outer.category,
    correlationId: inner.correlationId ?? outer.correlationId,
    result: inner.result ?? outer.resultSignature,
    additionalDetails: [
      ...(Array.isArray(inner.additionalDetails) ? inner.additionalDetails : []),
      ...(outer.callerIpAddress == null ? [] : [{ key: 'ipAddress', value: outer.callerIpAddress }]),
    ],
  };
  return { ...row, id: inner.id ?? madeId(row) };
}

/** The export has no ids, and numbers its targets and their properties. */
function fromPortal(flat: Fields): Fields {
  const isUser = flat.ActorType !== 'Application';
  const actor = { id: flat.ActorObjectId, displayName: flat.ActorDisplayName };
  const user = { ...actor, userPrincipalName: flat.ActorUserPrincipalName, ipAddress: flat.IPAddress };
  const app = {
    appId: null,
    displayName: flat.ActorServicePrincipalName ?? flat.ActorDisplayName,
    servicePrincipalId: flat.ActorServicePrincipalId ?? flat.ActorObjectId,
  };
  const row = {
    activityDisplayName: flat.Activity,
    activityDateTime: flat['Date (UTC)'] ?? flat.Date,
    category: flat.Category,
    correlationId: flat.CorrelationId,
    result: flat.Result,
    resultReason: flat.ResultReason,
    loggedByService: flat.Service,
    initiatedBy: isUser ? { user } : { app },
    targetResources: numbered(flat, 'Target').map((target) => portalTarget(flat, target)),
    additionalDetails: numbered(flat, 'AdditionalDetail').map((name) => ({
      key: flat[`${name}Key`],
      value: flat[`${name}Value`],
    })),
  };
  return { ...row, id: madeId(row) };
}

function portalTarget(flat: Fields, name: string): Fields {
  return {
    id: flat[`${name}ObjectId`],
    displayName: flat[`${name}DisplayName`],
    type: flat[`${name}Type`],
    userPrincipalName: flat[`${name}UserPrincipalName`],
    modifiedProperties: numbered(flat, `${name}ModifiedProperty`).map((property) => ({
      displayName: flat[`${property}Name`],
      oldValue: flat[`${property}OldValue`],
      newValue: flat[`${property}NewValue`],
    })),
  };
}

/** Target1, Target2, … as far as a column of that name has something in it. */
function numbered(flat: Fields, name: string): readonly string[] {
  const prefixes = Object.entries(flat).flatMap(([key, value]) =>
    key.startsWith(name) && value != null && value !== ''
      ? [new RegExp(`^${name}\\d+`).exec(key)?.[0] ?? '']
      : [],
  );
  return [...new Set(prefixes)].filter((prefix) => prefix !== '').toSorted();
}

/** The same row makes the same id. */
function madeId(row: Fields): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 32);
}

/** A value that may be JSON in a string; the string itself when it is not. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
