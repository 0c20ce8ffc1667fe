import type { RoleName, Settings } from '../config/config.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { refusalOf } from './may.ts';
import { escape } from './messages/text.ts';
import { identify } from './people.ts';
import type { SlackTools } from './tools.ts';
import type { WebClient } from './web-client.ts';

/** null = everybody; some roles stand in lockstep.yaml. */
export type RoleNeeded = RoleName | null | ((settings: Settings) => RoleName);

export function roleIn(settings: Settings, needed: RoleNeeded): RoleName | null {
  return typeof needed === 'function' ? needed(settings) : needed;
}

/** Who may ask for deactivations, and for sign-in to be given back. */
export function deactivators({ deactivation }: Settings): RoleName {
  return deactivation.requesters;
}

/** The one gate of commands, buttons and modals: null = may, otherwise the refusal in words. Role null = everybody. */
export async function gate(
  client: WebClient,
  tools: SlackTools,
  asked: { readonly user: string; readonly role: RoleNeeded },
): Promise<string | null> {
  const role = roleIn(tools.settings, asked.role);
  if (role === null) return null;
  const identified = await identify(client, tools, asked.user);
  if ('refused' in identified) return identified.refused;
  return await refusalOf(tools, identified.person, role);
}

/** What the operator can mend is said; the rest stands in the log. */
export function failure(error: unknown): string {
  if (/\b(expired|exchanged|invalid)_trigger_id\b/.test(reasonOf(error)))
    return 'Slack opens a form within three seconds only, and they were over. Try again.';
  if (error instanceof OperatorError)
    return `That did not work: ${escape(error.message)}. ${escape(error.next)}`;
  return 'That did not work, and I do not know why. Try again; the log says more.';
}
