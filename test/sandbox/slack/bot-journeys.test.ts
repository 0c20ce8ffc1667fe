import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bot, httpBot, openSlack, type Slack, socketBot } from './bolt.ts';

const button = (actionId: string, value: string) => ({
  type: 'button',
  action_id: actionId,
  value,
  text: { type: 'plain_text', text: actionId },
});

const card = [
  { type: 'section', text: { type: 'mrkdwn', text: 'Bob asks for *prod*' } },
  { type: 'actions', block_id: 'decide', elements: [button('approve', 'req_1'), button('deny', 'req_1')] },
];

const form = {
  type: 'modal' as const,
  callback_id: 'why',
  private_metadata: 'req_1',
  title: { type: 'plain_text' as const, text: 'Why?' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
  ],
};

function wire(app: App): void {
  app.command('/idp', async ({ command, ack, respond, client }) => {
    if (command.text === 'silent') return;
    if (command.text === 'long') return ack('é'.repeat(39_000));
    await ack(command.text === 'hello' ? `hello ${command.user_name}` : undefined);
    if (command.text === 'respond') await respond({ text: 'later', response_type: 'in_channel' });
    if (command.text === 'ask')
      await client.chat.postMessage({ channel: 'C0REQ', text: 'ask', blocks: card });
    if (command.text === 'big') {
      const walls = Array.from({ length: 4 }, () => ({
        type: 'section',
        text: { type: 'mrkdwn', text: 'é'.repeat(3000) },
      }));
      const end = { type: 'actions', elements: [button('approve', 'big')] };
      await client.chat.postMessage({ channel: 'C0REQ', text: 'é'.repeat(39_000), blocks: [...walls, end] });
    }
    if (command.text === 'private')
      await client.chat.postEphemeral({
        channel: 'C0REQ',
        user: command.user_id,
        text: 'psst',
        blocks: card,
      });
  });
  app.action('approve', async ({ ack, body, client, respond }) => {
    await ack();
    if (!('actions' in body) || body.type !== 'block_actions') return;
    if (body.container.is_ephemeral === true) return void (await respond({ text: 'approved quietly' }));
    await client.chat.update({
      channel: String(body.channel?.id),
      ts: String(body.message?.ts),
      text: `approved by ${body.user.id} of ${body.user.team_id}`,
      blocks: [],
    });
  });
  app.action('deny', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  app.view('why', async ({ ack, view, client, body }) => {
    const reason = view.state.values.reason?.text?.value ?? '';
    if (reason.length < 5) return ack({ response_action: 'errors', errors: { reason: 'Say more' } });
    await ack();
    await client.chat.postMessage({ channel: body.user.id, text: `denied: ${reason}` });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: {
        type: 'home',
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `Hello <@${event.user}>` } }],
      },
    });
  });
}

