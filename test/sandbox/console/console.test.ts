import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lever } from '../../../sandbox/console/lever.ts';
import { type Console, startConsole } from '../../../sandbox/console/server.ts';
import { type Bot, openSlack, people, type Slack, socketBot } from '../slack/bolt.ts';

let slack: Slack;
let bot: Bot;
let page: Console;
let light: 'on' | 'off';

const lamp: Lever = {
  id: 'lamp',
  title: 'Lamp',
  what: 'Goes out.',
  side: 'okta',
  apply: () => `it is ${(light = 'off')}`,
  undo: () => `it is ${(light = 'on')}`,
};
const stuck: Lever = {
  id: 'stuck',
  title: 'Stuck',
  what: '',
  side: 'slack',
  apply: () => {
    throw new Error('it does not move');
  },
};

beforeEach(async () => {
  light = 'on';
  slack = await openSlack();
  bot = await socketBot(slack, (app) => {
    app.command('/idp', async ({ ack, respond, client, command }) => {
      await ack();
      await respond(`only you, ${command.user_name}`);
      await client.chat.postMessage({
        channel: 'C0REPORTS',
        text: 'report',
        blocks: [
          {
            type: 'actions',
            elements: [
              { type: 'button', action_id: 'seen', value: '1', text: { type: 'plain_text', text: 'Seen' } },
            ],
          },
        ],
      });
    });
    app.command('/ask', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({
        trigger_id: command.trigger_id,
        view: {
          type: 'modal',
          title: { type: 'plain_text', text: 'Ask' },
          submit: { type: 'plain_text', text: 'Send' },
          blocks: [
            {
              type: 'input',
              label: { type: 'plain_text', text: 'Group' },
              element: { type: 'external_select', action_id: 'group', min_query_length: 0 },
            },
          ],
        },
      });
    });
    app.options('group', async ({ ack, payload }) => {
      await ack({ options: [{ text: { type: 'plain_text', text: payload.value }, value: 'g1' }] });
    });
    app.action('seen', async ({ ack, respond, body }) => {
      await ack();
      await respond({ text: `seen by ${body.user.id}`, replace_original: true });
    });
  });
  page = await startConsole({ slack, okta: slack, entra: slack, company: { people }, levers: [lamp, stuck] });
});

afterEach(async () => {
  await page.close();
  await bot.stop();
  await slack.close();
});

const post = async (path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${page.url}/api/${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return (await response.json()) as { ok: boolean; error?: string };
};

interface Shown {
  readonly ephemerals: { text: string }[];
  readonly messages: Record<string, { text: string; ts: string }[]>;
  readonly levers: { id: string; pulled: string | null }[];
  readonly status: { connections: number };
}

const seenBy = async (person: string) =>
  (await (await fetch(`${page.url}/api/state?person=${person}`)).json()) as Shown;

describe('the console', () => {
  it('serves a page that needs nothing from elsewhere', async () => {
    const html = await (await fetch(page.url)).text();
    const parts = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((found) => found[1]);

    expect(parts).toContain('/main.js');
    for (const part of parts) expect((await fetch(`${page.url}${part}`)).status).toBe(200);
    expect(html).not.toMatch(/https?:\/\//);
  });

  it('types a command as a person, and shows what only that person sees', async () => {
    expect(await post('send', { person: 'U0ADA', channel: 'C0REPORTS', words: '/idp check' })).toMatchObject({
      ok: true,
    });

    await vi.waitFor(async () =>
      expect((await seenBy('U0ADA')).ephemerals).toMatchObject([{ text: 'only you, ada' }]),
    );
    expect((await seenBy('U0BOB')).ephemerals).toEqual([]);
  });

  it('clicks a button as another person', async () => {
    await post('send', { person: 'U0ADA', channel: 'C0REPORTS', words: '/idp check' });
    const reports = async () => (await seenBy('U0BOB')).messages.C0REPORTS ?? [];
    await vi.waitFor(async () => expect(await reports()).toHaveLength(1));
    const [{ ts } = { ts: '' }] = await reports();

    await post('click', { person: 'U0BOB', click: { channel: 'C0REPORTS', ts, actionId: 'seen' } });

    await vi.waitFor(async () => expect(await reports()).toMatchObject([{ text: 'seen by U0BOB' }]));
  });

  it('says what went wrong when nobody answers', async () => {
    await bot.stop();
    slack.down(true);

    const answer = await post('send', { person: 'U0ADA', channel: 'C0REPORTS', words: '/idp check' });
    expect(answer).toEqual({ ok: false, error: 'dispatch_failed: Slack is down' });
  });

  it('asks the app what a menu offers while somebody types', async () => {
    await post('send', { person: 'U0BOB', channel: 'C0REPORTS', words: '/ask' });
    const viewId = await vi.waitUntil(() => slack.modals('U0BOB')[0]?.id);

    expect(await post('suggest', { person: 'U0BOB', viewId, actionId: 'group', value: 'vpn' })).toEqual({
      ok: true,
      result: [{ text: { type: 'plain_text', text: 'vpn' }, value: 'g1' }],
    });
  });

  it('pulls a lever and mends it', async () => {
    const pulled = async () => (await seenBy('U0ADA')).levers[0]?.pulled;
    await post('levers/lamp', {});
    expect([light, await pulled()]).toEqual(['off', 'it is off']);
    await post('levers/lamp', { undo: true });

    expect([light, await pulled()]).toEqual(['on', null]);
    expect(await post('levers/stuck', {})).toEqual({ ok: false, error: 'it does not move' });
  });

  it('takes JSON only, so that no other page can play', async () => {
    const response = await fetch(`${page.url}/api/levers/lamp`, { method: 'POST', body: 'undo=false' });

    expect([response.status, light]).toEqual([415, 'on']);
  });

  it('tells an open page that something changed', async () => {
    const stream = (await fetch(`${page.url}/events`)).body!.pipeThrough(new TextDecoderStream()).getReader();
    await stream.read();
    await slack.say('U0ADA', 'C0REQ', 'hello');

    expect((await stream.read()).value).toContain('event: change');
    await stream.cancel();
  });
});
