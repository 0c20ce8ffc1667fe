import type { Outcome } from '../../alerts/index.ts';
import type { RoleName } from '../../config/config.ts';
import type { Reply } from '../commands/command.ts';
import type { WatchCases } from '../watch-cases.ts';

export interface Click {
  /** An opaque id, never what to do it with. */
  readonly value: string;
  readonly user: string;
  readonly watch: WatchCases;
  /** Opens a modal; Slack allows it for three seconds after the click. */
  readonly open: (view: object) => Promise<void>;
}

/** One button or menu; the file's name is its action_id. */
export interface SlackAction {
  readonly name: string;
  /** null = everybody may click; whatever it opens has its own gate. */
  readonly role: RoleName | null;
  /** What only the one who clicked sees; null = nothing, the message itself changes. */
  readonly run: (click: Click) => Promise<Reply | null>;
}

const words: Readonly<Record<Exclude<Outcome, 'done'>, string>> = {
  already: 'Somebody was faster: the alert shows who.',
  over: 'This alert is over; nothing was changed.',
  unknown: 'This alert is not known here any more.',
};

/** Nothing to say where the card itself tells it. */
export function outcomeReply(outcome: Outcome): Reply | null {
  return outcome === 'done' ? null : { text: words[outcome] };
}
