import { SlackFailure } from '../failure.ts';
import { type Json, text } from '../json.ts';
import type { SlackUser } from '../world.ts';
import type { Call, Methods } from './method.ts';

export const users: Methods = {
  'users.info': { scopes: ['users:read'], tier: 4, run: info },
  'users.lookupByEmail': { scopes: ['users:read.email'], tier: 3, run: lookUpByEmail },
  'users.list': { scopes: ['users:read'], tier: 2, run: listUsers },
};

function info(call: Call): Json {
  const user = call.world.users.get(text(call.args.user));
  if (user === undefined) throw new SlackFailure('user_not_found');
  return { user: visible(user, call.scopes) };
}

function lookUpByEmail(call: Call): Json {
  const email = text(call.args.email).toLowerCase();
  const user = [...call.world.users.values()].find(
    ({ deleted, profile }) => !deleted && profile.email?.toLowerCase() === email,
  );
  if (email === '' || user === undefined) throw new SlackFailure('users_not_found');
  return { user: visible(user, call.scopes) };
}

function listUsers(call: Call): Json {
  const all = [...call.world.users.values()];
  const limit = Math.min(1000, Math.max(1, Number(call.args.limit ?? 1000) || 1000));
  const start = startOf(text(call.args.cursor), all);
  const next = all[start + limit];
  return {
    members: all.slice(start, start + limit).map((user) => visible(user, call.scopes)),
    cache_ts: Math.floor(call.world.now() / 1000),
    response_metadata: { next_cursor: next === undefined ? '' : cursorOf(next.id) },
  };
}

function startOf(cursor: string, all: readonly SlackUser[]): number {
  if (cursor === '') return 0;
  const start = all.findIndex(({ id }) => cursorOf(id) === cursor);
  if (start < 0) throw new SlackFailure('invalid_cursor');
  return start;
}

function cursorOf(id: string): string {
  return Buffer.from(`user:${id}`).toString('base64');
}

/** Without users:read.email the address is not there. */
function visible(user: SlackUser, scopes: ReadonlySet<string>): Json {
  const { email, ...profile } = user.profile;
  const shown = email !== undefined && scopes.has('users:read.email') ? { email } : {};
  return { ...user, profile: { ...profile, ...shown } };
}
