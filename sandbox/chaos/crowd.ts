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
const MOST_REQUESTS = 45;

export interface HandMade {
  readonly membership: Membership;
  readonly at: Date;
}

/** A crowd that asks, decides, extends, ends, leaves and comes back, in any order, and does not wait for one another. */
export interface Crowd {
  /** One of them does one thing. Whatever the bot makes of it, or that it is not there at all, is no matter. */
  readonly act: () => Promise<void>;
  /** The same when nobody asks for more: who left comes back, and that is decided. */
  readonly returnHome: () => Promise<void>;
  readonly handMade: () => readonly HandMade[];
  readonly acts: () => number;
}

export function crowdOf(demo: Demo, truth: Truth, random: () => number): Crowd {
  const lot = lotOf(demo, truth, random);
  const things: readonly (readonly [number, () => Promise<void>])[] = [
    [9, async () => await ask(lot)],
    [11, async () => await decide(lot)],
    [2, async () => await aboutGrant(lot, (id) => `extend ${id} for ${lot.pick(['2m', '6m'])}`)],
    [2, async () => await aboutGrant(lot, (id) => `revoke ${id}`)],
    [2.5, async () => await (lot.staying.length > 0 ? leave(lot) : back(lot))],
    [2, async () => await back(lot)],
    [0.5, async () => await addByHand(lot)],
  ];
  const total = things.reduce((sum, [weight]) => sum + weight, 0);
  let acts = 0;
  return {
    act: async () => {
      acts += 1;
      let left = random() * total;
      const [, thing] = things.find(([weight]) => (left -= weight) < 0) ?? [0, async () => await decide(lot)];
      await thing().catch(() => undefined);
    },
    returnHome: async () => {
      acts += 1;
      const decideOnReturn = async (): Promise<void> => await decide(lot, /^To decide: (Give|Deactivate)/);
      await (random() < 0.3 ? back(lot) : decideOnReturn()).catch(() => undefined);
    },
    handMade: () => lot.handMade,
    acts: () => acts,
  };
}

interface Lot {
  readonly demo: Demo;
  readonly truth: Truth;
  readonly random: () => number;
  readonly pick: <T>(all: readonly T[]) => T;
  readonly askers: readonly Person[];
  readonly staying: Person[];
  readonly left: Person[];
  readonly handMade: HandMade[];
  requests: number;
}

function lotOf(demo: Demo, truth: Truth, random: () => number): Lot {
  const some = demo.company.people.slice(30, 40);
  return {
    demo,
    truth,
    random,
    pick: (all) => {
      const one = all[Math.floor(random() * all.length)];
      if (one === undefined) throw new Error('nobody to pick');
      return one;
    },
    askers: [cast.grace, cast.hedy, ...some],
    staying: some.slice(0, 5),
    left: [],
    handMade: [],
    requests: 0,
  };
}

async function type({ demo }: Lot, who: Person, line: string): Promise<void> {
  await demo.slack.command(who.slackId, REQUESTS, `/idp ${line} because of the storm`);
}

async function ask(lot: Lot): Promise<void> {
  if (lot.requests >= MOST_REQUESTS) return;
  lot.requests += 1;
  await type(lot, lot.pick(lot.askers), `request ${lot.pick(asked)} for ${lot.pick(['1m', '1m', '2m'])}`);
}

/** Up to three people at the same instant, some of them twice. */
async function decide({ demo: { slack }, random, pick }: Lot, card = /^To decide/): Promise<void> {
  const waiting = slack.messages(REQUESTS).filter(({ text }) => card.test(text));
  if (waiting.length === 0) return;
  const click = { channel: REQUESTS, ts: pick(waiting).ts, actionId: 'approval-approve' };
  const clicks = approvers.flatMap(({ slackId }) => Array.from({ length: random() * 3 }, () => slackId));
  await Promise.allSettled(clicks.map(async (user) => await slack.click(user, click)));
}

/** Somebody ends or extends what they were told that they hold. */
async function aboutGrant(lot: Lot, line: (id: string) => string): Promise<void> {
  const holders = lot.askers.flatMap((who) =>
    lot.demo.slack
      .messages(who.slackId)
      .filter(({ text }) => text.startsWith('active:'))
      .flatMap(({ blocks }) => /grant_[0-9a-f]+/.exec(JSON.stringify(blocks)) ?? [])
      .map((id) => ({ who, id })),
  );
  if (holders.length === 0) return;
  const { who, id } = lot.pick(holders);
  await type(lot, who, line(id));
}

async function leave(lot: Lot): Promise<void> {
  const who = lot.pick(lot.staying);
  lot.staying.splice(lot.staying.indexOf(who), 1);
  lot.left.push(who);
  await type(lot, lot.pick(operators), `deactivate ${who.email}`);
}

async function back(lot: Lot): Promise<void> {
  if (lot.left.length > 0) await type(lot, lot.pick(operators), `undo ${lot.pick(lot.left).email}`);
}

async function addByHand({ demo, truth, pick, askers, handMade }: Lot): Promise<void> {
  const membership = membershipOf(demo, pick(askers).email, pick(asked));
  if (membership !== null && truth.add(membership)) handMade.push({ membership, at: new Date() });
  await Promise.resolve();
}

/** Where a message says so; null for a group or a login that no policy of the demo is about. */
export function membershipOf(
  { company }: Pick<Demo, 'company'>,
  login: string,
  group: string,
): Membership | null {
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
