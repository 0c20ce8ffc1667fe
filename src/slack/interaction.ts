import { type AccessCases, createAccessCases } from './access-cases.ts';
import { type ApprovalCases, createApprovalCases } from './approval-cases.ts';
import { createLeaverCases, type LeaverCases } from './leaver-cases.ts';
import { approvalCard } from './messages/approval.ts';
import { cardView } from './messages/modal.ts';
import { hasMention, type Named, named } from './named.ts';
import { actorOf, type Known } from './principal.ts';
import type { SlackTools } from './tools.ts';
import { createWatchCases, type WatchCases } from './watch-cases.ts';
import type { WebClient } from './web-client.ts';

/** What a command, a click and a modal have in common. */
export interface Interaction {
  readonly watch: WatchCases;
  readonly approvals: ApprovalCases;
  readonly access: AccessCases;
  readonly leavers: LeaverCases;
  /** Who it is, with all their accounts; the refusal otherwise. Read live, once. */
  readonly actor: () => Promise<Known>;
  /** What was typed where people are named, each mention as the address of its person. */
  readonly named: (typed: string) => Promise<Named>;
}

export function interactionOf(client: WebClient, tools: SlackTools, user: string): Interaction {
  let known: Promise<Known> | null = null;
  const actor = async (): Promise<Known> => {
    known ??= actorOf(client, tools, user);
    return await known;
  };
  return {
    watch: createWatchCases(tools),
    approvals: createApprovalCases(tools),
    access: createAccessCases(tools),
    leavers: createLeaverCases(tools),
    actor,
    named: async (typed) => {
      // Who is nobody here does not learn who others are.
      const by = hasMention(typed) ? await actor() : null;
      return by !== null && 'refused' in by ? by : await named(client, tools, typed);
    },
  };
}

/** What stands in a modal. */
export async function changeView(client: WebClient, viewId: string, view: object): Promise<void> {
  // Built by messages/ and views/, held against Slack's limits by tests.
  await client.views.update({ view_id: viewId, view: view as never });
}

/** A card that somebody looks at in a modal shows what became of it. */
export async function refreshCard(
  client: WebClient,
  { approvals }: Interaction,
  { viewId, subject }: { readonly viewId: string; readonly subject: string },
): Promise<void> {
  const id = subject.split('|')[0] ?? '';
  const picture = await approvals.picture(id);
  if (picture !== null) await changeView(client, viewId, cardView(id, approvalCard(picture).blocks));
}
