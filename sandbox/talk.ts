import type { SlackWorkspace } from './slack/server.ts';
import type { Message } from './slack/world.ts';
import { eventually } from './story.ts';

/** Where the demo's bot asks approvers and says what became of it. */
export const REQUESTS = 'C0REQ';

/** What people of a story do and see in Slack. */
export interface Talk {
  /** Types a command; what the bot answers to this person alone. */
  readonly type: (user: string, line: string) => Promise<string>;
  /** Clicks a button; what the bot answers to this person alone, which is nothing where the message itself tells. */
  readonly click: (user: string, message: Place, button: Button) => Promise<void>;
  /** The same where an answer is expected. */
  readonly clickHeard: (user: string, message: Place, button: Button) => Promise<string>;
  /** Fills in the form that is open; what the bot answers to this person alone. */
  readonly submit: (user: string, form: string, values: Readonly<Record<string, string>>) => Promise<string>;
  /** The newest message in the requests channel whose text begins so. */
  readonly card: (beginning: string) => Promise<Message>;
  /** What stands on a message now. */
  readonly shown: (message: Place) => string;
  /** Waits until a message says so. */
  readonly says: (message: Place, words: string) => Promise<string>;
}

export interface Place {
  readonly channel: string;
  readonly ts: string;
}

export type Button = string | { readonly actionId: string; readonly value: string };

export function talkIn(slack: SlackWorkspace): Talk {
  const shown = ({ channel, ts }: Place): string => {
    const found = slack.messages(channel).find((each) => each.ts === ts);
    return found === undefined ? '' : `${found.text} ${JSON.stringify(found.blocks ?? [])}`;
  };
  const heard = async (user: string, act: () => Promise<unknown>): Promise<string> => {
    const answers = () => [
      ...slack.ephemerals(user),
      // What carries metadata was posted out of the outbox, and is no answer.
      ...slack.messages(user).filter(({ metadata }) => metadata === undefined),
    ];
    const before = new Set(answers().map(({ ts }) => ts));
    await act();
    const { text, blocks } = await eventually(`an answer to ${user}`, () =>
      answers().find(({ ts }) => !before.has(ts)),
    );
    return blocks === undefined ? text : `${text} ${JSON.stringify(blocks)}`;
  };
  const click = async (user: string, { channel, ts }: Place, button: Button): Promise<void> => {
    const which = typeof button === 'string' ? { actionId: button } : button;
    await slack.click(user, { channel, ts, ...which });
  };
  return {
    shown,
    click,
    type: async (user, line) => await heard(user, async () => await slack.command(user, REQUESTS, line)),
    clickHeard: async (user, place, button) =>
      await heard(user, async () => await click(user, place, button)),
    submit: async (user, form, values) => {
      const view = await eventually(`the form ${form}`, () =>
        slack.modals(user).find((each) => each['callback_id'] === form),
      );
      const filled = Object.entries(values).map(([key, value]) => [key, { [key]: value }]);
      return await heard(user, async () => {
        await slack.submitView(user, { viewId: view.id, values: Object.fromEntries(filled) });
      });
    },
    card: async (beginning) =>
      await eventually(`a card "${beginning}"`, () =>
        slack
          .messages(REQUESTS)
          .filter(({ text }) => text.startsWith(beginning))
          .at(-1),
      ),
    says: async (place, words) =>
      await eventually(`"${words}" on the card`, () => {
        const text = shown(place);
        return text.includes(words) ? text : undefined;
      }),
  };
}

/** The first words of an answer, for the tour to repeat. */
export function sentence(answer: string): string {
  return answer.split(' [')[0]?.slice(0, 160) ?? '';
}
