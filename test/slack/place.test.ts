import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listen } from '../../sandbox/lib/listen.ts';
import type { StandIn } from '../../sandbox/stand-in.ts';
import { silentLog } from '../../src/lib/log.ts';
import { placeFor } from '../../src/slack/place.ts';
import type { SlackTools } from '../../src/slack/tools.ts';

/** What Slack says of the channel in which somebody asks; null = it does not say. */
let channel: object | null;
let slack: StandIn;
beforeEach(async () => {
  slack = await listen({
    answer: () =>
      Response.json(channel === null ? { ok: false, error: 'channel_not_found' } : { ok: true, channel }),
  });
});
afterEach(async () => await slack.close());

async function ask(id = 'C0TEAM') {
  const client = new webApi.WebClient('xoxb-1', { slackApiUrl: `${slack.url}/api/` });
  // Nothing else is asked for.
  const tools = { log: silentLog } as SlackTools;
  return await placeFor(client, tools, { channel: id, user: 'U0ADA' });
}

const ours = { id: 'C0TEAM', is_member: true, is_ext_shared: false };

it('what is asked for is said where it was asked for', async () => {
  channel = { ...ours, is_pending_ext_shared: false, is_org_shared: false };

  expect(await ask()).toEqual({ channel: 'C0TEAM', because: null });
});

it.each([
  ['that other companies share', { is_ext_shared: true }],
  ['to which another company is invited', { is_pending_ext_shared: true }],
  ['that other workspaces share', { is_org_shared: true }],
  ['of which Slack does not say whether others share it', { is_ext_shared: undefined }],
])('in a channel %s it is said to whoever asked alone, with the reason', async (_, change) => {
  channel = { ...ours, ...change };

  expect(await ask()).toEqual({
    channel: 'U0ADA',
    because: 'people of another company are in this channel',
  });
});

it('in a channel without the bot, or of which Slack tells nothing, it is said to whoever asked alone', async () => {
  channel = { ...ours, is_member: false };
  expect((await ask()).because).toContain('invite me first');
  channel = null;

  expect(await ask()).toEqual({ channel: 'U0ADA', because: 'I cannot see who is in this channel' });
});

it('in a direct message it is said there, and Slack is asked nothing', async () => {
  expect(await ask('D0ADA')).toEqual({ channel: 'U0ADA', because: null });
  expect(slack.requestCount()).toBe(0);
});
