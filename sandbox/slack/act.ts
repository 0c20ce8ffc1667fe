import type { Delivery } from './delivery.ts';
import { elementState, findElement, initialValue } from './find-element.ts';
import { identity } from './identity.ts';
import { isJson, type Json, record, text } from './json.ts';
import { withBlockIds } from './methods/chat.ts';
import { modalsOf, pushView, replaceView } from './methods/views.ts';
import { actionPayload, commandPayload, eventPayload, viewClosedPayload, viewPayload } from './payloads.ts';
import { answer } from './response-urls.ts';
import { suggestOptions } from './suggest.ts';
import type { Tickets } from './tickets.ts';
import { type Channel, directMessage, type Message, type SlackUser, type View, type World } from './world.ts';

/** The element that is clicked: in a message, an ephemeral message, an open modal or the person's Home. */
interface Click {
  readonly channel?: string;
  readonly ts?: string;
  readonly viewId?: string;
  readonly actionId: string;
  /** A button's value (needed when several share an action id) or the choice in a menu. */
  readonly value?: string;
}

export type InputValues = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Acts {
  /** `/idp check`, typed by a person; rejects when the app does not acknowledge within 3 s. */
  readonly command: (userId: string, channelId: string, line: string) => Promise<{ ack: unknown }>;
  readonly click: (userId: string, click: Click) => Promise<{ ack: unknown }>;
  readonly openHome: (userId: string) => Promise<void>;
  /** Values by block id and action id; the ack tells errors, and is applied as Slack does. */
  readonly submitView: (
    userId: string,
    submission: { readonly viewId: string; readonly values: InputValues },
  ) => Promise<{ ack: unknown }>;
  /** Types into a menu of a modal that the app fills; what the app offers, as Slack would show it. */
  readonly suggest: (
    userId: string,
    typed: { readonly viewId: string; readonly actionId: string; readonly value: string },
  ) => Promise<readonly Json[]>;
  readonly closeView: (userId: string, viewId: string) => Promise<void>;
  /** A plain message of a person; the app hears of it in a direct message only. */
  readonly say: (userId: string, channelId: string, words: string) => Promise<void>;
}

/** What was offered in the menus of a modal, by element: nothing else can be chosen. */
type Offered = Map<string, readonly Json[]>;

export interface ActParts {
  readonly world: World;
  readonly tickets: Tickets;
  readonly delivery: Delivery;
  readonly origin: () => string;
}

export function createActs(parts: ActParts): Acts {
  const { world, delivery } = parts;
  const offered: Offered = new Map();
  return {
    command: (userId, channelId, line) => runCommand(parts, userOf(world, userId), { channelId, line }),
    click: async (userId, click) => {
      const user = userOf(world, userId);
      return click.ts === undefined ? clickInView(parts, user, click) : clickInMessage(parts, user, click);
    },
    openHome: (userId) => delivery.sendEvent(eventPayload(homeOpened(world, userId), world.now())),
    submitView: (userId, submission) => submit(parts, userOf(world, userId), { ...submission, offered }),
    suggest: async (userId, typed) => {
      const view = viewOf(world, userId, typed.viewId);
      const options = await suggestOptions(parts, userOf(world, userId), { ...typed, view });
      offered.set(`${view.id} ${typed.actionId}`, options);
      return options;
    },
    closeView: async (userId, viewId) => {
      const view = viewOf(world, userId, viewId);
      forget(world, view);
      if (view.notify_on_close !== true) return;
      await delivery.send('interactive', viewClosedPayload(userOf(world, userId), view));
    },
    say: async (userId, channelId, words) => {
      const channel = channelOf(world, channelId);
      const message: Message = {
        type: 'message',
        channel: channel.id,
        ts: world.nextTs(),
        user: userId,
        text: words,
        team: identity.teamId,
      };
      world.messages.set(channel.id, [...(world.messages.get(channel.id) ?? []), message]);
      world.changed({ kind: 'message', where: channel.id });
      if (channel.kind !== 'im') return;
      const event = { ...message, channel_type: 'im', event_ts: message.ts };
      await delivery.sendEvent(eventPayload(event, world.now()));
    },
  };
}

async function runCommand(
  { world, tickets, delivery, origin }: ActParts,
  user: SlackUser,
  typed: { readonly channelId: string; readonly line: string },
): Promise<{ ack: unknown }> {
  const channel = channelOf(world, typed.channelId);
  const [, command = '', words = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed.line.trim()) ?? [];
  if (command === '') throw new Error(`not a slash command: ${typed.line}`);
  const target = { channel: channel.id, user: user.id };
  const payload = commandPayload(user, channel, {
    command,
    text: escaped(world, words.trim()),
    triggerId: tickets.openTrigger(user.id),
    responseUrl: `${origin()}${tickets.openResponseUrl('commands', target)}`,
  });
  const ack = await delivery.send('slash_commands', payload);
  if (Object.keys(ack).length > 0) answer(world, target, ack);
  return { ack };
}

/** What the app's `should_escape` asks for: the handle of a member becomes a mention with its id; other words stay. */
function escaped({ users }: World, words: string): string {
  return words.replace(/(^|\s)@([\w.-]+)/g, (typed, before: string, handle: string) => {
    const user = [...users.values()].find(({ name }) => name === handle);
    return user === undefined ? typed : `${before}<@${user.id}|${handle}>`;
  });
}

