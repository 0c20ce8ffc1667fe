import type { App } from '@slack/bolt';
import { z } from 'zod';
import { reasonOf } from '../lib/operator-error.ts';
import { actions } from './actions/index.ts';
import { askActor } from './ask-actor.ts';
import { failure, gate } from './gate.ts';
import type { SlackTools } from './tools.ts';
import { views } from './views/index.ts';
import { createWatchCases } from './watch-cases.ts';

/** A click, as far as we use it: a button has a value, a menu a chosen option. */
const Click = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
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
      const say = async (text: string): Promise<void> => {
        await respond({ response_type: 'ephemeral', replace_original: false, text });
      };
      try {
        const { user, trigger_id, actions: clicked } = Click.parse(body);
        const refusal = await gate(client, tools, { user: user.id, role: each.role });
        if (refusal !== null) return await say(refusal);
        const answer = await each.run({
          value: clicked[0].value ?? clicked[0].selected_option?.value ?? '',
          user: user.id,
          watch: createWatchCases(tools),
          askActor: async (ask) => await askActor(client, tools, ask),
          // Built by views/, held against Slack's limits by tests.
          open: async (view) => void (await client.views.open({ trigger_id, view: view as never })),
        });
        if (answer !== null) await say(answer.text);
      } catch (error) {
        tools.log.error({ action: each.name, reason: reasonOf(error) }, 'an action failed');
        await say(failure(error));
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
