import { z } from 'zod';
import { reasonOf } from '../lib/operator-error.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** A channel of this company alone in which the bot may post. */
const Postable = z.object({
  is_member: z.literal(true),
  is_ext_shared: z.literal(false),
  is_pending_ext_shared: z.literal(false).optional(),
  is_org_shared: z.literal(false).optional(),
});

export interface Place {
  readonly channel: string;
  /** Why it is not where it was asked for; null when it is. */
  readonly because: string | null;
}

/**
 * Where an answer for everybody goes: the channel in which it was asked for, unless the bot is not in it or another
 * company is, or Slack does not say. Then to the one who asked (chat.postMessage opens the conversation).
 */
export async function placeFor(
  client: WebClient,
  { log }: SlackTools,
  asked: { readonly channel: string; readonly user: string },
): Promise<Place> {
  const { channel, user } = asked;
  const privately = (because: string): Place => ({ channel: user, because });
  if (channel.startsWith('D')) return { channel: user, because: null };
  try {
    const { channel: info } = await client.conversations.info({ channel });
    if (Postable.safeParse(info).success) return { channel, because: null };
    return info?.is_member === true
      ? privately('people of another company are in this channel')
      : privately('I am not in this channel: invite me first');
  } catch (error) {
    log.warn({ channel, reason: reasonOf(error) }, 'a channel could not be read');
    return privately('I cannot see who is in this channel');
  }
}
