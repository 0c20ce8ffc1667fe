import { grantUnconfirmed } from '../alerts/grant-causes.ts';
import type { Grant } from '../domain/grant.ts';
import { alarm } from './alarm.ts';
import { close, endHeld } from './end.ts';
import type { GrantTools } from './tools.ts';
import { holding } from './turn.ts';

/** Gives up on a grant that is being made. What the directory may have been told is taken back before it is over. */
export async function failGrant(
  tools: GrantTools,
  grant: Grant,
  { because, alerts }: { readonly because: string; readonly alerts: boolean },
): Promise<void> {
  await holding(tools.db, grant, async (held) => {
    if (held.grant?.status !== 'granting') return;
    const end = { because, by: 'lockstep' };
    const failed =
      held.grant.heldBefore === false
        ? await endHeld(tools, held, end)
        : await close(tools, held, { ...end, status: 'failed' });
    if (failed !== null && alerts)
      await alarm({ ...tools, db: held.db }, grantUnconfirmed, { grant: failed, because });
  });
}
