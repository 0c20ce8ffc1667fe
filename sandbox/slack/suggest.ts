import type { ActParts } from './act.ts';
import { checkBlocks } from './check-blocks.ts';
import { findElement } from './find-element.ts';
import { type Json, records } from './json.ts';
import { suggestionPayload } from './payloads.ts';
import type { SlackUser, View } from './world.ts';

/** What Slack shows below a menu that the app fills: https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export async function suggestOptions(
  { delivery }: Pick<ActParts, 'delivery'>,
  user: SlackUser,
  typed: { readonly view: View; readonly actionId: string; readonly value: string },
): Promise<readonly Json[]> {
  const found = findElement(typed.view.blocks, { actionId: typed.actionId });
  const { element } = found;
  if (!String(element.type).endsWith('external_select')) throw new Error(`${typed.actionId} asks no app`);
  // Slack asks after three letters unless the element says otherwise.
  const least = Number(element.min_query_length ?? 3);
  if (typed.value.length < least) return [];
  const ack = await delivery.send('interactive', suggestionPayload(user, found, typed));
  const options = [
    ...records(ack.options),
    ...records(ack.option_groups).flatMap((group) => records(group.options)),
  ];
  refuse(options);
  return options;
}

/** Slack shows nothing of an answer that breaks its limits; here that is an error, so that it is seen. */
function refuse(options: readonly Json[]): void {
  if (options.length === 0) return;
  const menu = { type: 'static_select', action_id: 'menu', options };
  const faults = checkBlocks([{ type: 'actions', elements: [menu] }], 1);
  if (faults.length > 0) throw new Error(`options that Slack refuses: ${faults.join('; ')}`);
}
