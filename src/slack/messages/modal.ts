import { type Block, section } from './message.ts';
import { cut } from './text.ts';

/** A modal; with `submit` it can be sent. Titles and buttons hold 24 characters. */
export interface Modal {
  readonly callbackId: string;
  readonly title: string;
  readonly blocks: readonly object[];
  readonly submit?: string;
  /** The opaque id that it was opened for. */
  readonly subject?: string;
}

export function modal({ callbackId, title, blocks, submit, subject = '' }: Modal): object {
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: subject,
    title: plain(title),
    ...(submit === undefined ? {} : { submit: plain(submit) }),
    close: plain(submit === undefined ? 'Close' : 'Cancel'),
    blocks,
  };
}

/** A few words, or a box for many. */
export function textInput(
  id: string,
  label: string,
  {
    hint,
    optional = false,
    lines = false,
    least = 0,
    most,
    initial,
  }: {
    readonly hint?: string;
    readonly optional?: boolean;
    readonly lines?: boolean;
    readonly least?: number;
    readonly most: number;
    readonly initial?: string;
  },
): object {
  return {
    type: 'input',
    block_id: id,
    optional,
    label: plain(label),
    ...(hint === undefined ? {} : { hint: plain(hint) }),
    element: {
      type: 'plain_text_input',
      action_id: id,
      multiline: lines,
      max_length: most,
      ...(least === 0 ? {} : { min_length: least }),
      ...(initial === undefined || initial === '' ? {} : { initial_value: initial.slice(0, most) }),
    },
  };
}

/** Only says something; stands there at once while what is asked for is read. Its words are ours. */
export function noteView(text: string): object {
  return modal({ callbackId: 'note', title: 'Lockstep', blocks: [section(text)] });
}

/** A card in a modal, which shows what becomes of it while it is open. */
export function cardView(subject: string, blocks: readonly Block[]): object {
  return modal({ callbackId: 'approval-card', title: 'Decision', subject, blocks });
}

export function plain(text: string): object {
  return { type: 'plain_text', text };
}

/** Untrusted text for a plain_text element, which knows no entities. */
export function label(text: string, most: number): string {
  return cut(text, most).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
