import { SlackFailure } from '../failure.ts';
import { identity } from '../identity.ts';
import { isJson, type Json, list, parseJson, records, text } from '../json.ts';
import { slackId } from '../world.ts';
import type { Call, Methods } from './method.ts';

/** Upload in three steps: ask for a URL, POST the bytes there, say who shall see it. */
export const files: Methods = {
  'files.getUploadURLExternal': { scopes: ['files:write'], tier: 4, run: getUploadUrl },
  'files.completeUploadExternal': { scopes: ['files:write'], tier: 4, run: complete },
};

function getUploadUrl({ args, world, origin }: Call): Json {
  const size = Number(args.length);
  const name = text(args.filename);
  if (name === '' || !Number.isInteger(size) || size < 1) throw new SlackFailure('invalid_arguments');
  const id = slackId('F');
  world.files.set(id, { id, name, title: name, size, content: null, complete: false });
  return { upload_url: `${origin}/upload/v1/${id}`, file_id: id };
}

function complete({ args, world }: Call): Json {
  const given = typeof args.files === 'string' ? parseJson(args.files) : args.files;
  const wanted = records(list(given));
  if (wanted.length === 0) throw new SlackFailure('invalid_arguments');
  const channel = text(args.channel_id);
  if (channel !== '' && world.channels.get(channel)?.botIsMember !== true)
    throw new SlackFailure(world.channels.has(channel) ? 'not_in_channel' : 'channel_not_found');
  const done = wanted.map((one) => {
    const file = world.files.get(text(one.id));
    if (file?.content === undefined || file.content === null) throw new SlackFailure('file_not_found');
    const whole = { ...file, title: text(one.title) || file.name, complete: true };
    world.files.set(file.id, whole);
    return { id: whole.id, title: whole.title, name: whole.name, size: whole.size };
  });
  if (channel !== '') shareFiles({ args, world }, channel, done);
  return { files: done };
}

function shareFiles(
  { args, world }: Pick<Call, 'args' | 'world'>,
  channel: string,
  shared: readonly Json[],
): void {
  const thread = text(args.thread_ts);
  const blocks = typeof args.blocks === 'string' ? parseJson(args.blocks) : args.blocks;
  const message = {
    type: 'message' as const,
    channel,
    ts: world.nextTs(),
    user: identity.botUserId,
    bot_id: identity.botId,
    app_id: identity.appId,
    text: text(args.initial_comment),
    files: shared,
    ...(thread === '' ? {} : { thread_ts: thread }),
    ...(Array.isArray(blocks) ? { blocks: blocks.filter(isJson) } : {}),
  };
  world.messages.set(channel, [...(world.messages.get(channel) ?? []), message]);
  world.changed({ kind: 'message', where: channel });
}
