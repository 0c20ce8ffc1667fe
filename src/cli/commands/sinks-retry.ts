import { appendAudit } from '../../store/audit.ts';
import { reviveDead } from '../../store/dead-letters.ts';
import { sinkJob } from '../../store/deliver-soon.ts';
import { inTransaction } from '../../store/transaction.ts';
import { type Command, exit } from '../command.ts';
import { findSink } from '../find-sink.ts';
import { withApp } from '../with-app.ts';

export default {
  name: 'sinks retry',
  summary: 'have what a sink refused for good sent again',
  usage: 'sinks retry ID',
  words: 1,
  options: {},
  optionHelp: {},
  run: async (tools, args) =>
    await withApp(tools, async ({ store, clock, sinks }) => {
      const { id } = findSink(sinks, args);
      const at = clock.now();
      const revived = await inTransaction(store.db, async (db) => {
        const count = await reviveDead(db, id, at);
        if (count === 0) return 0;
        await store.queue.add(db, sinkJob(id));
        const detail = { deliveries: count };
        await appendAudit(db, { at, actor: 'terminal', action: 'sink.retried', object: id, detail });
        return count;
      });
      const said =
        revived === 0 ? 'there are no dead letters' : `${revived} wait to be sent again by \`serve\``;
      tools.terminal.out(`${id}: ${said}`);
      return exit.ok;
    }),
} satisfies Command;
