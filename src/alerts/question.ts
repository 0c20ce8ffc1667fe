import { newId } from '../lib/id.ts';
import { appendAudit } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { queueMessage } from '../store/messages.ts';
import { findQuestion, insertQuestion, type Question, writeAnswer, writeWords } from '../store/questions.ts';
import { inTransaction } from '../store/transaction.ts';
import type { AlertTools } from './tools.ts';

/** Asking somebody needs no more than this. Inside a transaction `db` is its handle. */
type AskingTools = Pick<AlertTools, 'db' | 'queue' | 'clock'>;

/** What the one who was asked says: the answer, or what they add to it. */
export interface Said {
  readonly at: Date;
  readonly text: string;
  /** It was not them. */
  readonly alarm: boolean;
}

/** Shows what was said where the question came from, inside the transaction that takes it. */
export type Hearer = (tools: AlertTools, question: Question, said: Said) => Promise<void>;

export type Hearers = Readonly<Record<Question['about'], Hearer>>;

/** Asks the actor of a change whether it was them, in a direct message. False: somebody was asked before. Inside the caller's transaction. */
export async function pose(
  { db, queue, clock }: AskingTools,
  { about, object, asked, askedBy }: Pick<Question, 'about' | 'object' | 'asked' | 'askedBy'>,
): Promise<boolean> {
  const id = newId('question');
  const at = clock.now();
  if (!(await insertQuestion(db, { id, about, object, asked, askedBy, at }))) return false;
  await queueMessage(db, { id, channel: asked, kind: 'actor-question', body: { questionId: id } });
  await deliverSoon({ db, queue });
  const detail = { whom: asked };
  await appendAudit(db, { at, actor: askedBy, action: `${about}.actor-asked`, object, detail });
  return true;
}

export type Answered = 'done' | 'already' | 'unknown' | 'not-asked';

/** Takes the answer of the one who was asked, once. */
export async function answerQuestion(
  tools: AlertTools,
  { id, answer, by }: { readonly id: string; readonly answer: 'yes' | 'no'; readonly by: string },
  hearers: Hearers,
): Promise<Answered> {
  return await inTransaction(tools.db, async (db) => {
    const question = await questionTo(db, { id, by });
    if (typeof question === 'string') return question;
    const at = tools.clock.now();
    if (!(await writeAnswer(db, { id, answer, at }))) return 'already';
    const { about, object } = question;
    const text = answer === 'yes' ? 'it was me' : 'it was NOT me';
    await hearers[about]({ ...tools, db }, question, { at, text, alarm: answer === 'no' });
    const detail = { answer };
    await appendAudit(db, { at, actor: by, action: `${about}.actor-answered`, object, detail });
    // Changed as well, so that the question loses its buttons.
    const body = { questionId: id, answer };
    await queueMessage(db, { id, channel: by, kind: 'actor-question', body });
    await deliverSoon({ ...tools, db });
    return 'done';
  });
}

/** What the one who was asked adds in their own words, once. */
export async function addWords(
  tools: AlertTools,
  { id, words, by }: { readonly id: string; readonly words: string; readonly by: string },
  hearers: Hearers,
): Promise<Answered> {
  return await inTransaction(tools.db, async (db) => {
    const question = await questionTo(db, { id, by });
    if (typeof question === 'string') return question;
    if (!(await writeWords(db, { id, words }))) return 'already';
    const at = tools.clock.now();
    const { about, object } = question;
    await hearers[about]({ ...tools, db }, question, { at, text: words, alarm: false });
    const detail = { question: id, words };
    await appendAudit(db, { at, actor: by, action: `${about}.actor-explained`, object, detail });
    return 'done';
  });
}

async function questionTo(
  db: AskingTools['db'],
  { id, by }: { readonly id: string; readonly by: string },
): Promise<Question | Extract<Answered, 'unknown' | 'not-asked'>> {
  const question = await findQuestion(db, id);
  if (question === null) return 'unknown';
  return question.asked === by ? question : 'not-asked';
}
