import type { Db } from './open.ts';

/** What somebody was asked about an alert. Only they may answer, once. */
export interface Question {
  readonly id: string;
  readonly alertId: string;
  /** Slack user ids. */
  readonly asked: string;
  readonly askedBy: string;
  readonly at: Date;
  readonly answer: 'yes' | 'no' | null;
}

export async function insertQuestion(db: Db, question: Omit<Question, 'answer'>): Promise<void> {
  const { id, alertId, asked, askedBy, at } = question;
  await db
    .insertInto('actor_question')
    .values({
      id,
      alert_id: alertId,
      asked,
      asked_by: askedBy,
      at: at.toISOString(),
      answer: null,
      answered_at: null,
    })
    .execute();
}

export async function findQuestion(db: Db, id: string): Promise<Question | null> {
  const row = await db.selectFrom('actor_question').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  // Written by answerQuestion only.
  const answer = row.answer as Question['answer'];
  return {
    id: row.id,
    alertId: row.alert_id,
    asked: row.asked,
    askedBy: row.asked_by,
    at: new Date(row.at),
    answer,
  };
}

/** Writes the first answer; false: there is one already. */
export async function writeAnswer(
  db: Db,
  { id, answer, at }: { readonly id: string; readonly answer: 'yes' | 'no'; readonly at: Date },
): Promise<boolean> {
  const moved = await db
    .updateTable('actor_question')
    .set({ answer, answered_at: at.toISOString() })
    .where('id', '=', id)
    .where('answer', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}
