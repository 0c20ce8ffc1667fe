import type { Actor, DirectoryEvent, Target } from '../src/domain/event.ts';

/** How big the directory is whose events these are. */
export const PEOPLE = 20_000;
export const GROUPS = 2000;
export const MEMBERS = 50;

/**
 * day: two busy hours of a big tenant, mostly sign-ins, with two storms in them (a group is emptied, a key dies).
 * storm: everything within a minute, a third removals from a few hundred groups, a third refused pushes.
 */
export type Mix = 'day' | 'storm';

type Said = Pick<DirectoryEvent, 'name' | 'actor' | 'targets'> &
  Partial<Pick<DirectoryEvent, 'outcome' | 'detail' | 'reason'>>;

/** The event at a place of a mix; the same place is the same event, but for when it began. */
export function eventAt(
  mix: Mix,
  i: number,
  { total, began }: { readonly total: number; readonly began: Date },
): DirectoryEvent {
  const lastsMs = mix === 'day' ? 2 * 3_600_000 : 60_000;
  return {
    connection: 'okta',
    kind: 'okta',
    feed: 'log',
    id: `event-${i}`,
    at: new Date(began.getTime() - lastsMs + Math.floor((i * lastsMs) / total)),
    outcome: 'success',
    reason: null,
    changes: [],
    detail: {},
    ...(mix === 'day' ? inDay(i, i / total) : inStorm(i)),
  };
}

function inDay(i: number, share: number): Said {
  const who = account(scattered(i, 1, PEOPLE));
  const team = group(scattered(i, 2, GROUPS));
  const helper = admin(scattered(i, 3, 500));
  const dice = scattered(i, 4, 100);
  if (share > 0.4 && share < 0.44) return removal(account(i % PEOPLE), group(7), admin(3));
  if (share > 0.7 && share < 0.74) return refused(who, app(1), { errorClass: 'credential' });
  if (dice < 45) return { name: 'user.session.start', actor: self(who), targets: [who] };
  if (dice < 58) return { name: 'user.authentication.sso', actor: self(who), targets: [who, app(dice)] };
  if (dice < 70) return { name: 'group.user_membership.add', actor: helper, targets: [who, team] };
  if (dice < 80) return removal(who, team, helper);
  if (dice < 92) return pushed(who, app(dice));
  if (dice < 95) return refused(who, app(dice), { errorClass: 'validation', attribute: 'department' });
  if (dice < 97) return { name: 'user.lifecycle.create', actor: admin(1), targets: [who] };
  if (dice < 98) return { name: 'user.account.lock', actor: self(who), targets: [who], outcome: 'failure' };
  return { name: 'application.user_membership.add', actor: admin(2), targets: [who, app(dice)] };
}

/** As if by chance, below a number, but the same in every run (the end of MurmurHash3). */
function scattered(i: number, salt: number, below: number): number {
  let hash = Math.imul(i + salt * 1_000_003, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % below;
}

function inStorm(i: number): Said {
  const who = account(i % PEOPLE);
  if (i % 3 === 0) return removal(who, group(i % 300), admin(i % 7));
  if (i % 3 === 1) return refused(who, app(i % 5), { errorClass: 'validation', attribute: 'department' });
  return { name: 'user.session.start', actor: self(who), targets: [who] };
}

function removal(who: Target, from: Target, actor: Actor): Said {
  return { name: 'group.user_membership.remove', actor, targets: [who, from] };
}

function pushed(who: Target, to: Target): Said {
  return { name: 'application.provision.user.push', actor: null, targets: [who, to] };
}

function refused(who: Target, by: Target, detail: Said['detail'] & {}): Said {
  return { ...pushed(who, by), outcome: 'failure', reason: 'the app refused', detail };
}

export function account(i: number): Target {
  return { kind: 'account', id: `u${i}`, name: `u${i}@acme.test` };
}

export function group(i: number): Target {
  return { kind: 'group', id: `g${i}`, name: `Group ${i}` };
}

function app(i: number): Target {
  return { kind: 'app', id: `a${i}`, name: `App ${i}` };
}

function admin(i: number): Actor {
  return { id: `u${i}`, kind: 'person', name: `u${i}@acme.test` };
}

function self({ id, name }: Target): Actor {
  return { id, kind: 'person', name };
}
