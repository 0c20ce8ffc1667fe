import type { App } from '@slack/bolt';
import { createAccessCases } from './access-cases.ts';
import { identify } from './people.ts';
import type { SlackTools } from './tools.ts';
import { groupOption } from './views/request.ts';

/** Slack shows so many in a menu. */
const MOST = 100;

/** What menus offer while somebody types: groups that may be asked for, to who is somebody here. */
export function registerOptions(app: App, tools: SlackTools): void {
  app.options('group', async ({ ack, body, client, payload }) => {
    const identified = await identify(client, tools, body.user.id);
    const groups =
      'refused' in identified ? [] : await createAccessCases(tools).findGroups(payload.value, MOST);
    // Built by views/, held against Slack's limits by tests.
    await ack({ options: groups.map(groupOption) as never });
  });
}
