import { askAboutDrift, type DriftAsked, nobodyAsked } from '../access/index.ts';
import { askAboutAlert } from '../alerts/index.ts';
import { offerOf, type RemedyAsk } from '../alerts/remedy.ts';
import type { DriftKey } from '../domain/drift.ts';
import { findAlert } from '../store/alerts.ts';
import { outcomeReply } from './actions/action.ts';
import { actorOfEvent } from './actor-of-event.ts';
import type { Reply } from './commands/command.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** Asks the one who made the change that an alert tells of, in a direct message. */
export async function askActor(client: WebClient, tools: SlackTools, ask: RemedyAsk): Promise<Reply | null> {
  const found = offerOf(await findAlert(tools.db, ask.alertId), { ...ask, action: 'ask-actor' });
  if (typeof found === 'string') return outcomeReply(found);
  const { connection } = found.alert;
  const eventId = found.offer.on['event'] ?? '';
  const whom = await actorOfEvent(client, tools, { connection, eventId });
  if ('why' in whom) return nobody(whom.why);
  const asked = await askAboutAlert(tools, { ...ask, whom: whom.user });
  return outcomeReply(asked) ?? willShow(whom.user);
}

/** Asks the one who made a change of a managed group; where nobody can be asked, the card says why as well. */
export async function askDriftActor(
  client: WebClient,
  tools: SlackTools,
  ask: DriftKey & { readonly by: string },
): Promise<Reply> {
  const whom = await actorOfEvent(client, tools, ask);
  if ('why' in whom) {
    await nobodyAsked(tools, { ...ask, why: whom.why });
    return nobody(whom.why);
  }
  const asked = await askAboutDrift(tools, { ...ask, whom: whom.user });
  return asked === 'done' ? willShow(whom.user) : { text: refusals[asked] };
}

const refusals: Readonly<Record<Exclude<DriftAsked, 'done'>, string>> = {
  already: 'They were asked already: the message shows what they say.',
  over: 'This change is decided already; nobody was asked.',
  unknown: 'This change is not known here any more.',
};

function nobody(why: string): Reply {
  return { text: `Nobody was asked: ${why}. Ask them yourself, or try again later.` };
}

function willShow(user: string): Reply {
  return { text: `<@${user}> is asked; the card will show the answer.` };
}
