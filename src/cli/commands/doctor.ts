import type { Config } from '../../config/config.ts';
import { plainText } from '../../lib/plain-text.ts';
import { type Command, exit } from '../command.ts';
import { directoryLines } from '../diagnosis/directories.ts';
import type { Line } from '../diagnosis/line.ts';
import { policyLines } from '../diagnosis/policies.ts';
import { sinkLines } from '../diagnosis/sinks.ts';
import { slackLines } from '../diagnosis/slack.ts';
import { storeLines } from '../diagnosis/store.ts';
import type { Terminal } from '../terminal.ts';

export default {
  name: 'doctor',
  summary: 'say of every connection whether it is reachable, allowed and on time, and what to do if not',
  usage: 'doctor [--json]',
  options: { json: { type: 'boolean' } },
  optionHelp: { '--json': 'one JSON object on stdout' },
  run: async (tools, { values }) => {
    const config = tools.loadConfig();
    const directories = await directoryLines(tools, config);
    const lines = [
      ...(await storeLines(tools, config.databaseUrl)),
      ...directories,
      ...slackLines(await tools.probeSlack(config), config.slack?.command ?? ''),
      ...(await sinkLines(tools, config)),
      // A directory that does not answer would be asked about every policy, and each question waits.
      ...(directories.every(({ ok }) => ok !== false) ? await policyLines(tools, config) : []),
      ...absentLines(config),
    ];
    if (values['json'] === true) tools.terminal.out(JSON.stringify({ lines }));
    else printLines(tools.terminal, lines);
    return lines.some(({ ok }) => ok === false) ? exit.failed : exit.ok;
  },
} satisfies Command;

function absentLines(config: Config): Line[] {
  return (['okta', 'entra', 'slack'] as const)
    .filter((name) => config[name] === null)
    .map((name) => ({ part: name, ok: null, what: 'not configured' }));
}

function printLines(terminal: Terminal, lines: readonly Line[]): void {
  for (const { part, ok, what, next } of lines) {
    const mark = markOf(terminal, ok);
    terminal.out(`${mark} ${part.padEnd(6)} ${plainText(what)}${next === undefined ? '' : `. ${next}`}`);
  }
}

function markOf(terminal: Terminal, ok: boolean | null): string {
  if (ok === null) return terminal.paint('dim', '-');
  return ok ? terminal.paint('green', '✓') : terminal.paint('red', '✗');
}
