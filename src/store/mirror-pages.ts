import type { Account } from '../domain/account.ts';
import type { Group } from '../domain/group.ts';
import { othersFirst } from '../lib/others-first.ts';
import { dropAccounts, dropGroups, upsertAccounts, upsertGroups } from './mirror-entries.ts';
import {
  doubtMembersOf,
  type MemberMove,
  type MembershipChange,
  type Pass,
  storeMembers,
} from './mirror-memberships.ts';
import type { Db } from './open.ts';
import { inTransaction } from './transaction.ts';

/** One page of directory truth (the shape of the provider contract). */
export interface Page {
  readonly accounts?: readonly Account[];
  readonly groups?: readonly Group[];
  readonly goneAccounts?: readonly string[];
  readonly goneGroups?: readonly string[];
  readonly memberships?: readonly MembershipChange[];
  readonly replaceMembersOf?: readonly string[];
  readonly resume: string;
  readonly checkpoint?: string;
}

export interface PagesOf extends Pass {
  /** In the order in which the provider gave them. */
  readonly pages: readonly Page[];
}

/** Rows of one statement: the engine in this process holds everything else up for as long as a statement takes. */
const STATEMENT_ROWS = 2000;

/** Stores pages and where to go on after the last of them, together or not at all; what moved, in a pass of changes. */
export async function storePages(db: Db, { pages, ...pass }: PagesOf): Promise<readonly MemberMove[]> {
  const last = pages.at(-1);
  if (last === undefined) return [];
  return await inTransaction(db, async (db) => {
    const moves: MemberMove[] = [];
    for (const run of runsOf(pages)) {
      moves.push(...(await storeRun(db, pass, run)));
      await othersFirst();
    }
    await db
      .updateTable('sync_state')
      .set((eb) => ({ resume: last.resume, pages: eb('pages', '+', pages.length) }))
      .where('connection', '=', pass.connection)
      .where('stream', '=', pass.stream)
      .execute();
    return moves;
  });
}

/**
 * Neighbours that may be stored as if they were one page, because the order within a page then cannot matter: a page that
 * takes something away stands alone, and so does one that lists a group anew of which the run already holds members.
 */
export function runsOf(pages: readonly Page[]): readonly (readonly Page[])[] {
  const runs: Page[][] = [];
  let rows = 0;
  let open = false;
  const touched = new Set<string>();
  for (const page of pages) {
    const alone = takesAway(page) || (page.replaceMembersOf ?? []).some((id) => touched.has(id));
    const run = runs.at(-1);
    if (open && run !== undefined && !alone && rows + rowsOf(page) <= STATEMENT_ROWS) {
      run.push(page);
    } else {
      runs.push([page]);
      touched.clear();
      rows = 0;
    }
    open = !takesAway(page);
    rows += rowsOf(page);
    for (const { groupId } of page.memberships ?? []) touched.add(groupId);
  }
  return runs;
}

function takesAway({ goneAccounts, goneGroups, memberships }: Page): boolean {
  if ((goneAccounts?.length ?? 0) + (goneGroups?.length ?? 0) > 0) return true;
  return (memberships ?? []).some(({ removed }) => removed.length > 0);
}

/** How much work a page is for the database. */
export function rowsOf({ accounts, groups, memberships }: Page): number {
  const members = (memberships ?? []).reduce(
    (sum, { added, removed }) => sum + added.length + removed.length,
    0,
  );
  return (accounts?.length ?? 0) + (groups?.length ?? 0) + members;
}

async function storeRun(db: Db, pass: Pass, run: readonly Page[]): Promise<readonly MemberMove[]> {
  const { connection } = pass;
  const accounts = run.flatMap(({ accounts = [] }) => accounts);
  const groups = run.flatMap(({ groups = [] }) => groups);
  await upsertAccounts(db, pass, accounts);
  await upsertGroups(db, pass, groups);
  const goneAccounts = run.flatMap(({ goneAccounts = [] }) => goneAccounts);
  const goneGroups = run.flatMap(({ goneGroups = [] }) => goneGroups);
  await dropAccounts(db, connection, goneAccounts);
  await dropGroups(db, connection, goneGroups);
  const listedAnew = run.flatMap(({ replaceMembersOf = [] }) => replaceMembersOf);
  await doubtMembersOf(db, pass, listedAnew);
  const memberships = run.flatMap(({ memberships = [] }) => memberships);
  return await storeMembers(db, pass, memberships);
}
