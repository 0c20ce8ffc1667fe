/** What may be typed after the slash command, in the order of help. */
import check from './check.ts';
import type { SlackCommand } from './command.ts';
import help from './help.ts';
import report from './report.ts';
import status from './status.ts';
import user from './user.ts';

export const commands: readonly SlackCommand[] = [status, check, report, user, help];
