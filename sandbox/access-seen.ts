import type { Demo } from './demo.ts';
import type { Message } from './slack/world.ts';
import { eventually, see } from './story.ts';
import { oktaGroupByName } from './tenant/okta-groups.ts';
import { oktaUserByLogin } from './tenant/okta-people.ts';

/** As Okta has it, without asking the bot. */
export function isIn(
  { company: { okta } }: Demo,
  { email }: { readonly email: string },
  group: string,
): boolean {
  const members = okta.memberships.get(oktaGroupByName(okta, group).id);
  return members?.has(oktaUserByLogin(okta, email).id) === true;
}

/** What the bot told somebody about grants in this state, oldest first. */
export function messagesOf({ slack }: Demo, user: string, state: string): readonly Message[] {
  return slack.messages(user).filter(({ text }) => text.startsWith(`${state}: `));
}

export async function told(demo: Demo, user: string, state: string, grant?: string): Promise<Message> {
  const found = () =>
    messagesOf(demo, user, state).findLast((each) => grant === undefined || grantIn(each) === grant);
  return await eventually(`"${state}" to ${user}`, found, 90_000);
}

export function grantIn(message: Message | undefined): string {
  // The line of its own, not one that it was extended by.
  return /"text":"(grant_[0-9a-f]+)"/.exec(JSON.stringify(message?.blocks ?? []))?.[1] ?? '';
}

export function puts({ okta }: Demo, since: number): number {
  const made = okta.requests().slice(since);
  return made.filter((line) => /^PUT \/api\/v1\/groups\/[^/]+\/users\//.test(line)).length;
}

export function removals({ okta }: Demo): number {
  return okta.requests().filter((line) => /^DELETE \/api\/v1\/groups\/[^/]+\/users\//.test(line)).length;
}

/** The time that Slack shows in the reader's own zone. */
export function endOf(text: string): number {
  const seconds = /active until <!date\^(\d+)/.exec(text)?.[1];
  see(seconds !== undefined, `no end in ${text}`);
  return Number(seconds) * 1000;
}
