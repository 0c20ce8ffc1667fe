import type { Alert, AlertNote } from '../domain/alert.ts';
import { newId } from '../lib/id.ts';
import { changeAlert, findAlert, findLiveAlert } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { queueMessage } from '../store/messages.ts';
import { findQuestion, insertQuestion, writeAnswer } from '../store/questions.ts';
import { inTransaction } from '../store/transaction.ts';
import { addNote } from './note.ts';
import { type Asked, offerOf, type RemedyAsk } from './remedy.ts';
import { tellSinks } from './tell.ts';
import type { AlertTools } from './tools.ts';

/** Asks the actor whether it was them, in a direct message; once for each round of the button. */
export async function askQuestion(
  tools: AlertTools,
  { alertId, key, round, by, whom }: RemedyAsk & { readonly whom: string },
): Promise<Asked> {
  return await inTransaction(tools.db, async (db) => {
    const found = offerOf(await findAlert(db, alertId), { key, round, action: 'ask-actor' });
    if (typeof found === 'string') return found;
    const at = tools.clock.now();
    const note = { at, by, text: 'asked', whom, about: key, round };
    if ((await addNote({ ...tools, db }, found.alert, note)) === null) return 'already';
    const id = newId('question');
    await insertQuestion(db, { id, alertId, asked: whom, askedBy: by, at });
    await queueMessage(db, { id, channel: whom, kind: 'actor-question', body: { questionId: id } });
    await deliverSoon({ ...tools, db });
    await appendAudit(db, { at, actor: by, action: 'alert.actor-asked', object: alertId, detail: { whom } });
    return 'done';
  });
}

export type Answered = 'done' | 'already' | 'unknown' | 'not-asked';

/** Takes the answer of the one who was asked, once. "It was not me" makes the alert critical and pages. */
export async function answerQuestion(
  tools: AlertTools,
  { id, answer, by }: { readonly id: string; readonly answer: 'yes' | 'no'; readonly by: string },
): Promise<Answered> {
  return await inTransaction(tools.db, async (db) => {
    const question = await findQuestion(db, id);
    if (question === null) return 'unknown';
    if (question.asked !== by) return 'not-asked';
    const at = tools.clock.now();
    if (!(await writeAnswer(db, { id, answer, at }))) return 'already';
    const inside = { ...tools, db };
    const { alertId } = question;
    const note = { at, by, text: answer === 'yes' ? 'it was me' : 'it was NOT me' };
    await onCard(inside, alertId, note, answer === 'no');
    await appendAudit(db, {
      at,
      actor: by,
      action: 'alert.actor-answered',
      object: alertId,
      detail: { answer },
    });
    // Changed as well, so that the question loses its buttons.
    const body = { questionId: id, answer };
    await queueMessage(db, { id, channel: by, kind: 'actor-question', body });
    await deliverSoon({ ...tools, db });
    return 'done';
  });
}

/** What the one who was asked adds in their own words. */
export async function addWords(
  tools: AlertTools,
  { id, words, by }: { readonly id: string; readonly words: string; readonly by: string },
): Promise<Answered> {
  return await inTransaction(tools.db, async (db) => {
    const question = await findQuestion(db, id);
    if (question === null) return 'unknown';
    if (question.asked !== by) return 'not-asked';
    const at = tools.clock.now();
    await onCard({ ...tools, db }, question.alertId, { at, by, text: words }, false);
    const detail = { question: id, words };
    await appendAudit(db, {
      at,
      actor: by,
      action: 'alert.actor-explained',
      object: question.alertId,
      detail,
    });
    return 'done';
  });
}

async function onCard(tools: AlertTools, alertId: string, note: AlertNote, alarm: boolean): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const alert = await currentOf(tools, alertId);
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
