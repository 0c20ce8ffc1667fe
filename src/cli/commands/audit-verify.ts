import { verifyAudit } from '../../store/audit.ts';
import { type Command, exit } from '../command.ts';
import { withApp } from '../with-app.ts';

export default {
  name: 'audit verify',
  summary: 'prove that no audit entry was changed, removed or put in between',
  usage: 'audit verify [--json]',
  options: { json: { type: 'boolean' } },
  optionHelp: { '--json': 'one JSON object on stdout' },
  run: async (tools, { values }) =>
    await withApp(tools, async ({ store }) => {
      const answer = await verifyAudit(store.db);
      if (values['json'] === true) tools.terminal.out(JSON.stringify(answer));
      else if (answer.ok) tools.terminal.out(`the audit log is whole: ${answer.entries} entries`);
      else tools.terminal.out(`the audit log is broken at entry ${answer.brokenAt}: ${answer.why}`);
      return answer.ok ? exit.ok : exit.failed;
    }),
} satisfies Command;
