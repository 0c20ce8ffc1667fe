/** What may be typed after the slash command, in the order of help. */
import type { Settings } from '../../config/config.ts';
import { roleIn } from '../gate.ts';
import alerts from './alerts.ts';
import audit from './audit.ts';
import breakglass from './breakglass.ts';
import check from './check.ts';
import type { Listed, SlackCommand } from './command.ts';
import deactivate from './deactivate.ts';
import extend from './extend.ts';
import freeze from './freeze.ts';
import grants from './grants.ts';
import help from './help.ts';
import reactivate from './reactivate.ts';
import report from './report.ts';
import request from './request.ts';
import requests from './requests.ts';
import revoke from './revoke.ts';
import status from './status.ts';
import sync from './sync.ts';
import undo from './undo.ts';
import unfreeze from './unfreeze.ts';
import user from './user.ts';

/** As help shows them: some roles stand in lockstep.yaml. */
export function listedCommands(settings: Settings): readonly Listed[] {
  return commands.map(({ usage, summary, role }) => ({ usage, summary, role: roleIn(settings, role) }));
}

export const commands: readonly SlackCommand[] = [
  status,
  alerts,
  check,
  report,
  user,
  request,
  requests,
  grants,
  revoke,
  extend,
  deactivate,
  reactivate,
  undo,
  audit,
  sync,
  breakglass,
  freeze,
  unfreeze,
  help,
];