describe.each([
  { mode: 'Socket Mode', start: socketBot },
  { mode: 'HTTP mode', start: httpBot },
])('a Bolt app in $mode', ({ start }) => {
  let slack: Slack;
  let bot: Bot;

  beforeEach(async () => {
    slack = await openSlack({ ackTimeoutMs: 800 });
    bot = await start(slack, wire);
  });

  afterEach(async () => {
    await bot.stop();
    await slack.close();
  });

  it('answers a command with an ephemeral message', async () => {
    const { ack } = await slack.command('U0ADA', 'C0GENERAL', '/idp hello');

    expect(ack).toMatchObject({ text: 'hello ada' });
    expect(slack.ephemerals('U0ADA').map(({ text }) => text)).toEqual(['hello ada']);
    expect(slack.ephemerals('U0BOB')).toEqual([]);
  });

  it('answers through the response URL, also where it is no member', async () => {
    await slack.command('U0ADA', 'C0GENERAL', '/idp respond');

    await vi.waitFor(() => expect(slack.messages('C0GENERAL').map(({ text }) => text)).toEqual(['later']));
  });

  it('fails a command that nobody acknowledges', async () => {
    await expect(slack.command('U0ADA', 'C0REQ', '/idp silent')).rejects.toThrow('operation_timeout');
  });

  it('updates its card when a person clicks, and the click names who', async () => {
    await slack.command('U0BOB', 'C0REQ', '/idp ask');
    await vi.waitFor(() => expect(slack.messages('C0REQ')).toHaveLength(1));
    const ts = slack.messages('C0REQ')[0]!.ts;

    await slack.click('U0ADA', { channel: 'C0REQ', ts, actionId: 'approve', value: 'req_1' });

    await vi.waitFor(() => expect(slack.messages('C0REQ')[0]!.text).toBe('approved by U0ADA of T0ACME'));
    expect(slack.messages('C0REQ')[0]!.blocks).toEqual([]);
  });

  it('carries answers and messages of any size', async () => {
    await slack.command('U0ADA', 'C0REQ', '/idp long');
    expect(slack.ephemerals('U0ADA')[0]!.text).toBe('é'.repeat(39_000));
    await slack.command('U0ADA', 'C0REQ', '/idp big');
    await vi.waitFor(() => expect(slack.messages('C0REQ')).toHaveLength(1));

    await slack.click('U0ADA', {
      channel: 'C0REQ',
      ts: slack.messages('C0REQ')[0]!.ts,
      actionId: 'approve',
      value: 'big',
    });

    await vi.waitFor(() => expect(slack.messages('C0REQ')[0]!.text).toContain('approved by U0ADA'));
  });

  it('cannot be sent a click on a button that is not there', async () => {
    await slack.command('U0BOB', 'C0REQ', '/idp ask');
    await vi.waitFor(() => expect(slack.messages('C0REQ')).toHaveLength(1));
    const at = { channel: 'C0REQ', ts: slack.messages('C0REQ')[0]!.ts };

    await expect(slack.click('U0ADA', { ...at, actionId: 'freeze' })).rejects.toThrow('no element freeze');
    await expect(slack.click('U0ADA', { ...at, actionId: 'approve', value: 'req_2' })).rejects.toThrow(
      'approve=req_2',
    );
  });

  it('hears the foreign team of a Slack Connect member who clicks', async () => {
    await slack.command('U0BOB', 'C0REQ', '/idp ask');
    await vi.waitFor(() => expect(slack.messages('C0REQ')).toHaveLength(1));

    await slack.click('U0EXTERNAL', {
      channel: 'C0REQ',
      ts: slack.messages('C0REQ')[0]!.ts,
      actionId: 'approve',
    });

    await vi.waitFor(() =>
      expect(slack.messages('C0REQ')[0]!.text).toBe('approved by U0EXTERNAL of T0PARTNER'),
    );
  });

  it('replaces an ephemeral message through the response URL of its button', async () => {
    await slack.command('U0ADA', 'C0REQ', '/idp private');
    await vi.waitFor(() => expect(slack.ephemerals('U0ADA')).toHaveLength(1));
    const ts = slack.ephemerals('U0ADA')[0]!.ts;

    await slack.click('U0ADA', { channel: 'C0REQ', ts, actionId: 'approve' });

    await vi.waitFor(() => expect(slack.ephemerals('U0ADA')[0]!.text).toBe('approved quietly'));
    await expect(slack.click('U0BOB', { channel: 'C0REQ', ts, actionId: 'approve' })).rejects.toThrow(
      'no message',
    );
  });

  it('opens a modal, refuses a short reason and takes a good one', async () => {
    await slack.command('U0BOB', 'C0REQ', '/idp ask');
    await vi.waitFor(() => expect(slack.messages('C0REQ')).toHaveLength(1));
    await slack.click('U0ADA', { channel: 'C0REQ', ts: slack.messages('C0REQ')[0]!.ts, actionId: 'deny' });
    await vi.waitFor(() => expect(slack.modals('U0ADA')).toHaveLength(1));
    const viewId = slack.modals('U0ADA')[0]!.id;

    await expect(slack.submitView('U0ADA', { viewId, values: {} })).rejects.toThrow(
      'reason.text is required',
    );
    const refused = await slack.submitView('U0ADA', { viewId, values: { reason: { text: 'no' } } });
    expect(refused.ack).toMatchObject({ response_action: 'errors', errors: { reason: 'Say more' } });
    expect(slack.modals('U0ADA')).toHaveLength(1);
    await slack.submitView('U0ADA', { viewId, values: { reason: { text: 'not needed' } } });

    expect(slack.modals('U0ADA')).toEqual([]);
    await vi.waitFor(() => expect(slack.messages('U0ADA')[0]?.text).toBe('denied: not needed'));
  });

  it('publishes a Home when a person opens it', async () => {
    await slack.openHome('U0ADA');

    await vi.waitFor(() => expect(slack.home('U0ADA')?.blocks[0]).toMatchObject({ type: 'section' }));
    expect(slack.home('U0BOB')).toBeUndefined();
  });

  it('gets an event twice when told to', async () => {
    slack.duplicate(true);

    await slack.openHome('U0ADA');

    const published = () => slack.requests().filter((line) => line.includes('views.publish'));
    await vi.waitFor(() => expect(published()).toHaveLength(2));
  });
});

