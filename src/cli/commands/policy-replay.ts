import type { App } from '../../app.ts';
import { type Replayed, type ReplayOutcome, replay } from '../../approvals/replay.ts';
import type { Settings } from '../../config/config.ts';
import { plainText } from '../../lib/plain-text.ts';
import { listApprovals } from '../../store/approvals.ts';
import { type Command, exit } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { withApp } from '../with-app.ts';
import { nothingConnected } from './sync.ts';

/** So many of the newest questions are looked at: each costs a few calls. */
const MOST = 500;

export default {
  name: 'policy replay',
  summary:
    'put past requests to the policies of a file (default: your own) and say which would end differently today',
  usage: 'policy replay [FILE] [--json]',
  words: 1,
  options: { json: { type: 'boolean' } },
  optionHelp: { '--json': 'one JSON object on stdout and nothing else' },
  run: async (tools, { values, positionals }) =>
    await withApp(tools, async (app) => {
      if (app.providers.length === 0) throw nothingConnected();
      const [file] = positionals;
      const settings = file === undefined ? app.config.settings : tools.checkConfigFile(file);
      const requests = await replayAll(app, settings);
      if (values['json'] === true) tools.terminal.out(JSON.stringify({ requests }));
      else print(tools.terminal, requests);
      if (requests.some(({ outcome }) => outcome === 'refused')) return exit.failed;
      return requests.some(({ outcome }) => outcome === 'unread') ? exit.notEvaluated : exit.ok;
    }),
} satisfies Command;

async function replayAll(app: App, { access }: Settings): Promise<readonly Replayed[]> {
  const statuses = ['pending', 'approved', 'denied', 'cancelled', 'expired'] as const;
  const requests: Replayed[] = [];
  for (const approval of await listApprovals(app.store.db, { statuses, limit: MOST })) {
    const replayed = await replay(app, access, approval);
    if (replayed !== null) requests.push(replayed);
  }
  return requests;
}

function print(terminal: Terminal, requests: readonly Replayed[]): void {
  for (const { outcome, createdAt, requester, group, policyThen, now } of requests) {
    if (now === null) continue;
    const mark = terminal.paint(outcome === 'refused' ? 'red' : 'yellow', outcome.padEnd(9));
    const when = createdAt.toISOString().slice(0, 10);
    terminal.out(
      `${mark} ${when} ${plainText(`${requester}, ${group}, by ${policyThen}`)}: ${plainText(now)}`,
    );
  }
  const count = (which: ReplayOutcome): number => requests.filter(({ outcome }) => outcome === which).length;
  terminal.out(
    `${requests.length} requests: ${count('same')} the same, ${count('refused')} refused, ${count('policy') + count('approvers')} decided by others, ${count('unread')} not evaluated`,
  );
}
