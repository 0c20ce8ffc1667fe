import type { App } from '@slack/bolt';
import { commands } from './commands/index.ts';
import { gate } from './gate.ts';
import { checkReport } from './messages/check-report.ts';
import { helpText } from './messages/help.ts';
import { type Block, section } from './messages/message.ts';
import { statusMessage } from './messages/status.ts';
import { watchState } from './messages/watch-state.ts';
import type { SlackTools } from './tools.ts';
import { createUseCases } from './use-cases.ts';
import { createWatchCases } from './watch-cases.ts';

/** App Home: how things are and the last report, for those who may see them; what to type, for everybody. */
export function registerHome(app: App, tools: SlackTools): void {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    const refusal = await gate(client, tools, { user: event.user, role: 'viewer' });
    const shown = refusal === null ? await picture(tools) : [section(refusal)];
    const blocks = [...shown, section(helpText(tools.config.command, commands))];
    // Plain objects held against Slack's limits by tests.
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: blocks as never } });
  });
}

async function picture(tools: SlackTools): Promise<readonly Block[]> {
  const status = await createUseCases(tools).status();
  const report = status.lastRun === null ? [] : checkReport(status.lastRun).blocks;
  const state = watchState(await createWatchCases(tools).state());
  return [...statusMessage(status).blocks, ...state, ...report];
}
