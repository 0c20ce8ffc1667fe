import type { App } from '@slack/bolt';
import { z } from 'zod';
import { reasonOf } from '../lib/operator-error.ts';
import { actions } from './actions/index.ts';
import { askActor } from './ask-actor.ts';
import type { Reply } from './commands/command.ts';
import { failure, gate } from './gate.ts';
import { alertCard } from './messages/alert.ts';
import { previewRestore } from './restore-preview.ts';
import type { SlackTools } from './tools.ts';
import { views } from './views/index.ts';
import { createWatchCases } from './watch-cases.ts';

/** A click, as far as we use it: a button has a value, a menu a chosen option. */
const Click = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  container: z.object({ is_ephemeral: z.boolean().optional() }).optional(),
  actions: z.tuple([
    z.object({
      value: z.string().optional(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ]),
});

/** Buttons: acknowledge, find out who clicked, ask whether they may, run, answer to them alone. */
export function registerActions(app: App, tools: SlackTools): void {
  for (const each of actions) {
    app.action(each.name, async ({ ack, body, client, respond }) => {
      await ack();
      const say = async ({ text, blocks }: Reply, replace = false): Promise<void> => {
        // Built by messages/, held against Slack's limits by tests.
        const shown = blocks === undefined ? {} : { blocks: blocks as never };
        await respond({ response_type: 'ephemeral', replace_original: replace, text, ...shown });
      };
      try {
        const { user, trigger_id, actions: clicked, container } = Click.parse(body);
        const value = clicked[0].value ?? clicked[0].selected_option?.value ?? '';
        const watch = createWatchCases(tools);
        const refusal = await gate(client, tools, { user: user.id, role: each.role });
        if (refusal !== null) return await say({ text: refusal });
        const answer = await each.run({
          value,
          user: user.id,
          watch,
          previewRestore: async (ask) => await previewRestore(tools, ask),
          askActor: async (ask) => await askActor(client, tools, ask),
          // Built by views/, held against Slack's limits by tests.
          open: async (view) => void (await client.views.open({ trigger_id, view: view as never })),
        });
        if (answer !== null) return await say(answer);
        // A copy that only one person sees is not edited with the message of the alert.
        const copy = container?.is_ephemeral === true ? await watch.alert(value.split('|')[0] ?? '') : null;
        if (copy !== null) await say(alertCard(copy.alert, copy.able), true);
      } catch (error) {
        tools.log.error({ action: each.name, reason: reasonOf(error) }, 'an action failed');
        await say({ text: failure(error) });
      }
    });
  }
}

/** Modals: what was typed is taken at once; who may is asked then, and a refusal comes as a direct message. */
export function registerViews(app: App, tools: SlackTools): void {
  for (const each of views) {
    app.view(each.name, async ({ ack, body, view, client }) => {
      await ack();
      const user = body.user.id;
      const say = async (text: string): Promise<void> => {
        await client.chat.postMessage({ channel: user, text });
      };
      try {
        const refusal = await gate(client, tools, { user, role: each.role });
        if (refusal !== null) return await say(refusal);
        const typed = Object.values(view.state.values).flatMap((block) => Object.entries(block));
        const values = new Map(typed.map(([id, { value }]) => [id, value ?? '']));
        const watch = createWatchCases(tools);
        const answer = await each.run({ subject: view.private_metadata, values, user, watch });
        if (answer !== null) await say(answer.text);
      } catch (error) {
        tools.log.error({ view: each.name, reason: reasonOf(error) }, 'a modal failed');
        await say(failure(error));
      }
    });
  }
}
