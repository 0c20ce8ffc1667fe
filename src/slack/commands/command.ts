import type { RoleName } from '../../config/config.ts';
import type { Place } from '../place.ts';
import type { UseCases } from '../use-cases.ts';
import type { WatchCases } from '../watch-cases.ts';

export interface Context {
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
  readonly commands: readonly Pick<SlackCommand, 'usage' | 'summary' | 'role'>[];
  readonly useCases: UseCases;
  readonly watch: WatchCases;
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
  /** null = everybody. */
  readonly role: RoleName | null;
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
