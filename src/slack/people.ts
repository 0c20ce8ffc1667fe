import { z } from 'zod';
import type { Account } from '../domain/account.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { appendAudit } from '../store/audit.ts';
import { pin } from '../store/people.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** A Slack user who is a person of a connected directory. */
export interface Person {
  readonly slackUserId: string;
  readonly email: string;
  readonly connection: string;
  readonly account: Account;
}

export type Identified = { readonly person: Person } | { readonly refused: string };

/** users.info, strict: a field that is missing refuses. */
const SlackUser = z.object({
  id: z.string(),
  team_id: z.string(),
  deleted: z.literal(false),
  is_bot: z.literal(false),
  is_restricted: z.literal(false),
  is_ultra_restricted: z.literal(false),
  is_stranger: z.literal(false).optional(),
  is_workflow_bot: z.literal(false).optional(),
  is_email_confirmed: z.literal(true),
  profile: z.object({ email: z.email() }),
});

/**
 * Who is behind a Slack user: read live from Slack and from the directories, each time. Anything that is missing,
 * doubtful or unreadable refuses, in words for the one who asked.
 */
export async function identify(
  client: WebClient,
  tools: SlackTools,
  slackUserId: string,
): Promise<Identified> {
  const user = await readUser(client, tools, slackUserId);
  if ('refused' in user) return user;
  const found = await findAccount(tools, user.email);
  if ('refused' in found) return found;
  const person = { slackUserId, email: user.email, ...found };
  const at = tools.clock.now();
  const outcome = await pin(tools.db, {
    slackUserId,
    connection: person.connection,
    accountId: person.account.id,
    at,
  });
  if (outcome !== 'changed') return { person };
  await appendAudit(tools.db, {
    at,
    actor: slackUserId,
    action: 'person.changed',
    object: person.account.id,
  });
  return refuse(
    'your Slack account was tied to another directory account before',
    'Ask a Lockstep admin to look at the audit log.',
  );
}

async function readUser(
  client: WebClient,
  tools: SlackTools,
  user: string,
): Promise<{ readonly email: string } | { readonly refused: string }> {
  try {
    const [answer, home] = await Promise.all([client.users.info({ user }), client.auth.test()]);
    const parsed = SlackUser.safeParse(answer.user);
    if (!parsed.success || parsed.data.team_id !== home.team_id) {
      return refuse(
        'only full members of this workspace with a confirmed address may talk to Lockstep',
        'Ask a workspace admin.',
      );
    }
    const { email } = parsed.data.profile;
    const domain = email.split('@')[1]?.toLowerCase() ?? '';
    const allowed = tools.settings.allowedDomains;
    if (allowed.length > 0 && !allowed.some((each) => each.toLowerCase() === domain)) {
      return refuse(
        'your address is not in an allowed domain',
        'Ask a Lockstep admin about allowed_domains.',
      );
    }
    return { email };
  } catch (error) {
    tools.log.warn({ slackUser: user, reason: reasonOf(error) }, 'a Slack user could not be read');
    return refuse('Slack did not say who you are', 'Try again in a minute.');
  }
}

/** The first connection that knows the address; two accounts with it in one directory could be two people. */
async function findAccount(
  tools: SlackTools,
  email: string,
): Promise<{ readonly connection: string; readonly account: Account } | { readonly refused: string }> {
  for (const [connection, lookUp] of tools.lookUps) {
    try {
      const accounts = await lookUp.accountsByEmail(email);
      if (accounts.length > 1)
        return refuse(
          `${connection} has ${accounts.length} active accounts with your address`,
          'Ask an admin to make the address unique.',
        );
      const [account] = accounts;
      if (account !== undefined) return { connection, account };
    } catch (error) {
      tools.log.warn({ connection, reason: reasonOf(error) }, 'a person could not be looked up');
      return refuse(`${connection} could not be asked who you are`, 'Try again when it is back.');
    }
  }
  return refuse(
    'no connected directory has an active account with your address',
    'Ask an admin to look at your account.',
  );
}

function refuse(why: string, next: string): { readonly refused: string } {
  return { refused: `You may not do this: ${why}. ${next}` };
}
