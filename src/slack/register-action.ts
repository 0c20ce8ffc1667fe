import type { App } from '@slack/bolt';
import { z } from 'zod';
import { driftNamed } from '../domain/drift.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { actions } from './actions/index.ts';
import { askActor, askDriftActor } from './ask-actor.ts';
import type { Reply } from './commands/command.ts';
import { failure, gate } from './gate.ts';
import { changeView, interactionOf, refreshCard } from './interaction.ts';
import { alertCard } from './messages/alert.ts';
import { fitted } from './messages/fit.ts';
import { askForRestore, previewRestore } from './restore-cases.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** A click, as far as we use it: a button has a value, a menu a chosen option. In a view there is no response URL. */
const Click = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.object({ is_ephemeral: z.boolean().optional() }).optional(),
  view: z
    .object({ id: z.string(), type: z.string(), callback_id: z.string(), private_metadata: z.string() })
    .optional(),
  actions: z.tuple([
    z.object({
      value: z.string().optional(),
      selected_option: z.object({ value: z.string() }).nullish(),
    }),
  ]),
});

type Click = z.infer<typeof Click>;

/** Buttons: acknowledge, find out who clicked, ask whether they may, run, answer to them alone. */
export function registerActions(app: App, tools: SlackTools): void {
  for (const each of actions) {
    app.action(each.name, async ({ ack, body, client, respond }) => {
      await ack();
      const click = Click.parse(body);
      const { user, view } = click;
      const say = async (reply: Reply, replace = false): Promise<void> => {
        const { text, blocks } = fitted(reply);
        // Built by messages/, held against Slack's limits by tests.
        const shown = { text, ...(blocks === undefined ? {} : { blocks: blocks as never }) };
        if (click.response_url === undefined) await client.chat.postMessage({ channel: user.id, ...shown });
        else await respond({ response_type: 'ephemeral', replace_original: replace, ...shown });
      };
      try {
        const value = valueOf(click);
        const interaction = interactionOf(client, tools, user.id);
        const refusal = await gate(client, tools, { user: user.id, role: each.role });
        if (refusal !== null) return await say({ text: refusal });
        const answer = await each.run({
          ...interaction,
          value,
          user: user.id,
          previewRestore: async (ask) => await previewRestore(tools, ask),
          askForRestore: async (ask, actor) => await askForRestore(tools, ask, actor),
          askActor: async (ask) => await askActor(client, tools, ask),
          askDriftActor: async (drift) =>
            await askDriftActor(client, tools, { ...driftNamed(drift), by: user.id }),
          open: async (shown) => await openView(client, click, shown),
          change: async (viewId, shown) => await changeView(client, viewId, shown),
        });
        if (view?.callback_id === 'approval-card')
          await refreshCard(client, interaction, { viewId: view.id, subject: view.private_metadata });
        if (answer !== null) return await say(answer);
        // A copy that only one person sees is not edited with the message of the alert.
        if (click.container?.is_ephemeral !== true) return;
        const copy = await interaction.watch.alert(value.split('|')[0] ?? '');
        if (copy !== null) await say(alertCard(copy.alert, copy.able), true);
      } catch (error) {
        tools.log.error({ action: each.name, reason: reasonOf(error) }, 'an action failed');
        await say({ text: failure(error) });
      }
    });
  }
}

function valueOf({ actions: [clicked] }: Click): string {
  return clicked.value ?? clicked.selected_option?.value ?? '';
}

/** A modal that is opened from another one is laid on top of it. */
async function openView(client: WebClient, { trigger_id, view }: Click, shown: object): Promise<string> {
  // Built by views/ and messages/, held against Slack's limits by tests.
  const asked = { trigger_id, view: shown as never };
  const { view: opened } = await (view?.type === 'modal'
    ? client.views.push(asked)
    : client.views.open(asked));
  return opened?.id ?? '';
}
