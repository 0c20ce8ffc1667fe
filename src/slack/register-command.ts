import { createHash } from 'node:crypto';
import type { App } from '@slack/bolt';
import { nearest } from '../lib/nearest.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { Context, SlackCommand } from './commands/command.ts';
import { commands, listedCommands } from './commands/index.ts';
import { failure, gate } from './gate.ts';
import { changeView, interactionOf } from './interaction.ts';
import { fitted } from './messages/fit.ts';
import { noteView } from './messages/modal.ts';
import { escape } from './messages/text.ts';
import { withoutLabels } from './named.ts';
import { placeFor } from './place.ts';
import type { SlackTools } from './tools.ts';
import { createUseCases } from './use-cases.ts';
import type { WebClient } from './web-client.ts';

/** One slash command, words after it: acknowledge, find out who asks, ask whether they may, run, answer to them alone. */
export function registerCommand(app: App, tools: SlackTools): void {
  app.command(tools.config.command, async ({ ack, command, client, respond }) => {
    await ack();
    const say = async (answer: {
      readonly text: string;
      readonly blocks?: readonly object[];
    }): Promise<void> => {
      const { text, blocks } = fitted(answer);
      // Built by messages/, held against Slack's limits by tests.
      const shown = { text, ...(blocks === undefined ? {} : { blocks: blocks as never }) };
      await respond({ response_type: 'ephemeral', ...shown });
    };
    const [word = 'help', ...words] = withoutLabels(command.text)
      .trim()
      .split(/\s+/)
      .filter((part) => part !== '');
    const found = commands.find(({ name }) => name === word.toLowerCase());
    if (found === undefined) return await say({ text: unknownWord(word, tools.config.command) });
    const extra = extraWord(found, words);
    if (extra !== undefined) return await say({ text: tooManyWords(extra, found, tools.config.command) });
    let form: string | null = null;
    const refuse = async (text: string): Promise<void> => {
      await (form === null ? say({ text }) : changeView(client, form, noteView(text)));
    };
    try {
      // Before anything is looked up: that can outlast the three seconds in which a form may be opened.
      if (found.opensForm?.(words) === true) form = await openForm(client, command.trigger_id);
      const role = found.roleFor?.(words) ?? found.role;
      const refusal = await gate(client, tools, { user: command.user_id, role });
      if (refusal !== null) return await refuse(refusal);
      const context: Context = {
        ...interactionOf(client, tools, command.user_id),
        words,
        command: tools.config.command,
        user: command.user_id,
        request: requestOf(command.trigger_id),
        place: async () =>
          await placeFor(client, tools, { channel: command.channel_id, user: command.user_id }),
        commands: listedCommands(tools.settings),
        useCases: createUseCases(tools),
        show: async (view) => await changeView(client, form ?? '', view),
      };
      const answer = await found.run(context);
      if (answer !== null) await say(answer);
    } catch (error) {
      tools.log.error({ command: found.name, reason: reasonOf(error) }, 'a command failed');
      await refuse(failure(error));
    }
  });
}

/** Something to look at while it is found out who asks. Its id. */
async function openForm(client: WebClient, trigger: string): Promise<string> {
  // Built by messages/, held against Slack's limits by tests.
  const { view } = await client.views.open({ trigger_id: trigger, view: noteView('One moment…') as never });
  return view?.id ?? '';
}

/** Stands for one press of return, also when Slack or somebody else sends it again. The trigger id itself is a key to modals: it is kept nowhere. */
function requestOf(trigger: string): string {
  return createHash('sha256').update(trigger).digest('hex').slice(0, 24);
}

/** The first word that the command has no use for: to run without it would be to guess. */
function extraWord({ name, usage, words: most }: SlackCommand, words: readonly string[]): string | undefined {
  const allowed = most ?? (usage === name ? 0 : words.length);
  return words[allowed];
}

function tooManyWords(extra: string, { usage }: SlackCommand, command: string): string {
  return `I did nothing, because I do not know what "${escape(extra.slice(0, 40))}" means there. Type \`${command} ${usage}\`.`;
}

function unknownWord(word: string, command: string): string {
  const close = nearest(
    word,
    commands.map(({ name }) => name),
  );
  const hint =
    close === undefined
      ? `Type \`${command} help\` for what I understand.`
      : `Did you mean \`${command} ${close}\`?`;
  return `I do not know "${escape(word.slice(0, 40))}". ${hint}`;
}
