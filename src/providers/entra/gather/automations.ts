import { z } from 'zod';
import type { LifecycleAutomation } from '../../../domain/entra-policy.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { Graph } from '../graph.ts';

const Review = z.object({
  displayName: z.string().nullish(),
  status: z.string().nullish(),
  scope: z.object({ query: z.string().nullish() }).nullish(),
  settings: z.object({ autoApplyDecisionsEnabled: z.boolean().nullish() }).nullish(),
});
const Workflow = z.object({
  id: z.string(),
  displayName: z.string(),
  isEnabled: z.boolean(),
  category: z.string().nullish(),
});
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Access reviews that apply their outcome by themselves, and lifecycle workflows that take leavers out. */
export async function gatherAutomations(graph: Graph): Promise<readonly LifecycleAutomation[]> {
  const reviews = await whereLicensed(
    async () => await graph.list('/identityGovernance/accessReviews/definitions?$top=100'),
  );
  const workflows = await whereLicensed(
    async () => await graph.list('/identityGovernance/lifecycleWorkflows/workflows?$top=100'),
  );
  return [
    ...reviews
      .map((raw) => Review.parse(raw))
      .filter(
        ({ settings, status }) => settings?.autoApplyDecisionsEnabled === true && status !== 'Completed',
      )
      .map(({ displayName, scope }) => ({
        kind: 'access_review' as const,
        name: displayName ?? 'an access review',
        scope: scopeOf(scope?.query),
      })),
    ...workflows
      .map((raw) => Workflow.parse(raw))
      .filter(({ isEnabled, category }) => isEnabled && category !== 'joiner')
      .map(({ displayName }) => ({
        kind: 'workflow' as const,
        name: displayName,
        scope: 'unreadable' as const,
      })),
  ];
}

/** A tenant without the licence has no such automations. */
async function whereLicensed(read: () => Promise<readonly unknown[]>): Promise<readonly unknown[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'NOT_LICENSED') return [];
    throw error;
  }
}

/** Scope queries are free OData text: one that names groups, people or roles can be judged, any other asks for a person. */
function scopeOf(query: string | null | undefined): LifecycleAutomation['scope'] {
  const ids = query?.match(GUID);
  // A review of guests alone reaches no member.
  if (query != null && /userType eq 'Guest'/i.test(query)) return [];
  if (ids != null && query != null && /(groups|users|roleManagement)\//.test(query)) return ids;
  return query != null && /^\/?(v1\.0\/)?users\/?$/.test(query) ? 'all' : 'unreadable';
}