async function clickInMessage({ world, tickets, delivery, origin }: ActParts, user: SlackUser, click: Click) {
  const channel = channelOf(world, click.channel ?? '');
  const lasting = world.messages.get(channel.id)?.find(({ ts }) => ts === click.ts);
  const fleeting = world.ephemerals.find(({ ts, to }) => ts === click.ts && to === user.id);
  const message = lasting ?? fleeting;
  if (message === undefined) throw new Error(`no message ${click.ts} in ${channel.id} that ${user.id} sees`);
  const ephemeral = lasting === undefined;
  const found = findElement(message.blocks ?? [], click);
  const source = { ts: message.ts, ephemeral };
  const target = { channel: channel.id, user: user.id, source };
  const payload = actionPayload(
    user,
    found,
    click.value,
  )({
    channel,
    message,
    ephemeral,
    responseUrl: `${origin()}${tickets.openResponseUrl('actions', target)}`,
    triggerId: tickets.openTrigger(user.id),
    actionTs: world.nextTs(),
  });
  return { ack: await delivery.send('interactive', payload) };
}

async function clickInView({ world, tickets, delivery }: ActParts, user: SlackUser, click: Click) {
  const home = world.homes.get(user.id);
  const view = click.viewId === undefined ? home : viewOf(world, user.id, click.viewId);
  if (view === undefined) throw new Error(`${user.id} has no Home yet`);
  const found = findElement(view.blocks, click);
  const payload = actionPayload(
    user,
    found,
    click.value,
  )({
    view,
    triggerId: tickets.openTrigger(user.id),
    actionTs: world.nextTs(),
  });
  return { ack: await delivery.send('interactive', payload) };
}

function homeOpened(world: World, userId: string): Json {
  const { id } = userOf(world, userId);
  const view = world.homes.get(id);
  const channel = directMessage(world, id).id;
  const shown = view === undefined ? {} : { view: { ...view, user: undefined } };
  return { type: 'app_home_opened', user: id, channel, tab: 'home', event_ts: world.nextTs(), ...shown };
}

async function submit(
  { world, tickets, delivery }: ActParts,
  user: SlackUser,
  submission: { readonly viewId: string; readonly values: InputValues; readonly offered: Offered },
): Promise<{ ack: unknown }> {
  const view = viewOf(world, user.id, submission.viewId);
  const filled = { ...view, state: { values: fillIn(view, submission) } };
  const ack = await delivery.send('interactive', viewPayload(user, filled, tickets.openTrigger(user.id)));
  applySubmission(world, view, ack);
  return { ack };
}

/** What Slack's client does: it fills inputs that exist, and does not submit while a required one is empty. */
function fillIn(
  view: View,
  { values, offered }: { readonly values: InputValues; readonly offered: Offered },
): Json {
  const inputs = withBlockIds(view.blocks).filter((block) => isJson(block.element));
  const known = new Set(inputs.map((block) => text(block.block_id)));
  const strange = Object.keys(values).filter((id) => !known.has(id));
  if (strange.length > 0) throw new Error(`no input ${strange.join(', ')}, only: ${[...known].join(', ')}`);
  const state = inputs.map((block) => {
    const plain = record(block.element);
    const id = text(plain.action_id);
    const options = offered.get(`${view.id} ${id}`);
    const element = options === undefined ? plain : { ...plain, options };
    const value = values[text(block.block_id)]?.[id] ?? initialValue(element);
    if ((value === undefined || value.length === 0) && block.optional !== true)
      throw new Error(`${text(block.block_id)}.${id} is required`);
    const most = Number(element.max_length ?? 3000);
    if (typeof value === 'string' && value.length > most) throw new Error(`${id} is longer than ${most}`);
    const state = elementState(element, value);
    if (value !== undefined && value.length > 0 && state.selected_option === null)
      throw new Error(`${id} does not offer ${[value].flat().join()}`);
    return [block.block_id, { [id]: state }];
  });
  return Object.fromEntries(state);
}

function applySubmission(world: World, view: View, ack: Json): void {
  switch (ack.response_action) {
    case 'errors':
      return;
    case 'update':
      replaceView(world, view, ack.view);
      return;
    case 'push':
      pushView(world, view.user, ack.view);
      return;
    case 'clear':
      for (const each of modalsOf(world, view.user)) forget(world, each);
      return;
    default:
      forget(world, view);
  }
}

function forget(world: World, view: View): void {
  world.modals.delete(view.id);
  world.changed({ kind: 'view', where: view.user });
}

function userOf(world: World, id: string): SlackUser {
  const user = world.users.get(id);
  if (user === undefined) throw new Error(`no Slack user ${id}`);
  return user;
}

function channelOf(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (channel === undefined) throw new Error(`no Slack channel ${id}`);
  return channel;
}

function viewOf(world: World, userId: string, viewId: string): View {
  const home = world.homes.get(userId);
  const view = world.modals.get(viewId) ?? (home?.id === viewId ? home : undefined);
  if (view === undefined || view.user !== userId) throw new Error(`${userId} does not see a view ${viewId}`);
  return view;
}
