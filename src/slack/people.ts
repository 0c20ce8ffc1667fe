import type { Account } from '../domain/account.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { LookUp } from '../providers/provider.ts';
import { appendAudit } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { queueMessage } from '../store/messages.ts';
import { pin, pinned } from '../store/people.ts';
import { inTransaction } from '../store/transaction.ts';
import { isAllowed, judgeSlackUser } from './slack-user.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** Of a directory only who has an address is asked. */
interface PeopleTools extends Pick<SlackTools, 'db' | 'queue' | 'clock' | 'log' | 'settings'> {
  readonly lookUps: ReadonlyMap<string, Pick<LookUp, 'accountsByEmail'>>;
}

/** A Slack user who is a person of a connected directory. */
export interface Person {
  readonly slackUserId: string;
  readonly email: string;
  readonly connection: string;
  readonly account: Account;
}

export interface Refused {
  /** In words for the one who asked: why, and what to do. */
  readonly refused: string;
  /** Only why. */
  readonly why: string;
}

export type Identified = { readonly person: Person } | Refused;

/** Whom the words are about: the one who asks, or somebody whom they name. */
type About = keyof typeof pronouns;

const pronouns = {
  asker: { your: 'your', are: 'you are' },
  named: { your: 'their', are: 'they are' },
} as const;

/**
 * Who is behind a Slack user: read live from Slack and from the directories, each time. Anything that is missing,
 * doubtful or unreadable refuses.
 */
export async function identify(
  client: WebClient,
  tools: PeopleTools,
  slackUserId: string,
  about: About = 'asker',
): Promise<Identified> {
  const user = await readUser(client, tools, { user: slackUserId, about });
  if ('refused' in user) return user;
  const first = (await pinned(tools.db, slackUserId))?.connection ?? null;
  const found = await findAccount(tools, { email: user.email, about, first });
  if ('refused' in found) return found;
  const person = { slackUserId, email: user.email, ...found };
  const { connection, account } = found;
  const pair = { slackUserId, connection, accountId: account.id, at: tools.clock.now() };
  if ((await pin(tools.db, pair)) !== 'changed') return { person };
  await raiseAlarm(tools, person);
  return refuse(
    `${pronouns[about].your} Slack account was tied to another directory account before`,
    'Ask a Lockstep admin to look at the audit log: `lockstep people unpin` is for a change that is right.',
  );
}

async function readUser(
  client: WebClient,
  tools: PeopleTools,
  { user, about }: { readonly user: string; readonly about: About },
): Promise<{ readonly email: string } | Refused> {
  const { your, are } = pronouns[about];
  try {
    const [answer, home] = await Promise.all([client.users.info({ user }), client.auth.test()]);
    const judged = judgeSlackUser(answer.user, home);
    if ('why' in judged) return refuse(judged.why, 'Ask a workspace admin to look at the account.');
    if (!isAllowed(judged.email, tools.settings.allowedDomains)) {
      return refuse(
        `${your} address is not in an allowed domain`,
        'Ask a Lockstep admin about allowed_domains.',
      );
    }
    return judged;
  } catch (error) {
    tools.log.warn({ slackUser: user, reason: reasonOf(error) }, 'a Slack user could not be read');
    return refuse(`Slack did not say who ${are}`, 'Try again in a minute.');
  }
}

/**
 * The first connection that knows the address; two accounts with it in one directory could be two people. The one that knew
 * them before is asked first: an account that they got elsewhere since makes nobody else of them.
 */
async function findAccount(
  tools: PeopleTools,
  { email, about, first }: { readonly email: string; readonly about: About; readonly first: string | null },
): Promise<Pick<Person, 'connection' | 'account'> | Refused> {
  const { your, are } = pronouns[about];
  const later = [...tools.lookUps].filter(([id]) => id !== first);
  const before = [...tools.lookUps].filter(([id]) => id === first);
  for (const [connection, lookUp] of [...before, ...later]) {
    try {
      const accounts = await lookUp.accountsByEmail(email);
      if (accounts.length > 1)
        return refuse(
          `${connection} has ${accounts.length} active accounts with ${your} address`,
          'Ask an admin to make the address unique.',
        );
      const [account] = accounts;
      if (account?.type === 'guest')
        return refuse(`${your} account is a guest in ${connection}`, 'Ask somebody of the company.');
      if (account !== undefined) return { connection, account };
    } catch (error) {
      tools.log.warn({ connection, reason: reasonOf(error) }, 'a person could not be looked up');
      return refuse(`${connection} could not be asked who ${are}`, 'Try again when it is back.');
    }
  }
  return refuse(
    `no connected directory has an active account with ${your} address`,
    'Ask an admin to look at your account.',
  );
}

/** An address that was given to somebody else, or taken: for a person to look at. Said once for each pair. */
async function raiseAlarm(
  { db, queue, clock, settings }: PeopleTools,
  { slackUserId, connection, account }: Person,
): Promise<void> {
  const before = await pinned(db, slackUserId);
  const pair = `${connection}:${account.id}`;
  const known = before === null ? 'another account' : `${before.connection}:${before.accountId}`;
  await inTransaction(db, async (db) => {
    await appendAudit(db, {
      at: clock.now(),
      actor: slackUserId,
      action: 'person.changed',
      object: account.id,
      detail: { before: known, now: pair },
    });
    if (settings.channels.alerts === null) return;
    await queueMessage(db, {
      id: `person-changed:${slackUserId}:${pair}`,
      channel: settings.channels.alerts,
      kind: 'notice',
      body: {
        text: `The Slack user ${slackUserId} was tied to ${known} and now has the address of ${pair}. It was refused. If the change is right (a new account of the same person), run \`lockstep people unpin ${slackUserId}\` where Lockstep runs; if not, look at who changed the address.`,
      },
    });
    await deliverSoon({ db, queue });
  });
}

export function refuse(why: string, next: string): Refused {
  return { refused: `You may not do this: ${why}. ${next}`, why };
}
