import type { Answered } from '../../alerts/index.ts';
import type { Reply } from '../commands/command.ts';
import type { RoleNeeded } from '../gate.ts';
import type { Interaction } from '../interaction.ts';

export interface Submission extends Interaction {
  /** The opaque id that the modal was opened for. */
  readonly subject: string;
  /** What was typed, by action_id. */
  readonly values: ReadonlyMap<string, string>;
  readonly user: string;
}

/** One modal; the file's name is its callback_id. */
export interface SlackView {
  readonly name: string;
  readonly role: RoleNeeded;
  /** What is wrong with what was typed, by block; nothing that takes long. */
  readonly check?: (values: ReadonlyMap<string, string>) => Readonly<Record<string, string>> | null;
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
