import { escape } from './messages/text.ts';
import { identify, type Refused } from './people.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** Text in which people are named by logins and addresses only; or which mention is nobody, and why. */
export type Named = { readonly text: string } | { readonly refused: string };

/** Slack turns an address into <mailto:a@b|a@b> on the way. */
const MAILTO = /<mailto:([^|>]+)(?:\|[^>]*)?>/g;
/** And, where the command escapes (manifests/slack-app.yaml), a mention into <@U123|name> or <@U123>. */
const MENTION = /<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g;
/** A mention that Slack did not recognise: nothing tells whom it means. */
const BARE = /(?:^|[\s,;])@([^\s,;@]+)/;

/**
 * Puts the address in the place of each mention, by the same live look-ups that tell who types: whoever could not
 * ask here cannot be named by a mention either.
 */
export async function named(client: WebClient, tools: SlackTools, typed: string): Promise<Named> {
  const bare = BARE.exec(typed)?.[1];
  if (bare !== undefined)
    return { refused: nobody(`@${escape(bare.slice(0, 40))}`, 'Slack did not make a mention of it') };
  const emails = new Map<string, string>();
  for (const [, id = ''] of typed.matchAll(MENTION)) {
    if (emails.has(id)) continue;
    const identified = await identify(client, tools, id, 'named');
    if ('refused' in identified) return { refused: nobody(`<@${id}>`, identified.why) };
    emails.set(id, identified.person.email);
  }
  const text = typed.replace(MAILTO, '$1').replace(MENTION, (_, id: string) => emails.get(id) ?? '');
  return { text };
}

export function hasMention(typed: string): boolean {
  return typed.search(MENTION) !== -1;
}

/** Labels of mentions may hold blanks; a command is split at those. */
export function withoutLabels(typed: string): string {
  return typed.replace(MENTION, '<@$1>');
}

/** Whether one word of a command can only be a person. */
export function isPerson(word: string): boolean {
  return /^(<@[UW][A-Z0-9]+(\|[^>]*)?>|<mailto:[^>]+>|@\S+|[^\s@<>]+@[^\s@<>]+)$/.test(word);
}

function nobody(who: string, why: Refused['why']): string {
  return `Nothing was done: I do not know who ${who} is: ${why}. Type a login or an address instead.`;
}
