import { OperatorError } from '../../lib/operator-error.ts';
import { verifyAudit } from '../../store/audit.ts';
import { type Command, exit, text } from '../command.ts';
import { withApp } from '../with-app.ts';

export default {
  name: 'audit verify',
  summary: 'prove that no audit entry was changed, removed or put in between',
  usage: 'audit verify [--holding HASH] [--json]',
  options: { holding: { type: 'string' }, json: { type: 'boolean' } },
  optionHelp: {
    '--holding': 'a hash that an earlier run printed: prove as well that nothing was cut off since',
    '--json': 'one JSON object on stdout',
  },
  run: async (tools, args) => {
    const holding = text(args, 'holding');
    if (holding !== undefined && !/^[0-9a-f]{64}$/.test(holding))
      throw new OperatorError('USAGE', `${holding} is no hash`, 'It has 64 digits and letters from a to f.');
    return await withApp(tools, async ({ store }) => {
      const answer = await verifyAudit(store.db, holding === undefined ? {} : { holding });
      if (args.values['json'] === true) tools.terminal.out(JSON.stringify(answer));
      else if (answer.ok) tools.terminal.out(wholeWords(answer));
      else tools.terminal.out(`the audit log is broken at entry ${answer.brokenAt}: ${answer.why}`);
      return answer.ok ? exit.ok : exit.failed;
    });
  },
} satisfies Command;

function wholeWords({ entries, last }: { readonly entries: number; readonly last: string | null }): string {
  const kept = last === null ? '' : `, the last of them ${last} (keep it elsewhere for --holding)`;
  return `the audit log is whole: ${entries} entries${kept}`;
}