describe('Socket Mode', () => {
  it('connects again after the sockets broke, and after a disconnect frame', async () => {
    const slack = await openSlack();
    const bot = await socketBot(slack, wire);
    for (const part of [() => slack.dropSockets(), () => slack.disconnect('refresh_requested')]) {
      const before = slack.requests().filter((line) => line.includes('connections.open')).length;
      part();
      await vi.waitFor(
        () => {
          const opened = slack.requests().filter((line) => line.includes('connections.open')).length;
          expect(opened).toBeGreaterThan(before);
          expect(slack.connections()).toBe(1);
        },
        { timeout: 10_000, interval: 50 },
      );
      const { ack } = await slack.command('U0ADA', 'C0REQ', '/idp hello');
      expect(ack).toMatchObject({ text: 'hello ada' });
    }
    await bot.stop();
    await slack.close();
  });

  it('keeps ten connections and gives each payload to one of them', async () => {
    const slack = await openSlack();
    const heard: number[] = [];
    const bots = await Promise.all(
      Array.from({ length: 3 }, (_, i) =>
        socketBot(slack, (app) => {
          app.command('/idp', async ({ ack }) => {
            heard.push(i);
            await ack();
          });
        }),
      ),
    );
    for (let i = 0; i < 6; i += 1) await slack.command('U0ADA', 'C0REQ', '/idp hello');
    expect(heard).toHaveLength(6);
    expect(new Set(heard).size).toBe(3);

    const more = await Promise.all(Array.from({ length: 8 }, () => openRawSocket(slack)));
    const reasons = more.map(({ first }) => first.type).toSorted();
    expect(reasons).toEqual(['disconnect', ...Array.from({ length: 7 }, () => 'hello')]);
    for (const { close } of more) close();
    await Promise.all(bots.map((each) => each.stop()));
    await slack.close();
  });

  it('takes a ticket once', async () => {
    const slack = await openSlack();
    const { url, close } = await openRawSocket(slack);

    await expect(connect(url)).rejects.toBeDefined();
    close();
    await slack.close();
  });

  it('fails a command while no app is connected', async () => {
    const slack = await openSlack();

    await expect(slack.command('U0ADA', 'C0REQ', '/idp hello')).rejects.toThrow('dispatch_failed');
    await slack.close();
  });
});

async function openRawSocket(slack: Slack) {
  const headers = { authorization: `Bearer ${slack.credentials.appToken}` };
  const response = await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', headers });
  // The shape is what is under test a line later.
  const { url } = (await response.json()) as { url: string };
  return { url, ...(await connect(url)) };
}

/** A socket without Bolt, and the first frame that it gets. */
function connect(url: string): Promise<{ first: { type: string }; close: () => void }> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', reject);
    socket.addEventListener('message', ({ data }) =>
      resolve({ first: JSON.parse(String(data)), close: () => socket.close() }),
    );
  });
}
