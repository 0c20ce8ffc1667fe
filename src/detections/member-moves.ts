import type { Moved, SyncTools } from '../directory/sync-tools.ts';
import type { ProviderKind } from '../domain/connection.ts';
import { type DirectoryEvent, memberAdded } from '../domain/event.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { memberEventsOf } from '../store/events.ts';
import { applyMoves } from '../store/mirror-moves.ts';
import { knownAccounts, knownGroups } from '../store/mirror-names.ts';
import type { Db } from '../store/open.ts';
import { type IngestTools, ingestOwn } from './ingest.ts';
import { pairOf, recordChanges } from './member-events.ts';

/** Okta's lists may hear of a change seconds after its log told of it (Okta, eventual consistency). */
const LIST_LAG_MS = MINUTE_MS;

/**
 * Makes events of what a sync of the mirror moved, and judges them: changes that no log has told of yet have no actor,
 * and get one when it does.
 */
export function tellMoves(tools: IngestTools, kind: ProviderKind): NonNullable<SyncTools['onMoves']> {
  return async (db: Db, { connection, moves: all, through }: Moved) => {
    const at = tools.clock.now();
    const moves = kind === 'okta' ? await besidesLate(db, { connection, moves: all }, at) : all;
    const groups = await knownGroups(db, connection, unique(moves.map(({ groupId }) => groupId)));
    const accounts = await knownAccounts(db, connection, unique(moves.map(({ accountId }) => accountId)));
    const changes = moves.map((move) => ({
      ...move,
      groupName: groups.get(move.groupId)?.name ?? null,
      accountName: accounts.get(move.accountId)?.login ?? null,
      at,
      actor: null,
      from: null,
      detail: { through },
    }));
    const told = await recordChanges(db, { connection, kind }, { changes, at, moveMirror: false });
    await ingestOwn({ ...tools, db }, { connection, kind, feed: 'mirror' }, told);
  };
}

/** Without those that only undo what the log told a moment ago: a list was late, and the mirror stays with the log. */
async function besidesLate(
  db: Db,
  { connection, moves }: Pick<Moved, 'connection' | 'moves'>,
  at: Date,
): Promise<Moved['moves']> {
  const since = new Date(at.getTime() - LIST_LAG_MS);
  const newest = new Map<string, DirectoryEvent>();
  for (const event of (await memberEventsOf(db, { connection, pairs: moves, since })).toReversed())
    newest.set(pairOf(event), event);
  const isLate = ({ groupId, accountId, op }: Moved['moves'][number]): boolean => {
    const event = newest.get(`${groupId} ${accountId}`);
    return event?.detail['from'] !== undefined && (event.name === memberAdded) !== (op === 'added');
  };
  const back = moves.filter(isLate).map((move) => ({ ...move, op: opposite[move.op] }));
  await applyMoves(db, connection, back);
  return moves.filter((move) => !isLate(move));
}

const opposite = { added: 'removed', removed: 'added' } as const;

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
