import { testAlert } from '../../alerts/index.ts';
import { errorLine, OperatorError, reasonOf } from '../../lib/operator-error.ts';
import { type Command, exit } from '../command.ts';
import { findSink } from '../find-sink.ts';
import { withApp } from '../with-app.ts';

export default {
  name: 'sinks test',
  summary: 'send a marked test alert to one sink and end it again',
  usage: 'sinks test ID',
  words: 1,
  options: {},
  optionHelp: {},
  run: async (tools, args) =>
    await withApp(tools, async ({ clock, sinks }) => {
      const sink = findSink(sinks, args);
      const alert = testAlert(sink.id, clock.now());
      const over = {
        state: 'resolved',
        resolvedAt: alert.firstAt,
        resolvedBecause: 'it was a test',
      } as const;
      const words = [
        ['trigger', alert],
        ['resolve', { ...alert, ...over }],
      ] as const;
      for (const [action, about] of words) {
        try {
          const id = `${alert.id}:${sink.id}:${action}:0`;
          await sink.deliver({ id, action, alert: about, at: clock.now() });
          tools.terminal.out(`${sink.id} (${sink.kind}): ${action} was taken`);
        } catch (error) {
          tools.terminal.note(errorLine(notTaken(action, error)));
          return exit.failed;
        }
      }
      return exit.ok;
    }),
} satisfies Command;

/** What a sink says of a refusal ends with its own next step. */
function notTaken(action: string, error: unknown): OperatorError {
  const [what = '', next = 'Run it again in a while.'] = reasonOf(error).split(' Next: ');
  return new OperatorError('SINK_REFUSED', `${action} was not taken: ${what}`, next, error);
}
