import { createServer } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { webApi } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { outsiders } from '../../../sandbox/slack/residents.ts';
import type { SlackOptions } from '../../../sandbox/slack/server.ts';
import { openSlack, type Slack } from './bolt.ts';

let slack: Slack;

async function client(options: SlackOptions = {}, token?: string): Promise<webApi.WebClient> {
  slack = await openSlack(options);
  return new webApi.WebClient(token ?? slack.credentials.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

afterEach(() => slack.close());

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const refused = (data: Record<string, unknown>) =>
  expect.objectContaining({ data: expect.objectContaining(data) });

describe('the Web API', () => {
  it('says who the token is and what it may do', async () => {
    const answer = await (await client({ scopes: ['chat:write', 'commands'] })).auth.test();

    expect(answer).toMatchObject({ team_id: 'T0ACME', user_id: 'U0LOCKSTEP', bot_id: 'B0LOCKSTEP' });
    expect(answer.response_metadata?.scopes).toEqual(['chat:write', 'commands']);
  });

  it.each([
    { token: 'xoxb-wrong', error: 'invalid_auth' },
    { token: 'xapp-1-A0LOCKSTEP-sandbox', error: 'not_allowed_token_type' },
  ])('refuses $token with $error', async ({ token, error }) => {
    const web = await client({}, token);

    await expect(web.users.info({ user: 'U0ADA' })).rejects.toEqual(refused({ error }));
  });

  it('refuses a revoked token, and takes it again', async () => {
    const web = await client();
    slack.revokeToken(true);
    await expect(web.auth.test()).rejects.toEqual(refused({ error: 'token_revoked' }));
    slack.revokeToken(false);

    expect((await web.auth.test()).ok).toBe(true);
  });

  it.each([
    { scopes: ['users:read'], call: 'chat.postMessage', needed: 'chat:write' },
    { scopes: ['chat:write'], call: 'users.info', needed: 'users:read' },
    { scopes: ['users:read'], call: 'users.lookupByEmail', needed: 'users:read.email' },
    { scopes: ['chat:write'], call: 'team.info', needed: 'team:read' },
    { scopes: ['chat:write'], call: 'conversations.info', needed: 'channels:read' },
    { scopes: ['chat:write'], call: 'conversations.open', needed: 'im:write' },
    { scopes: ['chat:write'], call: 'files.getUploadURLExternal', needed: 'files:write' },
  ])('asks for $needed on $call', async ({ scopes, call, needed }) => {
    const web = await client({ scopes });

    await expect(web.apiCall(call, { channel: 'C0REQ', text: 'x', users: 'U0ADA' })).rejects.toEqual(
      refused({ error: 'missing_scope', needed, provided: scopes.join(',') }),
    );
  });

  it('knows no other method', async () => {
    const web = await client();

    await expect(web.apiCall('chat.nonsense')).rejects.toEqual(refused({ error: 'unknown_method' }));
  });

  it.each([
    { channel: 'C0NOWHERE', error: 'channel_not_found' },
    { channel: 'C0GENERAL', error: 'not_in_channel' },
    { channel: 'general', error: 'channel_not_found' },
  ])('does not post to $channel', async ({ channel, error }) => {
    const web = await client();

    await expect(web.chat.postMessage({ channel, text: 'x' })).rejects.toEqual(refused({ error }));
  });

  it('posts to a person in their direct message, and updates it there', async () => {
    const web = await client();
    const posted = await web.chat.postMessage({ channel: 'U0ADA', text: 'one', blocks: [section('one')] });
    expect(posted.channel).toBe('D0ADA');

    await web.chat.update({ channel: 'D0ADA', ts: String(posted.ts), text: 'two' });

    expect(slack.messages('U0ADA')).toEqual([
      expect.objectContaining({ text: 'two', blocks: [expect.anything()] }),
    ]);
    await expect(web.chat.update({ channel: 'U0ADA', ts: String(posted.ts), text: 'x' })).rejects.toEqual(
      refused({ error: 'channel_not_found' }),
    );
  });

  it.each([
    ['a text', 'x'.repeat(40_001), [section('x')], 'msg_too_long'],
    [
      'five sections together',
      'x',
      Array.from({ length: 5 }, () => section('x'.repeat(2600))),
      'msg_blocks_too_long',
    ],
    [
      'many short blocks',
      'x',
      Array.from({ length: 50 }, () => section('x'.repeat(100))),
      'msg_blocks_too_long',
    ],
    ['entities', 'x', Array.from({ length: 4 }, () => section('&'.repeat(700))), 'msg_blocks_too_long'],
  ])('refuses %s that is too long, in a post and in an edit', async (_, text, blocks, error) => {
    const web = await client();
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0REQ', text: 'short' });

    await expect(web.chat.postMessage({ channel: 'C0REQ', text, blocks })).rejects.toEqual(
      refused({ error }),
    );
    await expect(web.chat.update({ channel: 'C0REQ', ts, text, blocks })).rejects.toEqual(refused({ error }));
    expect(slack.messages('C0REQ').map((message) => message.text)).toEqual(['short']);
  });

  it('takes four full sections, and 4,000 characters of text in an edit but no more', async () => {
    const web = await client();
    const blocks = Array.from({ length: 4 }, () => section('é'.repeat(3000)));
    const { ts = '' } = await web.chat.postMessage({ channel: 'C0REQ', text: 'x'.repeat(40_000), blocks });
    const edit = async (length: number) =>
      await web.chat.update({ channel: 'C0REQ', ts, text: 'x'.repeat(length) });

    expect((await edit(4000)).ok).toBe(true);
    await expect(edit(4001)).rejects.toEqual(refused({ error: 'msg_too_long' }));
  });

  it('keeps replies in their thread and refuses a thread that is not there', async () => {
    const web = await client();
    const root = await web.chat.postMessage({ channel: 'C0REQ', text: 'root' });
    await web.chat.postMessage({ channel: 'C0REQ', text: 'reply', thread_ts: String(root.ts) });

    expect(
      slack
        .threads('C0REQ')
        .get(String(root.ts))
        ?.map(({ text }) => text),
    ).toEqual(['reply']);
    await expect(
      web.chat.postMessage({ channel: 'C0REQ', text: 'x', thread_ts: '1.000001' }),
    ).rejects.toEqual(refused({ error: 'cannot_reply_to_message' }));
  });

  it('neither updates nor deletes what a person wrote', async () => {
    const web = await client();
    await slack.say('U0ADA', 'C0REQ', 'mine');
    const target = { channel: 'C0REQ', ts: slack.messages('C0REQ')[0]!.ts };

    await expect(web.chat.update({ ...target, text: 'x' })).rejects.toEqual(
      refused({ error: 'cant_update_message' }),
    );
    await expect(web.chat.delete(target)).rejects.toEqual(refused({ error: 'cant_delete_message' }));
  });

  it('tells users apart: guests, strangers, foreign, deactivated, unconfirmed, bots', async () => {
    const web = await client();
    const user = async (id: string) => (await web.users.info({ user: id })).user;

    expect(await user('U0ADA')).toMatchObject({ is_restricted: false, profile: { email: 'ada@acme.test' } });
    expect(await user(outsiders.guest)).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await user(outsiders.singleChannelGuest)).toMatchObject({
      is_restricted: true,
      is_ultra_restricted: true,
    });
    expect(await user(outsiders.stranger)).toMatchObject({ is_stranger: true });
    expect(await user(outsiders.external)).toMatchObject({ team_id: 'T0PARTNER' });
    expect(await user(outsiders.external)).not.toHaveProperty('is_stranger');
    expect(await user(outsiders.deactivated)).toMatchObject({ deleted: true });
    expect(await user(outsiders.unconfirmed)).toMatchObject({ is_email_confirmed: false });
    expect(await user(outsiders.bot)).toMatchObject({ is_bot: true });
    expect((await user(outsiders.noEmail))?.profile).not.toHaveProperty('email');
    await expect(web.users.info({ user: 'U0WHO' })).rejects.toEqual(refused({ error: 'user_not_found' }));
  });

  it('hides addresses without users:read.email', async () => {
    const web = await client({ scopes: ['users:read'] });

    expect((await web.users.info({ user: 'U0ADA' })).user?.profile).not.toHaveProperty('email');
  });

  it('turns a member into a guest when told to', async () => {
    const web = await client();
    slack.changeUser('U0ADA', { is_restricted: true });

    expect((await web.users.info({ user: 'U0ADA' })).user?.is_restricted).toBe(true);
  });

  it('pages users, and refuses a cursor that it did not give', async () => {
    const web = await client();
    const ids: (string | undefined)[] = [];
    let cursor: string | undefined = '';
    do {
      const page: webApi.UsersListResponse = await web.users.list({ limit: 4, cursor });
      expect(page.members?.length).toBeLessThanOrEqual(4);
      ids.push(...(page.members ?? []).map(({ id }) => id));
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);

    expect(new Set(ids).size).toBe(slack.users().length);
    await expect(web.users.list({ limit: 4, cursor: 'bogus' })).rejects.toEqual(
      refused({ error: 'invalid_cursor' }),
    );
  });

  it('says of a channel whether another company shares it', async () => {
    const web = await client({ scopes: ['channels:read', 'im:write'] });

    expect((await web.conversations.info({ channel: 'C0PARTNER' })).channel?.is_ext_shared).toBe(true);
    expect((await web.conversations.info({ channel: 'C0REQ' })).channel?.is_ext_shared).toBe(false);
    expect((await web.conversations.open({ users: 'U0ADA' })).channel?.id).toBe('D0ADA');
  });

  it('takes a file in three steps', async () => {
    const web = await client({ scopes: ['chat:write', 'files:write'] });

    await web.files.uploadV2({
      channel_id: 'C0REPORTS',
      filename: 'health.html',
      content: '<b>äö</b>',
      initial_comment: 'report',
    });

    expect(slack.files()).toEqual([
      expect.objectContaining({ name: 'health.html', content: Buffer.from('<b>äö</b>') }),
    ]);
    expect(slack.messages('C0REPORTS')[0]).toMatchObject({
      text: 'report',
      files: [{ name: 'health.html' }],
    });
  });

  it('takes one message per second and channel when limits are on', async () => {
    let now = 1_790_000_000_000;
    const web = await client({ limits: true, now: () => now });
    await web.chat.postMessage({ channel: 'C0REQ', text: '1' });

    await expect(web.chat.postMessage({ channel: 'C0REQ', text: '2' })).rejects.toMatchObject({
      retryAfter: 1,
    });
    await web.chat.postMessage({ channel: 'C0ALERTS', text: '2' });
    now += 1000;
    await web.chat.postMessage({ channel: 'C0REQ', text: '2' });

    expect(slack.messages('C0REQ').map(({ text }) => text)).toEqual(['1', '2']);
  });

  it('is down when told to, and up again', async () => {
    const web = await client();
    slack.down(true);
    await expect(web.auth.test()).rejects.toMatchObject({ statusCode: 503 });
    slack.down(false);

    expect((await web.auth.test()).ok).toBe(true);
  });

  it('produces a fault once', async () => {
    const web = await client();
    slack.faults.add({ path: /chat\.postMessage/, times: 1, fault: { kind: 'status', status: 500 } });
    await expect(web.chat.postMessage({ channel: 'C0REQ', text: 'x' })).rejects.toMatchObject({
      statusCode: 500,
    });

    expect((await web.chat.postMessage({ channel: 'C0REQ', text: 'x' })).ok).toBe(true);
  });
});

describe('views', () => {
  const modal = {
    type: 'modal' as const,
    title: { type: 'plain_text' as const, text: 'Hi' },
    blocks: [section('x')] as never[],
  };

  it('refuse a trigger that nobody gave', async () => {
    const web = await client();

    await expect(web.views.open({ trigger_id: 'x', view: modal })).rejects.toEqual(
      refused({ error: 'invalid_trigger_id' }),
    );
  });

  it('refuse more than 250 KB', async () => {
    const web = await client();
    const blocks = Array.from({ length: 100 }, () => section('é'.repeat(3000)));
    const publish = async (count: number) =>
      await web.views.publish({ user_id: 'U0ADA', view: { type: 'home', blocks: blocks.slice(0, count) } });

    expect((await publish(40)).ok).toBe(true);
    await expect(publish(100)).rejects.toEqual(refused({ error: 'view_too_large' }));
  });

  it('refuse a Home whose hash is old', async () => {
    const web = await client();
    const home = { type: 'home' as const, blocks: [section('x')] as never[] };
    const first = await web.views.publish({ user_id: 'U0ADA', view: home });
    await web.views.publish({ user_id: 'U0ADA', view: home, hash: String(first.view?.hash) });

    await expect(
      web.views.publish({ user_id: 'U0ADA', view: home, hash: String(first.view?.hash) }),
    ).rejects.toEqual(refused({ error: 'hash_conflict' }));
  });
});

describe('a response URL', () => {
  it('takes five answers and then says that it is used up', async () => {
    await client();
    const heard: string[] = [];
    const app = createServer((request, response) => {
      void readText(request).then((body) => {
        heard.push(new URLSearchParams(body).get('response_url') ?? '');
        response.end();
      });
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const address = app.address();
    slack.setRequestUrl(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);
    await slack.command('U0ADA', 'C0GENERAL', '/idp help');
    const answer = async () => {
      const response = await fetch(heard[0]!, { method: 'POST', body: JSON.stringify({ text: 'x' }) });
      return `${response.status}`;
    };
    const statuses: string[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push(await answer());
    app.close();

    expect(statuses).toEqual(['200', '200', '200', '200', '200', '404']);
    expect(slack.ephemerals('U0ADA')).toHaveLength(5);
  });
});
