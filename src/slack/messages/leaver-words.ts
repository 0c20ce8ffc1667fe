import { words } from '../../deactivation/refusal.ts';
import type { DeactivationAsked } from '../../deactivation/request.ts';
import { lines } from './fold.ts';
import { type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

/** What came of asking: who decides is on the card; why nobody is asked, for each person. */
export function askedReply(asked: DeactivationAsked, channel: string | null): Posted {
  if ('refused' in asked) return refusedReply(asked.refused);
  const { approval, deactivations } = asked;
  const where =
    channel === null ? 'Who decides is told in direct messages.' : `The card is in <#${channel}>.`;
  const people = deactivations.length === 1 ? '' : ` about ${deactivations.length} people`;
  const text = `The approvers are asked${people}; nothing is changed before they say yes. ${where}`;
  return { text, blocks: [section(`${text} (${approval.id})`)] };
}

function refusedReply(refused: Extract<DeactivationAsked, { refused: unknown }>['refused']): Posted {
  const reasons = [...new Set(refused.map(({ why }) => why))];
  const said = reasons.flatMap((reason) => {
    const people = refused.filter(({ why }) => why === reason).map(({ who }) => `• *${cut(who, 100)}*`);
    return [...people, `${words[reason]}.`];
  });
  const text = 'Nobody is asked, and nothing was changed.';
  return {
    text: `${text} ${said.slice(0, 2).join(': ')}`,
    blocks: within([
      section(text),
      lines(said, 10, { where: ' lines; ask for fewer people at once to read all' }),
    ]),
  };
}
