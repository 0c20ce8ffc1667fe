import type { RoleName } from '../../config/config.ts';
import type { RoleNeeded } from '../gate.ts';
import type { Interaction } from '../interaction.ts';
import type { Place } from '../place.ts';
import type { UseCases } from '../use-cases.ts';

export interface Context extends Interaction {
  /** What was typed after the command's name. */
  readonly words: readonly string[];
  /** The slash command itself, e.g. /idp. */
  readonly command: string;
  readonly user: string;
  /** One for each time somebody presses return. */
  readonly request: string;
  /** Where to post what is not for the asker alone; it asks Slack. */
  readonly place: () => Promise<Place>;
  /** Every command, for help: handed over, because the list imports each command. */
  readonly commands: readonly Listed[];
  readonly useCases: UseCases;
  /** Puts a form into the modal that a command with `opensForm` has open. */
  readonly show: (view: object) => Promise<void>;
}

/** A command as help shows it. */
export interface Listed {
  readonly usage: string;
  readonly summary: string;
  readonly role: RoleName | null;
}

export interface Reply {
  readonly text: string;
  readonly blocks?: readonly object[];
}

/** One word after the slash command; the file's name is the word. */
export interface SlackCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly role: RoleNeeded;
  /** True where these words need a form: it is opened at once, and filled by `show`. */
  readonly opensForm?: (words: readonly string[]) => boolean;
  /** How many words may follow; absent: any number, and none where the usage names none. */
  readonly words?: number;
  /** Where the words after it ask for more than `role`. */
  readonly roleFor?: (words: readonly string[]) => RoleName;
  /** What only the one who asked sees; null = nothing. */
  readonly run: (context: Context) => Promise<Reply | null>;
}

/** Says so when something is posted elsewhere than it was asked for. */
export function elsewhere({ because }: Place, what: string): Reply | null {
  return because === null ? null : { text: `${what} comes as a direct message: ${because}.` };
}
