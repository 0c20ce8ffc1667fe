import type { RoleName } from '../config/config.ts';
import { accountKey, type Principal } from '../domain/principal.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { refusalOf } from './may.ts';
import { identify, type Person, type Refused, refuse } from './people.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** Who typed or clicked, as the features know people. */
export interface Actor {
  readonly principal: Principal;
  readonly slackUserId: string;
  /** Whether they hold a role, read live. */
  readonly holds: (role: RoleName) => Promise<boolean>;
}

export type Known = Actor | Refused;

/**
 * The person behind a Slack user with their accounts in every connected directory. All of them are read live: where one
 * cannot be asked, or has two accounts of the address, who decides twice under two names could not be told.
 */
export async function actorOf(client: WebClient, tools: SlackTools, slackUserId: string): Promise<Known> {
  const identified = await identify(client, tools, slackUserId);
  if ('refused' in identified) return identified;
  const { person } = identified;
  const accounts = await accountsOf(tools, person);
  if ('refused' in accounts) return accounts;
  const { connection, account, email } = person;
  return {
    principal: {
      id: accountKey(connection, account.id),
      email: email.toLowerCase(),
      name: account.displayName,
      accounts: accounts.keys,
    },
    slackUserId,
    holds: async (role) => (await refusalOf(tools, person, role)) === null,
  };
}

async function accountsOf(
  { lookUps, log }: SlackTools,
  person: Person,
): Promise<{ readonly keys: readonly string[] } | Refused> {
  const keys = [accountKey(person.connection, person.account.id)];
  for (const [connection, lookUp] of lookUps) {
    if (connection === person.connection) continue;
    try {
      const found = await lookUp.accountsByEmail(person.email);
      if (found.length > 1)
        return refuse(
          `${connection} has ${found.length} active accounts with your address`,
          'Ask an admin to make the address unique.',
        );
      keys.push(...found.map(({ id }) => accountKey(connection, id)));
    } catch (error) {
      log.warn({ connection, reason: reasonOf(error) }, 'the accounts of a person could not be read');
      return refuse(`${connection} could not be asked who you are there`, 'Try again when it is back.');
    }
  }
  return { keys };
}
