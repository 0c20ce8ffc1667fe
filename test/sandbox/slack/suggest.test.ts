import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, httpBot, openSlack, type Slack, socketBot } from './bolt.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });

const form = {
  type: 'modal' as const,
  callback_id: 'pick',
  title: plain('Pick'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'group',
      label: plain('Group'),
      element: { type: 'external_select' as const, action_id: 'group', min_query_length: 2 },
    },
  ],
};

let sent: unknown[] = [];

function wire(app: App): void {
  app.command('/idp', async ({ ack, command, client }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: form });
  });
  app.options('group', async ({ ack, payload }) => {
    const many = Array.from({ length: 101 }, (_, i) => option(`${payload.value} ${i}`));
    await ack({ options: payload.value === 'too many' ? many : [option(`${payload.value} one`)] });
  });
  app.view('pick', async ({ ack, view }) => {
    sent.push(view.state.values);
    await ack();
  });
}

describe.each([
  ['Socket Mode', socketBot],
  ['signed requests', httpBot],
])('a menu that the app fills, over %s', (_, open) => {
  let slack: Slack;
  let bot: Bot;
  let viewId = '';
  beforeEach(async () => {
    sent = [];
    slack = await openSlack();
    bot = await open(slack, wire);
    await slack.command('U0BOB', 'C0REQ', '/idp');
    const opened = async (): Promise<string> => {
      for (let tries = 0; tries < 100; tries++) {
        const id = slack.modals('U0BOB')[0]?.id;
        if (id !== undefined) return id;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error('no modal');
    };
    viewId = await opened();
  });
  afterEach(async () => {
    await bot.stop();
    await slack.close();
  });
  const type = async (value: string) => await slack.suggest('U0BOB', { viewId, actionId: 'group', value });
  const submit = async (value: string) =>
    await slack.submitView('U0BOB', { viewId, values: { group: { group: value } } });

  it('shows what the app offers, and sends what was chosen', async () => {
    expect(await type('vpn')).toEqual([option('vpn one')]);
    await submit('vpn one');

    expect(sent).toEqual([
      { group: { group: { type: 'external_select', selected_option: option('vpn one') } } },
    ]);
  });

  it('asks the app only after enough letters', async () => {
    expect(await type('v')).toEqual([]);
  });

  it('takes nothing that was not offered', async () => {
    await expect(submit('anything')).rejects.toThrow('does not offer anything');
    await type('vpn');
    await expect(submit('other one')).rejects.toThrow('does not offer other one');
    expect(sent).toEqual([]);
  });

  it('refuses more options than Slack shows', async () => {
    await expect(type('too many')).rejects.toThrow('no more than 100 items');
  });
});
