import { randomBytes } from 'node:crypto';
import { checkView } from '../check-blocks.ts';
import { SlackFailure } from '../failure.ts';
import { identity } from '../identity.ts';
import { isJson, type Json, records, text } from '../json.ts';
import { refuseLargeView } from '../message-size.ts';
import { slackId, type View, type World } from '../world.ts';
import { refuseBlocks, withBlockIds } from './chat.ts';
import type { Call, Methods } from './method.ts';

export const views: Methods = {
  'views.publish': { scopes: [], tier: 4, run: publish },
  'views.open': { scopes: [], tier: 4, run: open },
  'views.push': { scopes: [], tier: 4, run: push },
  'views.update': { scopes: [], tier: 4, run: update },
};

function publish({ args, world }: Call): Json {
  const user = world.users.get(text(args.user_id));
  if (user === undefined) throw new SlackFailure('user_not_found');
  const old = world.homes.get(user.id);
  if (text(args.hash) !== '' && old !== undefined && args.hash !== old.hash)
    throw new SlackFailure('hash_conflict');
  const view = buildView(args.view, 'home', { user: user.id, ...(old === undefined ? {} : { id: old.id }) });
  world.homes.set(user.id, view);
  world.changed({ kind: 'home', where: user.id });
  return { view: outwardView(view) };
}

function open({ args, world, tickets }: Call): Json {
  const user = tickets.useTrigger(text(args.trigger_id));
  return { view: outwardView(show(world, buildView(args.view, 'modal', { user }))) };
}

function push({ args, world, tickets }: Call): Json {
  const user = tickets.useTrigger(text(args.trigger_id));
  return { view: outwardView(pushView(world, user, args.view)) };
}

/** A modal on top of the person's modals, three at most. */
export function pushView(world: World, user: string, given: unknown): View {
  const stack = modalsOf(world, user);
  const below = stack.at(-1);
  if (below === undefined) throw new SlackFailure('not_found');
  if (stack.length >= 3) throw new SlackFailure('push_limit_reached');
  return show(world, buildView(given, 'modal', { user, previous: below.id, root: below.root_view_id }));
}

function update({ args, world }: Call): Json {
  const external = text(args.external_id);
  const byExternal = [...world.modals.values()].find(
    (view) => external !== '' && view.external_id === external,
  );
  const old = world.modals.get(text(args.view_id)) ?? byExternal;
  if (old === undefined) throw new SlackFailure('not_found');
  if (text(args.hash) !== '' && args.hash !== old.hash) throw new SlackFailure('hash_conflict');
  return { view: outwardView(replaceView(world, old, args.view)) };
}

export function replaceView(world: World, old: View, given: unknown): View {
  const fresh = buildView(given, 'modal', {
    user: old.user,
    id: old.id,
    root: old.root_view_id,
    ...(old.previous_view_id === null ? {} : { previous: old.previous_view_id }),
  });
  return show(world, fresh);
}

export function modalsOf(world: World, user: string): readonly View[] {
  return [...world.modals.values()].filter((view) => view.user === user);
}

function show(world: World, view: View): View {
  world.modals.set(view.id, view);
  world.changed({ kind: 'view', where: view.user });
  return view;
}

interface Placement {
  readonly user: string;
  readonly id?: string;
  readonly root?: string;
  readonly previous?: string;
}

function buildView(given: unknown, type: 'modal' | 'home', place: Placement): View {
  if (!isJson(given)) throw new SlackFailure('invalid_arguments', missingView);
  if (given.type !== type)
    throw new SlackFailure('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] view must be of type ${type}`] },
    });
  refuseBlocks(checkView(given), 'invalid_arguments');
  refuseLargeView(given);
  const id = place.id ?? slackId('V');
  return {
    title: null,
    submit: null,
    close: null,
    callback_id: '',
    private_metadata: '',
    clear_on_close: false,
    notify_on_close: false,
    ...given,
    id,
    type,
    team_id: identity.teamId,
    app_id: identity.appId,
    app_installed_team_id: identity.teamId,
    bot_id: identity.botId,
    external_id: text(given.external_id),
    hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`,
    root_view_id: place.root ?? id,
    previous_view_id: place.previous ?? null,
    state: { values: {} },
    blocks: withBlockIds(records(given.blocks)),
    user: place.user,
  };
}

const missingView = { response_metadata: { messages: ['[ERROR] missing required field: view'] } };

/** A view as the Web API and payloads show it. */
export function outwardView(view: View): Json {
  const { user: _user, ...rest } = view;
  return rest;
}
