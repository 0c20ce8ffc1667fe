import type { Demo } from '../demo.ts';
import { REQUESTS } from '../talk.ts';
import { cast, groups } from '../tenant/cast.ts';
import { oktaGroupByName } from '../tenant/okta-groups.ts';
import type { Membership, Truth } from './truth.ts';

interface Person {
  readonly email: string;
  readonly slackId: string;
}

/** Groups of the demo's policies, as people call them. */
export const asked = [groups.okta.vpn, groups.okta.production, 'Team 0007'] as const;

const approvers = [cast.frances, cast.alan, cast.linus];
const operators = [cast.linus, cast.barbara];
/** Below the ceilings of an hour: a round is about what people do, not about Lockstep stopping itself. */
const MOST_REQUESTS = 36;

export interface HandMade {
  readonly membership: Membership;
  readonly at: Date;
}

/** A crowd that asks, decides, extends, ends, leaves and comes back, in any order, and does not wait for one another. */
export interface Crowd {
  /** One of them does one thing. Whatever the bot makes of it, or that it is not there at all, is no matter. */
  readonly act: () => Promise<void>;
  /** Somebody decides on whatever waits. */
  readonly decide: () => Promise<void>;
  readonly handMade: () => readonly HandMade[];
  readonly acts: () => number;
}

export function crowdOf(demo: Demo, truth: Truth, random: () => number): Crowd {
  const { slack } = demo;
  const some = demo.company.people.slice(30, 36);
  const askers: readonly Person[] = [cast.grace, cast.hedy, ...some];
  const leavers = new Set<Person>(some.slice(0, 4));
  const left: Person[] = [];
  const handMade: HandMade[] = [];
  let requests = 0;
  let acts = 0;
  const pick = <T>(all: readonly T[]): T => {
    const one = all[Math.floor(random() * all.length)];
    if (one === undefined) throw new Error('nobody to pick');
    return one;
  };
  const type = async (who: Person, line: string): Promise<void> =>
    void (await slack.command(who.slackId, REQUESTS, line));
  const heldBy = (who: Person) =>
    slack
      .messages(who.slackId)
      .filter(({ text }) => text.startsWith('active:'))
      .flatMap(({ blocks }) => /grant_[0-9a-f]+/.exec(JSON.stringify(blocks)) ?? []);
  const decide = async (): Promise<void> => {
    const waiting = slack.messages(REQUESTS).filter(({ text }) => text.startsWith('To decide'));
    if (waiting.length === 0) return;
    const { ts } = pick(waiting);
    const click = { channel: REQUESTS, ts, actionId: 'approval-approve' };
    // At the same instant, and some of them twice.
    const clicks = approvers.flatMap(({ slackId }) =>
      Array.from({ length: Math.floor(random() * 3) }, () => slackId),
    );
    await Promise.allSettled(clicks.map(async (user) => await slack.click(user, click)));
  };
  const ask = async (): Promise<void> => {
    if (requests >= MOST_REQUESTS) return;
    requests += 1;
    await type(
      pick(askers),
      `/idp request ${pick(asked)} for ${pick(['1m', '1m', '2m'])} because of the storm`,
    );
  };
  const onGrant = async (line: (id: string) => string): Promise<void> => {
    const who = pick(askers);
    const held = heldBy(who);
    if (held.length > 0) await type(who, line(pick(held)));
  };
  const leave = async (): Promise<void> => {
    const who = pick([...leavers]);
    leavers.delete(who);
    left.push(who);
    await type(pick(operators), `/idp deactivate ${who.email} because they left`);
  };
  const back = async (): Promise<void> => {
    if (left.length > 0) await type(pick(operators), `/idp undo ${pick(left).email} because they did not`);
  };
  const byHand = async (): Promise<void> => {
    const membership = membershipOf(demo, pick(askers).email, pick([groups.okta.vpn, 'Team 0007']));
    if (membership !== null && truth.add(membership)) handMade.push({ membership, at: new Date() });
    await Promise.resolve();
  };
  const things: readonly (readonly [number, () => Promise<void>])[] = [
    [8, ask],
    [8, decide],
    [
      2,
      async () =>
        await onGrant((id) => `/idp extend ${id} for ${pick(['2m', '6m'])} because it takes longer`),
    ],
    [2, async () => await onGrant((id) => `/idp revoke ${id} because it is done`)],
    [1, async () => (leavers.size > 0 ? await leave() : await back())],
    [1, back],
    [0.5, byHand],
  ];
  const total = things.reduce((sum, [weight]) => sum + weight, 0);
  return {
    act: async () => {
      acts += 1;
      let left = random() * total;
      const [, thing] = things.find(([weight]) => (left -= weight) < 0) ?? [0, decide];
      await thing().catch(() => undefined);
    },
    decide: async () => await decide().catch(() => undefined),
    handMade: () => handMade,
    acts: () => acts,
  };
}

/** Where a message says so; null for a group or a login that no policy of the demo is about. */
export function membershipOf({ company }: Demo, login: string, group: string): Membership | null {
  if (group === 'Team 0007') {
    const account = [...company.entra.users.values()].find(({ mail }) => mail === login);
    const found = [...company.entra.groups.values()].find(({ displayName }) => displayName === group);
    if (account === undefined || found === undefined) return null;
    return { connection: 'entra', groupId: found.id, accountId: account.id };
  }
  const account = [...company.okta.users.values()].find(({ profile }) => profile.login === login);
  if (account === undefined) return null;
  return { connection: 'okta', groupId: oktaGroupByName(company.okta, group).id, accountId: account.id };
}
