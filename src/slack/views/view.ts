import type { Answered } from '../../alerts/index.ts';
import type { RoleName } from '../../config/config.ts';
import type { Reply } from '../commands/command.ts';
import type { WatchCases } from '../watch-cases.ts';

export interface Submission {
  /** The opaque id that the modal was opened for. */
  readonly subject: string;
  /** What was typed, by action_id. */
  readonly values: ReadonlyMap<string, string>;
  readonly user: string;
  readonly watch: WatchCases;
}

/** One modal; the file's name is its callback_id. */
export interface SlackView {
  readonly name: string;
  readonly role: RoleName | null;
  /** What the one who sent it hears in a direct message; null = nothing. */
  readonly run: (submission: Submission) => Promise<Reply | null>;
}

const answers: Readonly<Record<Exclude<Answered, 'done'>, string>> = {
  already: 'This was answered already.',
  unknown: 'This question is not known here any more.',
  'not-asked': 'You may not do this: somebody else was asked.',
};

export function answerReply(answered: Answered): Reply | null {
  return answered === 'done' ? null : { text: answers[answered] };
}
