import { button } from './button.ts';
import { type Block, type Posted, section } from './message.ts';
import { cut } from './text.ts';

/** The change that somebody is asked about; all of it is untrusted. */
export interface AskedAbout {
  readonly title: string;
  readonly connection: string;
  readonly message: string;
  readonly lines: readonly string[];
  /** What "it was not me" led to. */
  readonly afterNo: string;
}

/** What the actor of a change is asked; without buttons once it is answered. */
export function actorQuestion(
  { id, answer }: { readonly id: string; readonly answer: 'yes' | 'no' | null },
  { title, message, connection, lines, afterNo }: AskedAbout,
): Posted {
  const shown = lines.slice(0, 3).map((line) => `• ${cut(line, 250)}`);
  const head = `*Was this you?* ${cut(title, 150)} (${cut(connection, 40)})`;
  const said = answer === 'yes' ? 'it was me' : `it was not me; ${afterNo}`;
  const end: Block =
    answer === null
      ? {
          type: 'actions',
          elements: [
            button('actor-answer-yes', 'It was me', id),
            button('actor-answer-no', 'It was not me', id, { style: 'danger' }),
          ],
        }
      : section(`You answered: ${said}.`);
  return {
    text: `Was this you? ${cut(message, 500)}`,
    blocks: [section([head, cut(message, 1200), ...shown].join('\n')), end],
  };
}
