import { SlackFailure } from '../failure.ts';
import { identity } from '../identity.ts';
import { type Json, text } from '../json.ts';
import { type Channel, directMessage } from '../world.ts';
import type { Call, Methods } from './method.ts';

const readScope = { channel: 'channels:read', group: 'groups:read', im: 'im:read' } as const;

export const conversations: Methods = {
  'conversations.info': { scopes: [], tier: 3, run: info },
  'conversations.open': { scopes: ['im:write'], tier: 3, run: open },
};

function info({ args, world, scopes }: Call): Json {
  const channel = world.channels.get(text(args.channel));
  if (channel === undefined) throw new SlackFailure('channel_not_found');
  const needed = readScope[channel.kind];
  if (!scopes.has(needed))
    throw new SlackFailure('missing_scope', { needed, provided: [...scopes].join(',') });
  return { channel: describe(channel) };
}

function describe(channel: Channel): Json {
  if (channel.kind === 'im') return { id: channel.id, is_im: true, user: channel.user, is_org_shared: false };
  return {
    id: channel.id,
    name: channel.name,
    is_channel: channel.kind === 'channel',
    is_group: channel.kind === 'group',
    is_im: false,
    is_private: channel.kind === 'group',
    is_archived: false,
    is_general: channel.name === 'general',
    is_member: channel.botIsMember,
    is_shared: channel.shared,
    is_ext_shared: channel.shared,
    is_pending_ext_shared: false,
    is_org_shared: false,
    context_team_id: identity.teamId,
    shared_team_ids: channel.shared ? [identity.teamId, identity.foreignTeamId] : [identity.teamId],
  };
}

function open({ args, world }: Call): Json {
  const ids = text(args.users).split(',').filter(Boolean);
  const [only] = ids;
  if (only === undefined) throw new SlackFailure('users_list_not_supplied');
  if (ids.length > 1) throw new SlackFailure('missing_scope', { needed: 'mpim:write' });
  const user = world.users.get(only);
  if (user === undefined) throw new SlackFailure('user_not_found');
  if (user.deleted) throw new SlackFailure('user_disabled');
  const channel = directMessage(world, user.id);
  return { channel: { id: channel.id }, no_op: false, already_open: false };
}
