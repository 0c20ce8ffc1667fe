import type { RoleName } from '../config/config.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { refusalOf } from './may.ts';
import { escape } from './messages/text.ts';
import { identify } from './people.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** The one gate of commands, buttons and modals: null = may, otherwise the refusal in words. Role null = everybody. */
export async function gate(
  client: WebClient,
  tools: SlackTools,
  asked: { readonly user: string; readonly role: RoleName | null },
): Promise<string | null> {
  if (asked.role === null) return null;
  const identified = await identify(client, tools, asked.user);
  if ('refused' in identified) return identified.refused;
  return await refusalOf(tools, identified.person, asked.role);
}

/** What the operator can mend is said; the rest stands in the log. */
export function failure(error: unknown): string {
  if (error instanceof OperatorError)
    return `That did not work: ${escape(error.message)}. ${escape(error.next)}`;
  return 'That did not work, and I do not know why. Try again; the log says more.';
}
