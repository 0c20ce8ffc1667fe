import type { ProviderKind } from '../domain/connection.ts';
import { type Actor, type DirectoryEvent, memberAdded, memberRemoved, targetOf } from '../domain/event.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { attributeEvent, insertEvents, memberEventsOf } from '../store/events.ts';
import { applyMoves } from '../store/mirror-moves.ts';
import type { Db } from '../store/open.ts';

/** An event to be judged; `again`: it was judged before and is only told better now. */
export interface Told {
  readonly event: DirectoryEvent;
  readonly again: boolean;
}

export interface MemberChange {
  readonly op: 'added' | 'removed';
  readonly groupId: string;
  readonly groupName: string | null;
  readonly accountId: string;
  readonly accountName: string | null;
  readonly at: Date;
  /** null: the mirror saw it; the log has not told yet who did it. */
  readonly actor: Actor | null;
  /** Id of the log's event; null when only the mirror knows. */
  readonly from: string | null;
  readonly detail: Readonly<Record<string, string>>;
}

/** The log and the mirror tell of one change within this time of one another. */
const SAME_MS = 30 * MINUTE_MS;

const logNames: Readonly<Partial<Record<ProviderKind, Readonly<Record<string, MemberChange['op']>>>>> = {
  okta: { 'group.user_membership.add': 'added', 'group.user_membership.remove': 'removed' },
  entra: { 'add member to group': 'added', 'remove member from group': 'removed' },
};

interface Where {
  readonly connection: string;
  readonly kind: ProviderKind;
}

/** The mirror's own events that new entries of the log stand for: one for each real change, whoever told of it first. */
export async function memberEvents(
  db: Db,
  where: Where,
  { events, at }: { readonly events: readonly DirectoryEvent[]; readonly at: Date },
): Promise<readonly Told[]> {
  const changes = events.flatMap((event) => changeIn(where.kind, event) ?? []);
  return await recordChanges(db, where, { changes, at, moveMirror: where.kind === 'okta' });
}

/**
 * Makes each change an event once. A change that the mirror saw and the log explains later gets its actor then.
 * `moveMirror`: the log is what moves memberships (Okta); else the delta does, and the log only explains.
 */
export async function recordChanges(
  db: Db,
  { connection, kind }: Where,
  ask: { readonly changes: readonly MemberChange[]; readonly at: Date; readonly moveMirror: boolean },
): Promise<readonly Told[]> {
  const { changes, at, moveMirror } = ask;
  if (changes.length === 0) return [];
  const oldest = Math.min(...changes.map((change) => change.at.getTime()));
  const known = new Map<string, DirectoryEvent[]>();
  const before = await memberEventsOf(db, { connection, pairs: changes, since: new Date(oldest - SAME_MS) });
  for (const event of before) push(known, pairOf(event), event);
  const told: Told[] = [];
  const made: DirectoryEvent[] = [];
  const moves: MemberChange[] = [];
  for (const change of changes.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const pair = `${change.groupId} ${change.accountId}`;
    const history = known.get(pair) ?? [];
    const same = history.find((event) => isSame(event, change));
    if (same === undefined) {
      const event = toEvent(change, { connection, kind });
      made.push(event);
      told.push({ event, again: false });
      push(known, pair, event);
      if (moveMirror && isNewest(history, change)) moves.push(change);
    } else if (same.actor === null && change.actor !== null) {
      const named = await attributeEvent(db, same, change.actor);
      history[history.indexOf(same)] = named;
      told.push({ event: named, again: true });
    }
  }
  await applyMoves(db, connection, moves);
  await insertEvents(db, made, at);
  return told;
}

/** The same change, unless the log tells of two by two entries of its own. */
function isSame(event: DirectoryEvent, change: MemberChange): boolean {
  const op = event.name === memberAdded ? 'added' : 'removed';
  if (op !== change.op) return false;
  const from = event.detail['from'] ?? null;
  if (from !== null && change.from !== null) return from === change.from;
  return Math.abs(event.at.getTime() - change.at.getTime()) <= SAME_MS;
}

function isNewest(history: readonly DirectoryEvent[], change: MemberChange): boolean {
  return history.every((event) => event.at <= change.at);
}

function changeIn(kind: ProviderKind, event: DirectoryEvent): MemberChange | undefined {
  const op = logNames[kind]?.[event.name];
  const group = targetOf(event, 'group');
  const account = targetOf(event, 'account');
  if (op === undefined || event.outcome === 'failure' || group === undefined || account === undefined)
    return undefined;
  return {
    op,
    groupId: group.id,
    groupName: group.name,
    accountId: account.id,
    accountName: account.name,
    at: event.at,
    actor: event.actor ?? { id: null, kind: 'unknown', name: null },
    from: event.id,
    detail: event.detail,
  };
}

function toEvent(change: MemberChange, { connection, kind }: Where): DirectoryEvent {
  const name = change.op === 'added' ? memberAdded : memberRemoved;
  const source = change.from ?? change.at.toISOString();
  return {
    connection,
    kind,
    feed: 'mirror',
    id: `${name}:${change.groupId}:${change.accountId}:${source}`,
    at: change.at,
    name,
    outcome: 'success',
    reason: null,
    actor: change.actor,
    targets: [
      { kind: 'group', id: change.groupId, name: change.groupName },
      { kind: 'account', id: change.accountId, name: change.accountName },
    ],
    changes: [],
    detail: { ...change.detail, ...(change.from === null ? {} : { from: change.from }) },
  };
}

/** The group and the account of an event of the mirror. */
export function pairOf(event: DirectoryEvent): string {
  return `${targetOf(event, 'group')?.id ?? ''} ${targetOf(event, 'account')?.id ?? ''}`;
}

function push(map: Map<string, DirectoryEvent[]>, key: string, event: DirectoryEvent): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [event]);
  else list.push(event);
}
