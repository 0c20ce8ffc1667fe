import type { App } from '../../app.ts';
import { inspectPolicies, type PolicyReport } from '../../approvals/inspect-policies.ts';
import { createInspection } from '../../approvals/inspection.ts';
import type { PolicyProblem } from '../../approvals/policy-problem.ts';
import type { Settings } from '../../config/config.ts';
import { plainText } from '../../lib/plain-text.ts';
import { type CliTools, type Command, exit } from '../command.ts';
import { groupNames } from '../group-names.ts';
import type { Terminal } from '../terminal.ts';
import { withApp } from '../with-app.ts';
import { nothingConnected } from './sync.ts';

/** So many groups of a pattern are shown by name. */
const SHOWN = 8;

export default {
  name: 'policy check',
  summary:
    'compare the access policies with the directories: names that are gone, requests nobody could approve',
  usage: 'policy check [FILE] [--json]',
  words: 1,
  options: { json: { type: 'boolean' } },
  optionHelp: { '--json': 'one JSON object on stdout and nothing else' },
  run: async (tools, { values, positionals }) => {
    const [file] = positionals;
    return await withApp(tools, async (app) => {
      if (app.providers.length === 0) throw nothingConnected();
      const settings = file === undefined ? app.config.settings : tools.checkConfigFile(file);
      const report = await inspect(tools, app, settings);
      if (values['json'] === true) tools.terminal.out(JSON.stringify(report));
      else print(tools.terminal, report);
      return exitCodeOf(report.problems);
    });
  },
} satisfies Command;

async function inspect(tools: CliTools, app: App, settings: Settings): Promise<PolicyReport> {
  const { policies, deny } = settings.access;
  const named = new Set([...policies, ...deny].map(({ connection }) => connection));
  const inspection = createInspection(app, await groupNames(tools, app, named));
  return await inspectPolicies(inspection, settings);
}

/** 1: an error; 2: none, but something could not be read; warnings alone are fine. */
function exitCodeOf(problems: readonly PolicyProblem[]): number {
  if (problems.some(({ level }) => level === 'error')) return exit.failed;
  return problems.some(({ level }) => level === 'unread') ? exit.notEvaluated : exit.ok;
}

function print(terminal: Terminal, { policies, problems }: PolicyReport): void {
  for (const { id, entries } of policies) {
    terminal.out(terminal.paint('bold', id));
    for (const { entry, groups } of entries) terminal.out(`  ${plainText(entry)}: ${namesOf(groups)}`);
  }
  for (const { level, where, what, next } of problems) {
    const mark = terminal.paint(level === 'error' ? 'red' : 'yellow', level);
    terminal.out(`${mark} ${where}: ${plainText(what)}. ${next}`);
  }
  if (policies.length === 0)
    terminal.out('There is no policy: nobody may ask for anything. See docs/policies.md.');
  else if (problems.length === 0) terminal.out(`${policies.length} policies, nothing to say`);
}

function namesOf(groups: PolicyReport['policies'][number]['entries'][number]['groups']): string {
  if (groups === null) return 'could not be read';
  if (groups.length === 0) return 'no group';
  const shown = groups.slice(0, SHOWN).map(({ name }) => plainText(name));
  const more = groups.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
