import type { Db } from './open.ts';
import type { ActorQuestionRow } from './schema.ts';

/** What the actor of a change was asked about it. Only they may answer, once. */
export interface Question {
  readonly id: string;
  readonly about: 'alert' | 'drift';
  /** Id of the alert, or name of the drift. */
  readonly object: string;
  /** Slack user ids. */
  readonly asked: string;
  readonly askedBy: string;
  readonly at: Date;
  readonly answer: 'yes' | 'no' | null;
  readonly answeredAt: Date | null;
  /** What they added in their own words; untrusted. */
  readonly words: string | null;
}

/** Unless somebody was asked about the same drift before; whether it was new. */
export async function insertQuestion(
  db: Db,
  { id, about, object, asked, askedBy, at }: Omit<Question, 'answer' | 'answeredAt' | 'words'>,
): Promise<boolean> {
  const added = await db
    .insertInto('actor_question')
    .values({
      id,
      about,
      object,
      asked,
      asked_by: askedBy,
      at: at.toISOString(),
      answer: null,
      answered_at: null,
      words: null,
    })
    .onConflict((oc) => oc.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

export async function findQuestion(db: Db, id: string): Promise<Question | null> {
  const row = await db.selectFrom('actor_question').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toQuestion(row);
}

export async function questionAboutDrift(db: Db, drift: string): Promise<Question | null> {
  const row = await db
    .selectFrom('actor_question')
    .selectAll()
    .where('about', '=', 'drift')
    .where('object', '=', drift)
    .executeTakeFirst();
  return row === undefined ? null : toQuestion(row);
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

/** Writes what was added to an answer; false: something was, already. */
export async function writeWords(
  db: Db,
  { id, words }: { readonly id: string; readonly words: string },
): Promise<boolean> {
  const moved = await db
    .updateTable('actor_question')
    .set({ words })
    .where('id', '=', id)
    .where('words', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

function toQuestion(row: ActorQuestionRow): Question {
  return {
    id: row.id,
    // Written by insertQuestion and writeAnswer only.
    about: row.about as Question['about'],
    object: row.object,
    asked: row.asked,
    askedBy: row.asked_by,
    at: new Date(row.at),
    answer: row.answer as Question['answer'],
    answeredAt: row.answered_at === null ? null : new Date(row.answered_at),
    words: row.words,
  };
}
