/** What is posted: `text` for notifications, `blocks` for the eye, `thread` as replies below, once. */
export interface Posted {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly thread?: readonly { readonly text: string; readonly blocks: readonly Block[] }[];
}

export type Block =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | {
      readonly type: 'section';
      readonly text: { readonly type: 'mrkdwn'; readonly text: string };
      /** A button beside the text. */
      readonly accessory?: object;
    }
  | {
      readonly type: 'context';
      readonly elements: readonly { readonly type: 'mrkdwn'; readonly text: string }[];
    }
  | { readonly type: 'actions'; readonly elements: readonly object[] };

export function section(text: string, accessory?: object): Block {
  const plain = { type: 'section', text: { type: 'mrkdwn', text } } as const;
  return accessory === undefined ? plain : { ...plain, accessory };
}

export function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text }] };
}
