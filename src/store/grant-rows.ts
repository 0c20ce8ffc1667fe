import type { Updateable } from 'kysely';
import type { Grant, GrantStatus } from '../domain/grant.ts';
import type { Principal } from '../domain/principal.ts';
import type { GrantRow } from './schema-access.ts';

/** Every field of a Grant has its column, named alike. */
function column(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function cell(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

export function partialGrantRow(change: Partial<Grant>): Updateable<GrantRow> {
  return Object.fromEntries(Object.entries(change).map(([field, value]) => [column(field), cell(value)]));
}

export function toGrantRow(grant: Grant): GrantRow {
  // All fields are there, so all columns are.
  return partialGrantRow(grant) as GrantRow;
}

/** The JSON columns are written by toGrantRow only. */
export function toGrant(row: GrantRow): Grant {
  return {
    id: row.id,
    status: row.status as GrantStatus,
    revision: row.revision,
    since: new Date(row.since),
    createdAt: new Date(row.created_at),
    approvalId: row.approval_id,
    policyId: row.policy_id,
    connection: row.connection,
    groupId: row.group_id,
    groupName: row.group_name,
    accountId: row.account_id,
    login: row.login,
    subject: JSON.parse(row.subject) as Principal,
    requestedBy: JSON.parse(row.requested_by) as Principal,
    reason: row.reason,
    startsAt: dateOf(row.starts_at),
    minutes: row.minutes,
    grantedAt: dateOf(row.granted_at),
    expiresAt: dateOf(row.expires_at),
    heldBefore: row.held_before === null ? null : row.held_before === 1,
    writtenAt: dateOf(row.written_at),
    removedAt: dateOf(row.removed_at),
    endedAt: dateOf(row.ended_at),
    endedBecause: row.ended_because,
    extends: row.extends,
    expiry: row.expiry === 'native' ? 'native' : 'bot',
    dryRun: row.dry_run === 1,
    remindedAt: dateOf(row.reminded_at),
    missingAt: dateOf(row.missing_at),
    triedAt: dateOf(row.tried_at),
    lastError: row.last_error,
  };
}

function dateOf(iso: string | null): Date | null {
  return iso === null ? null : new Date(iso);
}
