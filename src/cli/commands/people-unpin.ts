import { OperatorError } from '../../lib/operator-error.ts';
import { appendAudit } from '../../store/audit.ts';
import { unpin } from '../../store/people.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Command, exit } from '../command.ts';
import { withApp } from '../with-app.ts';

export default {
  name: 'people unpin',
  summary: 'forget which directory account a Slack user is, after somebody looked why it changed',
  usage: 'people unpin SLACK_USER_ID',
  words: 1,
  options: {},
  optionHelp: {},
  run: async (tools, { positionals: [slackUser] }) => {
    if (slackUser === undefined)
      throw new OperatorError('USAGE', 'no Slack user is named', 'The alert names it, like U012AB3CD.');
    return await withApp(tools, async ({ store, clock }) => {
      const pair = await inTransaction(store.db, async (db) => {
        const was = await unpin(db, slackUser);
        if (was === null) return null;
        const entry = { at: clock.now(), actor: 'terminal', action: 'person.unpinned', object: slackUser };
        await appendAudit(db, { ...entry, detail: { before: was } });
        return was;
      });
      if (pair === null)
        throw new OperatorError(
          'USAGE',
          `no Slack user ${slackUser} is tied to an account`,
          'Ids begin with U or W and are written in capitals; an address or a name is none.',
        );
      tools.terminal.out(
        `${slackUser} is tied to ${pair} no longer; the next command ties it to the account found then`,
      );
      return exit.ok;
    });
  },
} satisfies Command;
