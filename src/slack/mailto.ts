import { isAllowed, judgeSlackUser } from './slack-user.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

const SCHEME = 'mailto:';

/** The address of a channel that names a person; null for every other channel. */
export function addressOf(channel: string): string | null {
  return channel.startsWith(SCHEME) ? channel.slice(SCHEME.length) : null;
}

/**
 * The Slack user with an address, who must be a full member of this workspace with just that address, as the gate asks of
 * everybody; otherwise why nobody is written to. Nothing is remembered: an address may be somebody else's tomorrow.
 * Throws what Slack answers, `users_not_found` too.
 */
export async function slackUserAt(
  client: WebClient,
  { settings }: Pick<SlackTools, 'settings'>,
  email: string,
): Promise<{ readonly user: string } | { readonly why: string }> {
  const [{ user }, home] = await Promise.all([client.users.lookupByEmail({ email }), client.auth.test()]);
  const judged = judgeSlackUser(user, home);
  if ('why' in judged) return judged;
  if (user?.id === undefined || judged.email.toLowerCase() !== email.toLowerCase())
    return { why: 'Slack named somebody with another address' };
  if (!isAllowed(judged.email, settings.allowedDomains))
    return { why: 'the address is in no allowed domain' };
  return { user: user.id };
}
