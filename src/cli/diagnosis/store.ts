import { newId } from '../../lib/id.ts';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import { releaseLease, takeLease } from '../../store/leases.ts';
import { openStore, type Store } from '../../store/open.ts';
import type { CliTools } from '../command.ts';
import type { Line } from './line.ts';

/** A store that cannot be opened is one line: whoever asks wants to know of everything else as well. */
export async function storeLines(tools: CliTools, url: string): Promise<Line[]> {
  try {
    const store = await openStore(url);
    try {
      return await inspect(tools, store);
    } finally {
      await store.close();
    }
  } catch (error) {
    const next = error instanceof OperatorError ? error.next : 'Check DATABASE_URL.';
    return [{ part: 'store', ok: false, what: reasonOf(error), next }];
  }
}

/** Only a write shows that it may be written. */
async function inspect({ clock }: CliTools, { db, engine, migrate, pending }: Store): Promise<Line[]> {
  await migrate();
  const lease = { name: 'doctor', owner: newId('doctor') };
  await takeLease(db, { ...lease, now: clock.now(), until: clock.now() });
  await releaseLease(db, lease);
  const left = (await pending()).length;
  return [
    { part: 'store', ok: true, what: `${engine}: writable` },
    { part: 'store', ok: left === 0, what: left === 0 ? 'migrated' : `${left} migrations are pending` },
  ];
}
