import { reasonOf } from '../lib/operator-error.ts';
import { findEvent } from '../store/events.ts';
import { identify } from './people.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/**
 * The gate backwards: from an event to the account that made the change, its address and the Slack user of that address,
 * who must be that account by the same look-ups that the gate makes. Anything doubtful is nobody, and says why.
 */
export async function actorOfEvent(
  client: WebClient,
  tools: SlackTools,
  { connection, eventId }: { readonly connection: string; readonly eventId: string },
): Promise<{ readonly user: string } | { readonly why: string }> {
  const event = await findEvent(tools.db, connection, eventId);
  const id = event?.actor?.id ?? null;
  if (id === null) return { why: 'the log has not told yet who it was' };
  return await slackUserOf(client, tools, { connection, id });
}

async function slackUserOf(
  client: WebClient,
  tools: SlackTools,
  { connection, id }: { readonly connection: string; readonly id: string },
): Promise<{ readonly user: string } | { readonly why: string }> {
  try {
    const lookUp = tools.lookUps.get(connection);
    const account = (await lookUp?.account(id)) ?? null;
    if (account === null || account.status !== 'active')
      return { why: 'who did it is no active account of a person' };
    const email = account.email ?? account.login;
    const { user } = await client.users.lookupByEmail({ email });
    if (user?.id === undefined) return { why: 'Slack knows nobody with the address of the account' };
    const identified = await identify(client, tools, user.id);
    if ('refused' in identified)
      return { why: 'the Slack user of that address may not speak for the account' };
    const { person } = identified;
    const mine =
      person.connection === connection ? [person.account] : await lookUp?.accountsByEmail(person.email);
    return mine?.length === 1 && mine[0]?.id === id
      ? { user: user.id }
      : { why: 'the Slack user of that address is another account' };
  } catch (error) {
    const reason = reasonOf(error);
    tools.log.warn({ connection, reason }, 'who did it could not be found in Slack');
    if (reason.includes('users_not_found'))
      return { why: 'Slack knows nobody with the address of the account' };
    return { why: 'the account or its Slack user could not be read' };
  }
}
