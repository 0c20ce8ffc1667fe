/** What may be typed after the slash command, in the order of help. */
import alerts from './alerts.ts';
import breakglass from './breakglass.ts';
import check from './check.ts';
import type { SlackCommand } from './command.ts';
import freeze from './freeze.ts';
import help from './help.ts';
import report from './report.ts';
import status from './status.ts';
import sync from './sync.ts';
import unfreeze from './unfreeze.ts';
import user from './user.ts';

export const commands: readonly SlackCommand[] = [
  status,
  alerts,
  check,
  report,
  user,
  sync,
  breakglass,
  freeze,
  unfreeze,
  help,
];
