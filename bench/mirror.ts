import { countMirror } from '../src/store/mirror.ts';
import { openStore } from '../src/store/open.ts';
import type { Kind, Rows } from './tenants.ts';

/** What stands in the mirror of a process that has ended. */
export async function mirrorRows(env: Record<string, string>, kind: Kind): Promise<Rows> {
  const store = await openStore(env['DATABASE_URL'] ?? '');
  try {
    return await countMirror(store.db, kind);
  } finally {
    await store.close();
  }
}

export function rowsAgainst(rows: Rows, truth: Rows): string {
  return sameRows(rows, truth) ? inWords(rows) : `${inWords(rows)} of ${inWords(truth)}`;
}

export function sameRows(a: Rows, b: Rows): boolean {
  return a.accounts === b.accounts && a.groups === b.groups && a.memberships === b.memberships;
}

function inWords({ accounts, groups, memberships }: Rows): string {
  return `${accounts} accounts, ${groups} groups, ${memberships} memberships`;
}
