import { z } from 'zod';
import type { OktaClient } from './client.ts';

const Rule = z.object({
  name: z.string(),
  status: z.string(),
  actions: z.object({ assignUserToGroups: z.object({ groupIds: z.array(z.string()) }).nullish() }).nullish(),
});

/** A group rule, and the groups that it fills. */
export interface GroupRule {
  readonly name: string;
  readonly status: string;
  readonly groupIds: readonly string[];
}

export async function readRules(client: OktaClient): Promise<readonly GroupRule[]> {
  const rules = await client.list('/api/v1/groups/rules?limit=200');
  return rules.map((raw) => {
    const { name, status, actions } = Rule.parse(raw);
    return { name, status, groupIds: actions?.assignUserToGroups?.groupIds ?? [] };
  });
}

/** A rule that is INVALID is mended and runs again: only one that was switched off has no say. */
export function rulesInto(groupId: string, rules: readonly GroupRule[]): readonly GroupRule[] {
  return rules.filter(({ status, groupIds }) => status !== 'INACTIVE' && groupIds.includes(groupId));
}
