import { driftNamed } from '../domain/drift.ts';
import { findAlert } from '../store/alerts.ts';
import { findQuestion, type Question } from '../store/questions.ts';
import { driftPicture } from './drift-picture.ts';
import type { AskedAbout } from './messages/actor-question.ts';
import { driftNames } from './messages/drift.ts';
import type { SlackTools } from './tools.ts';

/** What a question shows: itself, and the change it is about; null when one of them is gone. */
export async function questionPicture(
  { db }: Pick<SlackTools, 'db'>,
  id: string,
): Promise<{ readonly question: Question; readonly about: AskedAbout } | null> {
  const question = await findQuestion(db, id);
  if (question === null) return null;
  const about = question.about === 'alert' ? await ofAlert(db, question) : await ofDrift(db, question);
  return about === null ? null : { question, about };
}

async function ofAlert(db: SlackTools['db'], { object }: Question): Promise<AskedAbout | null> {
  const alert = await findAlert(db, object);
  if (alert === null) return null;
  const { title, connection, message, samples } = alert;
  const lines = samples.map(({ text }) => text);
  return { title, connection, message, lines, afterNo: 'the admins were alarmed' };
}

async function ofDrift(db: SlackTools['db'], { object }: Question): Promise<AskedAbout | null> {
  const picture = await driftPicture({ db }, driftNamed(object));
  if (picture === null) return null;
  const { who, moved, group } = driftNames(picture);
  const at = picture.event.at.toISOString().slice(0, 16).replace('T', ' ');
  return {
    title: 'A group that Lockstep manages was changed outside it',
    connection: picture.drift.connection,
    message: `${who} was ${moved} ${group} at ${at} UTC.`,
    lines: ['Say whether it was you, and then why: it helps whoever decides what becomes of it.'],
    afterNo: 'the admins see it',
  };
}
