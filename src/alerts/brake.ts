import type { Alert } from '../domain/alert.ts';
import { appendAudit } from '../store/audit.ts';
import { currentFreeze, freezeNow } from '../store/freeze.ts';
import { addNote } from './note.ts';
import type { AlertTools } from './tools.ts';

/** What a note about a freeze is `about`. */
const FREEZE = 'freeze';

/** Whether an alert has stopped Lockstep's own writes since it came up. */
function holdsBrake({ notes, relapses }: Alert): boolean {
  return notes.some(({ about, round }) => about === FREEZE && round === relapses);
}

/**
 * The mass-change breaker: a critical alert of a detection that freezes stops Lockstep's own writes, so that they do not
 * make it worse; once for each time it comes up, so that an admin's unfreeze stays. Inside the caller's transaction.
 */
export async function pullBrake(tools: AlertTools, alert: Alert): Promise<Alert> {
  if (alert.severity !== 'critical' || holdsBrake(alert)) return alert;
  const { db, clock } = tools;
  const at = clock.now();
  const because = `${alert.title} (${alert.id})`;
  const before = await currentFreeze(db);
  const did = await freezeNow(db, { at, by: 'lockstep', because, alertId: alert.id });
  const text =
    before === null
      ? 'Lockstep froze its own changes; an admin lifts that'
      : `Lockstep was frozen already, by ${before.by}; this alert holds it as well`;
  const noted = await addNote(tools, alert, {
    at,
    by: 'lockstep',
    text,
    about: FREEZE,
    round: alert.relapses,
  });
  if (noted === null) throw new Error('an alert changed meanwhile; it is looked at again');
  if (did) {
    const detail = { because, alert: alert.id };
    await appendAudit(db, { at, actor: 'lockstep', action: 'freeze.set', object: 'lockstep', detail });
  }
  return noted;
}
