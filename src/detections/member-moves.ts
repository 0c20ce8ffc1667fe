import type { Moved, SyncTools } from '../directory/sync-tools.ts';
import type { ProviderKind } from '../domain/connection.ts';
import { knownAccounts, knownGroups } from '../store/mirror-names.ts';
import type { Db } from '../store/open.ts';
import { type IngestTools, ingestOwn } from './ingest.ts';
import { recordChanges } from './member-events.ts';

/**
 * Makes events of what a sync of the mirror moved, and judges them: changes that no log has told of yet have no actor,
 * and get one when it does.
 */
export function tellMoves(tools: IngestTools, kind: ProviderKind): NonNullable<SyncTools['onMoves']> {
  return async (db: Db, { connection, moves, through }: Moved) => {
    const at = tools.clock.now();
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

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
