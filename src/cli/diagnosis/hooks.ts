import type { App } from '../../app.ts';
import { hookAddress } from '../../domain/connection.ts';
import { reasonOf } from '../../lib/operator-error.ts';
import type { Line } from './line.ts';

/** Whether the vendor calls us, where it has to be asked to; nothing where no secret for it is set. */
export async function hookLines(
  { id: part, kind, hook }: App['providers'][number],
  publicUrl: string | null,
): Promise<readonly Line[]> {
  if (hook?.calledUntil === undefined) return [];
  if (publicUrl === null) {
    const next =
      'Set LOCKSTEP_PUBLIC_URL to where the vendor reaches Lockstep, or remove the secret of the hook.';
    return [{ part, ok: false, what: 'nobody asks the vendor to call: there is no public address', next }];
  }
  const address = hookAddress(publicUrl, kind);
  try {
    const until = await hook.calledUntil(address);
    if (until !== null)
      return [{ part, ok: true, what: `calls ${address} until ${until.toISOString().slice(0, 10)}` }];
    const next = 'Started, Lockstep asks for it at once; its log says why the vendor refuses.';
    return [{ part, ok: null, what: `does not call ${address} yet`, next }];
  } catch (error) {
    return [{ part, ok: false, what: `cannot say whether it calls: ${reasonOf(error)}` }];
  }
}
