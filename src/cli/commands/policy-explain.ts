import type { App } from '../../app.ts';
import type { GroupReference } from '../../domain/group.ts';
import { durationInWords, parseDuration } from '../../lib/duration.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { type Args, type Command, exit, text } from '../command.ts';
import { type Explanation, explainAccess } from '../explain-access.ts';
import { printExplanation } from '../print-explanation.ts';
import { withApp } from '../with-app.ts';
import { nothingConnected } from './sync.ts';

export default {
  name: 'policy explain',
  summary: 'say what would come of a request: may they ask, who would decide, what stands in the way',
  usage: 'policy explain --group GROUP --user LOGIN [--connection ID] [--for DURATION] [--json]',
  options: {
    group: { type: 'string' },
    user: { type: 'string' },
    connection: { type: 'string' },
    for: { type: 'string' },
    json: { type: 'boolean' },
  },
  optionHelp: {
    '--group GROUP': 'the group, by id or exact name',
    '--user LOGIN': 'who would ask, for themselves',
    '--connection ID': 'the directory of the group; default: the one that has it',
    '--for DURATION': 'how long, like 90m, 4h or 30d; default: as the policy says',
    '--json': 'one JSON object on stdout and nothing else',
  },
  run: async (tools, args) => {
    const [group, login] = [required(args, 'group'), required(args, 'user')];
    const minutes = readMinutes(args);
    return await withApp(tools, async (app) => {
      if (app.providers.length === 0) throw nothingConnected();
      const asked = await locate(app, group, text(args, 'connection'));
      const explanation = await explainAccess(app, { group: asked, login, minutes });
      if (args.values['json'] === true) tools.terminal.out(JSON.stringify(toJson(explanation)));
      else printExplanation(tools.terminal, explanation);
      return exitCodeOf(explanation);
    });
  },
} satisfies Command;

function toJson(explanation: Explanation): object {
  const policies = explanation.policies.map(({ policy: { id, title }, by }) => ({ id, title, by }));
  return { ...explanation, policies };
}

/** 1: it would be refused, or wait for ever; 2: something that decides it could not be read. */
function exitCodeOf({ answer, stages }: Explanation): number {
  if ('refused' in answer) return answer.refused === 'unreadable' ? exit.notEvaluated : exit.failed;
  if (stages.some(({ canEnd }) => canEnd === false)) return exit.failed;
  return stages.some(({ canEnd }) => canEnd === null) ? exit.notEvaluated : exit.ok;
}

/** The directory that has the group, where nobody says which. */
async function locate(app: App, group: string, connection: string | undefined): Promise<GroupReference> {
  const known = app.providers.map(({ id }) => id);
  if (connection !== undefined) {
    if (known.includes(connection)) return { connection, group };
    throw usage(`${connection} is not connected`, `Use one of ${known.join(', ')}.`);
  }
  const [only] = known;
  if (known.length === 1 && only !== undefined) return { connection: only, group };
  const having: string[] = [];
  for (const { id, lookUp } of app.providers) {
    if ((await lookUp?.group(group)) != null) having.push(id);
  }
  const [found] = having;
  if (found !== undefined && having.length === 1) return { connection: found, group };
  const where = having.length === 0 ? 'no directory has' : `${having.join(' and ')} have`;
  throw usage(`${where} a group ${group}`, 'Give its exact name or id, and --connection.');
}

function readMinutes(args: Args): number | null {
  const asked = text(args, 'for');
  if (asked === undefined) return null;
  const minutes = parseDuration(asked);
  if (minutes !== null) return minutes;
  throw usage(`${asked} is no duration`, `Say it like 90m, 4h or 30d (${durationInWords(240)} is 4h).`);
}

function required(args: Args, name: 'group' | 'user'): string {
  const value = text(args, name)?.trim() ?? '';
  if (value !== '') return value;
  throw usage(`--${name} is missing`, 'Run `lockstep policy explain --help`.');
}

function usage(what: string, next: string): OperatorError {
  return new OperatorError('USAGE', what, next);
}
