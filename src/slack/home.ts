import type { App } from '@slack/bolt';
import { listedCommands } from './commands/index.ts';
import { gate } from './gate.ts';
import { type Interaction, interactionOf } from './interaction.ts';
import { bothLists } from './messages/approval-list.ts';
import { checkReport } from './messages/check-report.ts';
import { helpText } from './messages/help.ts';
import { type Block, section } from './messages/message.ts';
import { statusMessage } from './messages/status.ts';
import { watchState } from './messages/watch-state.ts';
import type { SlackTools } from './tools.ts';
import { createUseCases } from './use-cases.ts';

/** Slack's limit for a Home. */
const MOST_BLOCKS = 100;

/**
 * App Home: what waits for the person and what they asked for, for everybody; how things are and the last report, for those
 * who may see them; what to type.
 */
export function registerHome(app: App, tools: SlackTools): void {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    const interaction = interactionOf(client, tools, event.user);
    const refusal = await gate(client, tools, { user: event.user, role: 'viewer' });
    const shown = refusal === null ? await picture(tools, interaction) : [section(refusal)];
    const help = section(helpText(tools.config.command, listedCommands(tools.settings)));
    const blocks = [...(await own(interaction)), ...shown, help].slice(0, MOST_BLOCKS);
    // Plain objects held against Slack's limits by tests.
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: blocks as never } });
  });
}

/** Nothing for somebody who is nobody here; the gate says why. */
async function own({ actor, approvals }: Interaction): Promise<readonly Block[]> {
  const by = await actor();
  if ('refused' in by) return [];
  return bothLists({ mine: await approvals.listMine(by), waiting: await approvals.listWaitingForMe(by) });
}

async function picture(tools: SlackTools, { watch }: Interaction): Promise<readonly Block[]> {
  const status = await createUseCases(tools).status();
  // A Home has no thread.
  const rest = `: \`${tools.config.command} report\` posts them all`;
  const report = status.lastRun === null ? [] : checkReport(status.lastRun, rest).blocks;
  const state = watchState(await watch.state());
  return [...statusMessage(status).blocks, ...state, ...report];
}
