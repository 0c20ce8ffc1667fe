import { checkBlocks } from '../check-blocks.ts';
import { SlackFailure } from '../failure.ts';
import { identity } from '../identity.ts';
import { isJson, type Json, records, text } from '../json.ts';
import { refuseLongBlocks, refuseLongText } from '../message-size.ts';
import { type Channel, directMessage, type Ephemeral, type Message, type World } from '../world.ts';
import type { Call, Methods } from './method.ts';

export const chat: Methods = {
  'chat.postMessage': { scopes: ['chat:write'], tier: 'post', run: post },
  'chat.postEphemeral': { scopes: ['chat:write'], tier: 4, run: postEphemeral },
  'chat.update': { scopes: ['chat:write'], tier: 3, run: update },
  'chat.delete': { scopes: ['chat:write'], tier: 3, run: remove },
};

/** The parts of a message that the sender decides, checked one by one. */
export function content(args: Json): Json & { readonly text: string; readonly blocks?: readonly Json[] } {
  const words = text(args.text);
  const blocks = args.blocks === undefined ? undefined : checkedBlocks(args.blocks);
  const attachments = args.attachments === undefined ? undefined : records(args.attachments);
  const inner = records(attachments).flatMap((attachment, i) =>
    attachment.blocks === undefined ? [] : checkBlocks(attachment.blocks, 50, `/attachments/${i}/blocks`),
  );
  refuseBlocks(inner);
  if (words === '' && (blocks ?? []).length === 0 && (attachments ?? []).length === 0)
    throw new SlackFailure('no_text');
  refuseLongText(words, 'post');
  return {
    text: words,
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(isJson(args.metadata) ? { metadata: args.metadata } : {}),
  };
}

/** The same, and held against what one message holds altogether. */
function shortContent(args: Json, how: 'post' | 'update'): ReturnType<typeof content> {
  const made = content(args);
  refuseLongText(made.text, how);
  refuseLongBlocks(made.blocks ?? []);
  return made;
}

function checkedBlocks(blocks: unknown): readonly Json[] {
  if (!Array.isArray(blocks)) throw new SlackFailure('invalid_blocks_format');
  refuseBlocks(checkBlocks(blocks, 50));
  return withBlockIds(records(blocks));
}

export function refuseBlocks(errors: readonly string[], code = 'invalid_blocks'): void {
  if (errors.length > 0) throw new SlackFailure(code, { errors, response_metadata: { messages: errors } });
}

/** Slack names blocks that came without a name; a payload always carries one. */
export function withBlockIds(blocks: readonly Json[]): readonly Json[] {
  return blocks.map((block, i) => ({ ...block, block_id: block.block_id ?? `b${i}_${text(block.type)}` }));
}

function post({ args, world }: Call): Json {
  const channel = writable(world, text(args.channel));
  const message: Message = {
    type: 'message',
    channel: channel.id,
    ts: world.nextTs(),
    ...author,
    ...shortContent(args, 'post'),
    ...thread(world, channel, args),
  };
  world.messages.set(channel.id, [...(world.messages.get(channel.id) ?? []), message]);
  world.changed({ kind: 'message', where: channel.id });
  return { channel: channel.id, ts: message.ts, message: outward(message) };
}

const author = {
  user: identity.botUserId,
  bot_id: identity.botId,
  app_id: identity.appId,
  team: identity.teamId,
} as const;

function thread(
  world: World,
  channel: Channel,
  args: Json,
): { thread_ts?: string; reply_broadcast?: boolean } {
  const ts = text(args.thread_ts);
  if (ts === '') return {};
  const root = world.messages.get(channel.id)?.find((message) => message.ts === ts);
  if (root === undefined) throw new SlackFailure('cannot_reply_to_message');
  return {
    thread_ts: root.thread_ts ?? ts,
    ...(args.reply_broadcast === true ? { reply_broadcast: true } : {}),
  };
}

function postEphemeral({ args, world }: Call): Json {
  const channel = writable(world, text(args.channel));
  const user = world.users.get(text(args.user));
  if (user === undefined || user.deleted) throw new SlackFailure('user_not_in_channel');
  const ephemeral = addEphemeral(world, {
    channel: channel.id,
    to: user.id,
    ...shortContent(args, 'post'),
    ...thread(world, channel, args),
  });
  return { message_ts: ephemeral.ts };
}

export function addEphemeral(
  world: World,
  fields: Json & { readonly channel: string; readonly to: string; readonly text: string },
): Ephemeral {
  const ephemeral: Ephemeral = { type: 'message', ts: world.nextTs(), ...author, ...fields };
  world.ephemerals.push(ephemeral);
  world.changed({ kind: 'ephemeral', where: fields.to });
  return ephemeral;
}

function update({ args, world }: Call): Json {
  const { channel, message } = ownMessage(world, args, 'cant_update_message');
  const fresh = shortContent({ text: message.text, ...args }, 'update');
  // Blocks and attachments that are not given are retained (docs.slack.dev/reference/methods/chat.update).
  const whole = { ...message, ...fresh };
  replaceMessage(world, message, whole);
  return { channel: channel.id, ts: message.ts, text: whole.text, message: outward(whole) };
}

export function replaceMessage(world: World, old: Message, message: Message): void {
  const edited = { user: message.user, ts: world.nextTs() };
  const all = world.messages.get(old.channel) ?? [];
  world.messages.set(
    old.channel,
    all.map((each) => (each.ts === old.ts ? { ...message, edited } : each)),
  );
  world.changed({ kind: 'message', where: old.channel });
}

function remove({ args, world }: Call): Json {
  const { channel, message } = ownMessage(world, args, 'cant_delete_message');
  removeMessage(world, message);
  return { channel: channel.id, ts: message.ts };
}

export function removeMessage(world: World, message: Message): void {
  const all = world.messages.get(message.channel) ?? [];
  world.messages.set(
    message.channel,
    all.filter(({ ts }) => ts !== message.ts),
  );
  world.changed({ kind: 'message', where: message.channel });
}

function ownMessage(world: World, args: Json, refusal: string): { channel: Channel; message: Message } {
  // A user id is a channel for chat.postMessage only.
  const channel = world.channels.get(text(args.channel));
  if (channel === undefined) throw new SlackFailure('channel_not_found');
  const message = world.messages.get(channel.id)?.find(({ ts }) => ts === text(args.ts));
  if (message === undefined) throw new SlackFailure('message_not_found');
  if (message.bot_id !== identity.botId) throw new SlackFailure(refusal);
  return { channel, message };
}

function writable(world: World, id: string): Channel {
  const user = world.users.get(id);
  if (user?.deleted === true || user?.is_bot === true) throw new SlackFailure('messages_tab_disabled');
  const channel = user === undefined ? world.channels.get(id) : directMessage(world, user.id);
  if (channel === undefined) throw new SlackFailure('channel_not_found');
  if (!channel.botIsMember) throw new SlackFailure('not_in_channel');
  return channel;
}

/** A message as the Web API and payloads show it: without our bookkeeping. */
export function outward(message: Message): Json {
  const { channel: _channel, ...rest } = message;
  return rest;
}
