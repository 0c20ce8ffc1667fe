import type { App } from '@slack/bolt';
import { z } from 'zod';
import { reasonOf } from '../lib/operator-error.ts';
import type { Reply } from './commands/command.ts';
import { failure, gate } from './gate.ts';
import { interactionOf, refreshCard } from './interaction.ts';
import { fitted } from './messages/fit.ts';
import type { SlackTools } from './tools.ts';
import { views } from './views/index.ts';

/** What an input holds, whatever kind of input it is; left empty it holds nothing. */
const Input = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_date_time: z.number().nullish(),
});
const Values = z.record(z.string(), z.record(z.string(), Input));

/** Modals: what was typed is taken at once; who may is asked then, and a refusal comes as a direct message. */
export function registerViews(app: App, tools: SlackTools): void {
  for (const each of views) {
    app.view(each.name, async ({ ack, body, view, client }) => {
      const values = valuesOf(view.state.values);
      const errors = each.check?.(values) ?? null;
      if (errors !== null) return await ack({ response_action: 'errors', errors: { ...errors } });
      await ack();
      const user = body.user.id;
      const say = async (reply: Reply): Promise<void> => {
        const { text, blocks } = fitted(reply);
        // Built by messages/, held against Slack's limits by tests.
        const shown = blocks === undefined ? {} : { blocks: blocks as never };
        await client.chat.postMessage({ channel: user, text, ...shown });
      };
      try {
        const interaction = interactionOf(client, tools, user);
        const refusal = await gate(client, tools, { user, role: each.role });
        if (refusal !== null) return await say({ text: refusal });
        const subject = view.private_metadata;
        const answer = await each.run({ ...interaction, subject, values, user });
        if (view.previous_view_id !== null)
          await refreshCard(client, interaction, { viewId: view.previous_view_id, subject });
        if (answer !== null) await say(answer);
      } catch (error) {
        tools.log.error({ view: each.name, reason: reasonOf(error) }, 'a modal failed');
        await say({ text: failure(error) });
      }
    });
  }
}

/** By action_id; who left something empty said nothing. */
function valuesOf(state: unknown): ReadonlyMap<string, string> {
  const inputs = Object.values(Values.parse(state)).flatMap((block) => Object.entries(block));
  return new Map(
    inputs.map(([id, input]) => [
      id,
      input.value ?? input.selected_option?.value ?? input.selected_date_time?.toString() ?? '',
    ]),
  );
}
