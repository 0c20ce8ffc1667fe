import type { Alert } from '../../domain/alert.ts';
import { type Block, type Posted, section } from './message.ts';
import { cut } from './text.ts';

/** What the actor of a change is asked; without buttons once it is answered. */
export function actorQuestion(
  { id, answer }: { readonly id: string; readonly answer: 'yes' | 'no' | null },
  { title, message, connection, samples }: Alert,
): Posted {
  const lines = samples.slice(0, 3).map(({ text }) => `• ${cut(text, 250)}`);
  const head = `*Was this you?* ${cut(title, 150)} (${cut(connection, 40)})`;
  const said = answer === 'yes' ? 'it was me' : 'it was not me; the admins were alarmed';
  const end: Block =
    answer === null
      ? {
          type: 'actions',
          elements: [
            button('actor-answer-yes', 'It was me', id),
            { ...button('actor-answer-no', 'It was not me', id), style: 'danger' },
          ],
        }
      : section(`You answered: ${said}.`);
  return {
    text: `Was this you? ${cut(message, 500)}`,
    blocks: [section([head, cut(message, 1200), ...lines].join('\n')), end],
  };
}

function button(actionId: string, text: string, value: string): object {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text }, value };
}
