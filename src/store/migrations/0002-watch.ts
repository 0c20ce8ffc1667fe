import { sql } from 'kysely';
import type { Db } from '../open.ts';

const tables: readonly string[] = [
  `create table event (
    connection text not null, id text not null, feed text not null, name text not null, at text not null,
    seen_at text not null, outcome text not null, actor_id text, account_id text, group_id text, app_id text,
    body text not null, primary key (connection, id))`,
  'create index event_name on event (connection, name, at)',
  'create index event_at on event (at)',
  `create table feed_cursor (
    connection text not null, feed text not null, cursor text not null, read_at text not null, last_event_at text,
    gap_at text, gap_because text, primary key (connection, feed))`,
  `create table alert (
    id text primary key, fingerprint text not null, detection text not null, connection text not null,
    key text not null, severity text not null, title text not null, message text not null, fix text not null,
    state text not null, count integer not null, samples text not null, offers text not null, first_at text not null,
    last_at text not null, visible_at text not null, covered_by text, announced_at text, paged_at text,
    acknowledged_at text, acknowledged_by text, snoozed_until text, escalated_at text, resolved_at text,
    resolved_because text, resolved_by text, notes text not null, relapses integer not null,
    revision integer not null)`,
  "create unique index alert_open on alert (fingerprint) where state <> 'resolved'",
  'create index alert_state on alert (state, visible_at)',
  'create index alert_fingerprint on alert (fingerprint, resolved_at)',
  `create table alert_subject (
    alert_id text not null, subject text not null, at text not null, primary key (alert_id, subject))`,
  `create table actor_question (
    id text primary key, alert_id text not null, asked text not null, asked_by text not null, at text not null,
    answer text, answered_at text)`,
  `create table sink_delivery (
    id text primary key, sink text not null, alert_id text not null, action text not null, turn integer not null,
    queued_at text not null, attempts integer not null, next_at text not null, tried_at text, delivered_at text,
    skipped_at text, dead_at text, last_error text)`,
  `create index sink_delivery_waiting on sink_delivery (sink, next_at)
    where delivered_at is null and skipped_at is null and dead_at is null`,
  'create unique index sink_delivery_turn on sink_delivery (alert_id, sink, turn)',
  `create table hook_delivery (
    connection text not null, id text not null, at text not null, primary key (connection, id))`,
  `create table drill_window (
    id text primary key, connection text not null, login text not null, opened_at text not null, opened_by text not null,
    until text not null, closed_at text)`,
  `create table admin_roster (
    connection text not null, account_id text not null, top integer not null, as_of text not null,
    primary key (connection, account_id))`,
  `create table write_freeze (
    id text primary key, at text not null, by text not null, because text not null, lifted_at text, lifted_by text)`,
];

/** What watching keeps: events, cursors, alerts and where they go. */
export async function watch(db: Db): Promise<void> {
  for (const statement of tables) await sql.raw(statement).execute(db);
}
