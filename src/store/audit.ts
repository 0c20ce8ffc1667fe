import { createHash } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Db } from './open.ts';
import type { Schema } from './schema.ts';
import type { AuditRow } from './schema-audit.ts';
import { beforeCommit, inTransaction, isSqlite } from './transaction.ts';

/** Who did what to which object when; never changed. Each entry's hash covers the one before it. */
export interface AuditEntry {
  readonly sequence: number;
  readonly at: Date;
  /** Account id, Slack user id or `lockstep`; never a name. */
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

export interface NewAuditEntry {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export type AuditProof =
  | {
      readonly ok: true;
      readonly entries: number;
      /** Hash of the newest entry, to be kept elsewhere; null in an empty log. */
      readonly last: string | null;
    }
  | { readonly ok: false; readonly entries: number; readonly brokenAt: number; readonly why: string };

const GENESIS = '0'.repeat(64);
const PAGE = 1000;
/** Rows of one statement: below SQLite's limit on variables. */
const ROWS = 200;

/** What the transaction of a handle appends when it commits. */
const waiting = new WeakMap<Db, NewAuditEntry[]>();

/**
 * Appends one entry when the transaction commits, after everything else that it writes: writers take turns (SQLite's write
 * lock, a lock of its own on PostgreSQL), so the sequence has no gaps, and nobody waits for what another one does before.
 */
export async function appendAudit(db: Db, entry: NewAuditEntry): Promise<void> {
  await inTransaction(db, async (db) => {
    const entries = waiting.get(db);
    if (entries !== undefined) {
      entries.push(entry);
      return;
    }
    waiting.set(db, [entry]);
    beforeCommit(db, 'audit', appendWaiting);
    await Promise.resolve();
  });
}

async function appendWaiting(db: Db): Promise<void> {
  const entries = (waiting.get(db) ?? []).map(toFields);
  waiting.delete(db);
  if (isSqlite(db)) await chain(db, entries);
  else
    await insert(
      db,
      'audit_waiting',
      entries.map((fields) => ({ ...fields, signed: signedOf(fields) })),
    );
}

type Fields = Omit<AuditRow, 'sequence' | 'previous' | 'hash'>;

/** As every database gives it back, without half of a character and without NUL: the hash is over what it gives back. */
function toFields({ at, actor, action, object, detail = {} }: NewAuditEntry): Fields {
  return {
    at: at.toISOString(),
    actor: asKept(actor),
    action,
    object: asKept(object),
    detail: JSON.stringify(detail),
  };
}

function asKept(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** SQLite has one writer at a time, and this is it. PostgreSQL does the same itself, at commit (migrations/0013). */
async function chain(db: Db, entries: readonly Fields[]): Promise<void> {
  const last = await db
    .selectFrom('audit_entry')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const rows: AuditRow[] = [];
  for (const fields of entries) {
    const sequence = (last?.sequence ?? 0) + rows.length + 1;
    const unsigned = { ...fields, sequence, previous: rows.at(-1)?.hash ?? last?.hash ?? GENESIS };
    rows.push({ ...unsigned, hash: hashOf(unsigned) });
  }
  await insert(db, 'audit_entry', rows);
}

async function insert<T extends 'audit_entry' | 'audit_waiting'>(
  db: Db,
  table: T,
  rows: readonly Insertable<Schema[T]>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS)
    await db
      .insertInto(table)
      .values(rows.slice(from, from + ROWS))
      .execute();
}

/**
 * Reads the whole chain and says where it is broken first. A cut-off tail cannot be seen from inside: `holding` is a hash that
 * was kept elsewhere, of an entry that must still be there.
 */
export async function verifyAudit(
  db: Db,
  { holding }: { readonly holding?: string } = {},
): Promise<AuditProof> {
  let previous = GENESIS;
  let held = holding === undefined;
  let entries = 0;
  for await (const row of rowsFrom(db, 1)) {
    const why = fault(row, entries + 1, previous);
    if (why !== undefined) return { ok: false, entries, brokenAt: row.sequence, why };
    previous = row.hash;
    held ||= row.hash === holding;
    entries += 1;
  }
  if (!held) {
    const why = `no entry has the hash ${holding}: it was cut off, or the whole log was written anew`;
    return { ok: false, entries, brokenAt: entries + 1, why };
  }
  return { ok: true, entries, last: entries === 0 ? null : previous };
}

export async function* readAudit(
  db: Db,
  { since }: { readonly since?: Date } = {},
): AsyncGenerator<AuditEntry> {
  for await (const row of rowsFrom(db, 1)) {
    if (since !== undefined && new Date(row.at) < since) continue;
    yield toEntry(row);
  }
}

/** Of one object, the newest first. */
export async function auditAbout(
  db: Db,
  { object, limit }: { readonly object: string; readonly limit: number },
): Promise<readonly AuditEntry[]> {
  const rows = await db
    .selectFrom('audit_entry')
    .selectAll()
    .where('object', '=', asKept(object))
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toEntry);
}

function toEntry({ sequence, at, actor, action, object, detail, hash }: AuditRow): AuditEntry {
  // Written by appendAudit only.
  const details = JSON.parse(detail) as Record<string, unknown>;
  return { sequence, at: new Date(at), actor, action, object, detail: details, hash };
}

function fault(row: AuditRow, expected: number, previous: string): string | undefined {
  if (row.sequence !== expected) return `entry ${expected} is missing`;
  if (row.previous !== previous) return 'it does not follow the entry before it';
  if (row.hash !== hashOf(row)) return 'its content does not match its hash';
  return undefined;
}

async function* rowsFrom(db: Db, first: number): AsyncGenerator<AuditRow> {
  for (let from = first; ; ) {
    const rows = await db
      .selectFrom('audit_entry')
      .selectAll()
      .where('sequence', '>=', from)
      .orderBy('sequence')
      .limit(PAGE)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    from = last.sequence + 1;
  }
}

/** SHA-256 over the JSON of an array of the fields: a fixed order, and no room for two readings. */
function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const signed = `[${row.sequence},${signedOf(row)},"${row.previous}"]`;
  return createHash('sha256').update(signed).digest('hex');
}

function signedOf({ at, actor, action, object, detail }: Fields): string {
  return JSON.stringify([at, actor, action, object, detail]).slice(1, -1);
}
