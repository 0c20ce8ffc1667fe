import type { Asked, RemedyAsk } from '../../alerts/index.ts';
import type { RoleName } from '../../config/config.ts';
import type { Offer } from '../../domain/alert.ts';
import type { Reply } from '../commands/command.ts';
import type { RoleNeeded } from '../gate.ts';
import type { Interaction } from '../interaction.ts';
import type { Actor } from '../principal.ts';
import { wordsView } from '../views/actor-words.ts';
import { answerReply } from '../views/view.ts';

export interface Click extends Interaction {
  /** An opaque id, never what to do it with. */
  readonly value: string;
  readonly user: string;
  /** Opens a modal, on top of the one that was clicked in; Slack allows it for three seconds after the click. Its id. */
  readonly open: (view: object) => Promise<string>;
  /** Shows something else in a modal that is open. */
  readonly change: (viewId: string, view: object) => Promise<void>;
  /** Asks the one who made a change, in Slack. */
  readonly askActor: (ask: RemedyAsk) => Promise<Reply | null>;
  /** Asks the one who made a change of a managed group, by the name of the drift. */
  readonly askDriftActor: (drift: string) => Promise<Reply>;
  /** Who would be restored to which group. */
  readonly previewRestore: (ask: Omit<RemedyAsk, 'by'>) => Promise<Reply | null>;
  /** Asks the approvers for it. */
  readonly askForRestore: (ask: Omit<RemedyAsk, 'by'>, actor: Actor) => Promise<Reply>;
}

/** One button or menu; the file's name is its action_id. */
export interface SlackAction {
  readonly name: string;
  /** null = everybody may click; whatever it opens has its own gate. */
  readonly role: RoleNeeded;
  /** What only the one who clicked sees; null = nothing, the message itself changes. */
  readonly run: (click: Click) => Promise<Reply | null>;
}

const words: Readonly<Record<Exclude<Asked, 'done'>, string>> = {
  already: 'Somebody was faster: the alert shows who.',
  over: 'This alert is over; nothing was changed.',
  withdrawn: 'The alert no longer offers this; its card shows what it offers now.',
  frozen: 'Nothing was done: Lockstep is frozen. `status` says by whom and why.',
  unknown: 'This alert is not known here any more.',
};

/** Nothing to say where the card itself tells it. */
export function outcomeReply(outcome: Asked): Reply | null {
  return outcome === 'done' ? null : { text: words[outcome] };
}

/** What a button of an offer carries: the alert, the offer's key and the round. */
export function offerIn(value: string): {
  readonly alertId: string;
  readonly key: string;
  readonly round: number;
} {
  const [alertId = '', key = '', round = ''] = value.split('|');
  return { alertId, key, round: Number(round) };
}

/** A button that has an offer carried out by a job; the card tells what came of it. */
export function remedyAction(action: Offer['action'], role: RoleName): SlackAction {
  return {
    name: `alert-${action}`,
    role,
    run: async ({ value, user, watch }) => {
      const asked = await watch.remedy({ ...offerIn(value), action, by: user });
      return outcomeReply(asked) ?? { text: 'It is being done; the card will show what came of it.' };
    },
  };
}

/** A button of the question: only the one who was asked may click it. What they add comes after the answer is taken. */
export function answerAction(answer: 'yes' | 'no'): SlackAction {
  return {
    name: `actor-answer-${answer}`,
    role: null,
    run: async ({ value, user, watch, open }) => {
      const refusal = answerReply(await watch.answer({ id: value, answer, by: user }));
      if (refusal === null) await open(wordsView(value, answer));
      return refusal;
    },
  };
}
