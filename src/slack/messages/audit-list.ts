import type { AuditEntry } from '../../store/audit.ts';
import { when, whoever } from './alert.ts';
import { lines } from './fold.ts';
import { context, type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

/** What was done to one thing, the newest first. */
export function auditList(object: string, entries: readonly AuditEntry[], most: number): Posted {
  const name = cut(object, 100);
  if (entries.length === 0) {
    const nothing = `The audit log holds nothing about "${name}". It is kept by id: of an alert, a question, a grant, a deactivation or an account.`;
    return { text: nothing, blocks: [section(nothing)] };
  }
  const done = entries.map(({ sequence, at, actor, action, detail }) => {
    const said = Object.entries(detail).map(([key, value]) => `${key} ${wordsOf(value)}`);
    return `${sequence}. ${when(at)} *${cut(action, 60)}* by ${whoever(actor)}${said.length === 0 ? '' : `: ${cut(said.join(', '), 200)}`}`;
  });
  return {
    text: `${entries.length} entries about ${name}`,
    blocks: within([
      section(`*What was done to* ${name}, newest first`),
      lines(done, 10, { where: '; `lockstep audit export` has all' }),
      ...(entries.length < most
        ? []
        : [context(`Only the newest ${most}; \`lockstep audit export\` has all.`)]),
    ]),
  };
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
