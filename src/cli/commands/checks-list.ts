import { checks } from '../../checks/index.ts';
import { type Command, exit } from '../command.ts';

export default {
  name: 'checks list',
  summary: 'every check: its id, severity, catalogue number and title',
  usage: 'checks list [--json]',
  options: { json: { type: 'boolean' } },
  optionHelp: { '--json': 'a JSON array on stdout' },
  run: async ({ terminal }, { values }) => {
    if (values['json'] === true) {
      const rows = checks.map(({ id, ref, title, severity, providers, thresholds }) => {
        return { id, ref, title, severity, providers, thresholds };
      });
      terminal.out(JSON.stringify(rows));
      return await Promise.resolve(exit.ok);
    }
    const width = Math.max(...checks.map(({ id }) => id.length));
    for (const { id, ref, severity, title } of checks) {
      terminal.out(`${id.padEnd(width)}  ${severity.padEnd(8)}  ${ref.padEnd(7)}  ${title}`);
    }
    return await Promise.resolve(exit.ok);
  },
} satisfies Command;
