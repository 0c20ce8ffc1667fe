import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { systemClock } from '../lib/clock.ts';
import type { Db } from './open.ts';
import type { MessageRow } from './schema.ts';
import { isSqlite } from './transaction.ts';

/** Something to say in chat. Queued again under the same id it edits what was posted. */
export interface Message {
  readonly id: string;
  readonly channel: string;
  readonly threadTs: string | null;
  readonly kind: string;
  readonly body: unknown;
  /** The time stamp of the posted message; null before. */
  readonly ts: string | null;
}

export interface NewMessage {
  readonly id: string;
  readonly channel: string;
  readonly threadTs?: string;
  readonly kind: string;
  readonly body: unknown;
}

/** Puts a message into the outbox, or changes what a message of this id says. */
export async function queueMessage(db: Db, message: NewMessage): Promise<void> {
  const change = {
    kind: message.kind,
    body: JSON.stringify(message.body),
    sent_at: null,
    queued_at: systemClock.now().toISOString(),
  };
  await db
    .insertInto('message')
    .values({
      id: message.id,
      channel: message.channel,
      thread_ts: message.threadTs ?? null,
      ts: null,
      ...change,
    })
    .onConflict((oc) => oc.column('id').doUpdateSet(change))
    .execute();
}

export async function messageById(db: Db, id: string): Promise<Message | null> {
  const row = await db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toMessage(row);
}

/** Every message whose id begins so. */
export async function messagesBeginning(db: Db, beginning: string): Promise<readonly Message[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where(begins(db, beginning))
    .orderBy('id')
    .execute();
  return rows.map(toMessage);
}

/** A message and its copies, whose ids go on with a colon. */
export async function messageWithCopies(db: Db, id: string): Promise<readonly Message[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', id), begins(db, `${id}:`)]))
    .orderBy('id')
    .execute();
  return rows.map(toMessage);
}

/** Each engine's own way to use an index: SQLite compares bytes, PostgreSQL by its locale except with like. */
function begins(db: Db, beginning: string): RawBuilder<SqlBool> {
  const end =
    beginning.slice(0, -1) + String.fromCodePoint((beginning.codePointAt(beginning.length - 1) ?? 0) + 1);
  const pattern = `${beginning.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return isSqlite(db) ? sql<SqlBool>`(id >= ${beginning} and id < ${end})` : sql<SqlBool>`id like ${pattern}`;
}

/** Since when the oldest of what waits to be posted or edited has waited; null: nothing does. */
export async function waitingSince(db: Db): Promise<Date | null> {
  const row = await db
    .selectFrom('message')
    .select((eb) => eb.fn.min('queued_at').as('at'))
    .where('sent_at', 'is', null)
    .executeTakeFirst();
  return row?.at == null ? null : new Date(row.at);
}

/** What waits to be posted or edited, oldest first. */
export async function nextMessages(db: Db, limit: number): Promise<Message[]> {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('sent_at', 'is', null)
    .orderBy('queued_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toMessage);
}

/** Notes what was posted. A body that changed meanwhile stays queued. */
export async function markSent(
  db: Db,
  sent: {
    readonly id: string;
    readonly channel: string;
    readonly ts: string;
    readonly body: unknown;
    readonly at: Date;
  },
): Promise<void> {
  const { id, channel, ts, at } = sent;
  await db.updateTable('message').set({ ts, channel }).where('id', '=', id).execute();
  await db
    .updateTable('message')
    .set({ sent_at: at.toISOString() })
    .where('id', '=', id)
    .where('body', '=', JSON.stringify(sent.body))
    .execute();
}

function toMessage(row: MessageRow): Message {
  const body: unknown = JSON.parse(row.body);
  return { id: row.id, channel: row.channel, threadTs: row.thread_ts, kind: row.kind, body, ts: row.ts };
}
