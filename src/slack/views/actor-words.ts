import { answerReply, type SlackView } from './view.ts';

/** No role: only the one who was asked may add to the answer, and they alone have the question. */
export default {
  name: 'actor-words',
  role: null,
  run: async ({ subject, values, user, watch }) => {
    const words = values.get('words') ?? '';
    return words === '' ? null : answerReply(await watch.explain({ id: subject, words, by: user }));
  },
} satisfies SlackView;

/** Asks for more than yes or no; the answer itself is taken already. */
export function wordsView(questionId: string, answer: 'yes' | 'no'): object {
  const label = answer === 'yes' ? 'Why was it done?' : 'Anything the admins should know?';
  return {
    type: 'modal',
    callback_id: 'actor-words',
    private_metadata: questionId,
    title: { type: 'plain_text', text: 'Your answer was taken' },
    submit: { type: 'plain_text', text: 'Send' },
    close: { type: 'plain_text', text: 'Nothing to add' },
    blocks: [
      {
        type: 'input',
        block_id: 'more',
        optional: true,
        label: { type: 'plain_text', text: label },
        element: { type: 'plain_text_input', action_id: 'words', multiline: true, max_length: 400 },
      },
    ],
  };
}
