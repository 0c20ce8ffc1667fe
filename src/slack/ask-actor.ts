import { askQuestion } from '../alerts/question.ts';
import { offerOf, type RemedyAsk } from '../alerts/remedy.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { findAlert } from '../store/alerts.ts';
import { findEvent } from '../store/events.ts';
import { outcomeReply } from './actions/action.ts';
import type { Reply } from './commands/command.ts';
import { identify } from './people.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/**
 * Asks the one who made a change, in a direct message: from the event to the account, its address and the Slack user of
 * that address, who must be that account by the same look-ups that the gate makes. Anything doubtful asks nobody.
 */
export async function askActor(client: WebClient, tools: SlackTools, ask: RemedyAsk): Promise<Reply | null> {
  const found = offerOf(await findAlert(tools.db, ask.alertId), { ...ask, action: 'ask-actor' });
  if (typeof found === 'string') return outcomeReply(found);
  const { connection } = found.alert;
  const event = await findEvent(tools.db, connection, found.offer.on['event'] ?? '');
  const id = event?.actor?.id ?? null;
  if (id === null) return { text: 'The log has not told yet who it was. Try again in a few minutes.' };
  const whom = await slackUserOf(client, tools, { connection, id });
  if ('why' in whom) return { text: `Nobody was asked: ${whom.why}. Ask them yourself.` };
  const asked = await askQuestion(tools, { ...ask, whom: whom.user });
  return outcomeReply(asked) ?? { text: `<@${whom.user}> is asked; the card will show the answer.` };
}

/** The gate backwards: the Slack user who is this account, or why there is none. */
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
