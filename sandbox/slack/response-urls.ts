import type { Hono } from 'hono';
import { SlackFailure } from './failure.ts';
import { identity } from './identity.ts';
import { isJson, type Json, parseJson } from './json.ts';
import { addEphemeral, content, removeMessage, replaceMessage } from './methods/chat.ts';
import type { ResponseTarget, Tickets } from './tickets.ts';
import type { Message, World } from './world.ts';

/** Answers to a slash command or a click, sent to its response_url: five within 30 minutes. */
export function routeResponseUrls(app: Hono, world: World, tickets: Tickets): void {
  app.post('/:kind{commands|actions}/:team/:at/:secret', async (c) => {
    const target = tickets.useResponseUrl(new URL(c.req.url).pathname);
    if (target === undefined) return c.text('no_such_url', 404);
    if (typeof target === 'string') return c.text(target, 404);
    const body = parseJson(await c.req.text());
    if (!isJson(body)) return c.text('invalid_payload', 400);
    try {
      answer(world, target, body);
      return c.json({ ok: true });
    } catch (error) {
      if (!(error instanceof SlackFailure)) throw error;
      return c.json({ ok: false, error: error.code, ...error.detail }, 400);
    }
  });
}

/** Also what an acknowledgement with a body does. */
export function answer(world: World, target: ResponseTarget, body: Json): void {
  const { source } = target;
  if (source !== undefined && body.delete_original === true) return removeSource(world, target, source);
  // An answer to a click replaces the message unless it says otherwise; response_type only matters for new ones.
  const replaces =
    body.replace_original === true || (body.replace_original !== false && body.response_type === undefined);
  if (source !== undefined && replaces) return replaceSource(world, target, source, content(body));
  const fields = { channel: target.channel, ...content(body), ...threadOf(body) };
  if (body.response_type !== 'in_channel') {
    addEphemeral(world, { ...fields, to: target.user });
    return;
  }
  const message: Message = {
    type: 'message',
    ts: world.nextTs(),
    user: identity.botUserId,
    bot_id: identity.botId,
    app_id: identity.appId,
    team: identity.teamId,
    ...fields,
  };
  world.messages.set(target.channel, [...(world.messages.get(target.channel) ?? []), message]);
  world.changed({ kind: 'message', where: target.channel });
}

function threadOf(body: Json): { thread_ts?: string } {
  return typeof body.thread_ts === 'string' ? { thread_ts: body.thread_ts } : {};
}

function removeSource(
  world: World,
  target: ResponseTarget,
  source: { ts: string; ephemeral: boolean },
): void {
  if (source.ephemeral) {
    const at = world.ephemerals.findIndex(({ ts }) => ts === source.ts);
    if (at >= 0) world.ephemerals.splice(at, 1);
    world.changed({ kind: 'ephemeral', where: target.user });
    return;
  }
  const message = world.messages.get(target.channel)?.find(({ ts }) => ts === source.ts);
  if (message !== undefined) removeMessage(world, message);
}

function replaceSource(
  world: World,
  target: ResponseTarget,
  source: { ts: string; ephemeral: boolean },
  fresh: Json & { readonly text: string },
): void {
  if (source.ephemeral) {
    const at = world.ephemerals.findIndex(({ ts }) => ts === source.ts);
    const old = world.ephemerals[at];
    if (old !== undefined) world.ephemerals[at] = { ...old, blocks: [], ...fresh };
    world.changed({ kind: 'ephemeral', where: target.user });
    return;
  }
  const message = world.messages.get(target.channel)?.find(({ ts }) => ts === source.ts);
  if (message !== undefined) replaceMessage(world, message, { ...message, blocks: [], ...fresh });
}
