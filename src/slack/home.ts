import type { App } from '@slack/bolt';
import { refusalOf } from './may.ts';
import { checkReport } from './messages/check-report.ts';
import { section } from './messages/message.ts';
import { statusMessage } from './messages/status.ts';
import { watchState } from './messages/watch-state.ts';
import { identify } from './people.ts';
import type { SlackTools } from './tools.ts';
import { createUseCases } from './use-cases.ts';
import { createWatchCases } from './watch-cases.ts';

/** App Home: the same picture as the report, for those who may see it. */
export function registerHome(app: App, tools: SlackTools): void {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    const identified = await identify(client, tools, event.user);
    const refusal =
      'refused' in identified ? identified.refused : await refusalOf(tools, identified.person, 'viewer');
    const blocks = refusal === null ? await picture(tools) : [section(refusal)];
    // Plain objects held against Slack's limits by tests.
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: blocks as never } });
  });
}

async function picture(tools: SlackTools): Promise<readonly object[]> {
  const status = await createUseCases(tools).status();
  const report = status.lastRun === null ? [] : checkReport(status.lastRun).blocks;
  const state = watchState(await createWatchCases(tools).state());
  return [...statusMessage(status).blocks, ...state, ...report];
}
