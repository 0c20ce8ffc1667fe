import type { RoleName } from '../../config/config.ts';
import type { UseCases } from '../use-cases.ts';

export interface Context {
  /** What was typed after the command's name. */
  readonly words: readonly string[];
  /** The slash command itself, e.g. /idp. */
  readonly command: string;
  readonly channel: string;
  readonly user: string;
  /** Unique for each time somebody presses return. */
  readonly trigger: string;
  /** Every command, for help: handed over, because the list imports each command. */
  readonly commands: readonly Pick<SlackCommand, 'usage' | 'summary' | 'role'>[];
  readonly useCases: UseCases;
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
  /** What only the one who asked sees; null = nothing. */
  readonly run: (context: Context) => Promise<Reply | null>;
}
