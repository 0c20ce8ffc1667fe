import type { Alert, AlertNote } from '../domain/alert.ts';
import { changeAlert, findAlert, findLiveAlert } from '../store/alerts.ts';
import type { Question } from '../store/questions.ts';
import { inTransaction } from '../store/transaction.ts';
import { addNote } from './note.ts';
import { pose, type Said } from './question.ts';
import { type Asked, offerOf, type RemedyAsk } from './remedy.ts';
import { tellSinks } from './tell.ts';
import type { AlertTools } from './tools.ts';

/** Asks the actor of what an alert tells of; once for each round of the button. */
export async function askAboutAlert(
  tools: AlertTools,
  { alertId, key, round, by, whom }: RemedyAsk & { readonly whom: string },
): Promise<Asked> {
  return await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const found = offerOf(await findAlert(db, alertId), { key, round, action: 'ask-actor' });
    if (typeof found === 'string') return found;
    const note = { at: tools.clock.now(), by, text: 'asked', whom, about: key, round };
    if ((await addNote(inside, found.alert, note)) === null) return 'already';
    await pose(inside, { about: 'alert', object: alertId, asked: whom, askedBy: by });
    return 'done';
  });
}

/** Notes an answer on the alert's card. "It was not me" makes the alert critical and pages. */
export async function alertHears(tools: AlertTools, question: Question, said: Said): Promise<void> {
  const { alarm, ...words } = said;
  const note: AlertNote = { ...words, by: question.asked };
  for (let attempt = 1; attempt <= 5; attempt++) {
    const alert = await currentOf(tools, question.object);
    if (alert === null) return;
    const noted = await addNote(tools, alert, note, alarm ? alarming(tools, alert) : {});
    if (noted === null) continue;
    if (alarm) await page(tools, noted);
    return;
  }
  throw new Error('an alert changed again and again; the answer is taken later');
}

/** The alert, or the one of the same cause that came after it was over. */
async function currentOf({ db, clock }: AlertTools, alertId: string): Promise<Alert | null> {
  const alert = await findAlert(db, alertId);
  if (alert?.state !== 'resolved') return alert;
  const live = await findLiveAlert(db, alert.fingerprint, clock.now());
  return live === null || live.state === 'resolved' ? alert : live;
}

/** Also one that somebody has or resolved is open again: whoever took it did not know this. */
function alarming({ clock }: AlertTools, alert: Alert): Partial<Alert> {
  const again = alert.state === 'resolved' ? { relapses: alert.relapses + 1, resolvedAt: null } : {};
  return {
    ...again,
    state: 'open',
    severity: 'critical',
    announcedAt: alert.announcedAt ?? clock.now(),
    acknowledgedAt: null,
    acknowledgedBy: null,
    snoozedUntil: null,
    resolvedBecause: null,
    resolvedBy: null,
    coveredBy: null,
  };
}

async function page(tools: AlertTools, alert: Alert): Promise<void> {
  const told = await tellSinks(tools, alert, { action: 'trigger', all: true, anew: 'not-me' });
  if (told > 0) await changeAlert(tools.db, alert, { pagedAt: tools.clock.now() });
}
