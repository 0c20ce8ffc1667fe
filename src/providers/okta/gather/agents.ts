import { z } from 'zod';
import type { AgentPool } from '../../../domain/provisioning.ts';
import type { OktaClient } from '../client.ts';

const Pool = z.object({
  name: z.string().nullish(),
  type: z.string(),
  agents: z
    .array(
      z.object({
        id: z.string(),
        name: z.string().nullish(),
        operationalStatus: z.string().nullish(),
        isHidden: z.boolean().nullish(),
        isLatestGAedVersion: z.boolean().nullish(),
        /** Milliseconds since 1970. */
        lastConnection: z.coerce.number().nullish(),
      }),
    )
    .nullish(),
});

/** Pools that have agents. One that was removed stays for a while, inactive and hidden. */
export async function gatherAgentPools(client: OktaClient): Promise<readonly AgentPool[]> {
  const pools = (await client.list('/api/v1/agentPools?limitPerPoolType=200')).map((raw) => Pool.parse(raw));
  return pools
    .map(({ name, type, agents }) => ({
      name: name ?? type,
      kind: type,
      agents: (agents ?? [])
        .filter(({ operationalStatus, isHidden }) => !(operationalStatus === 'INACTIVE' && isHidden === true))
        .map((agent) => ({
          name: agent.name ?? agent.id,
          status: agent.operationalStatus ?? 'UNKNOWN',
          current: agent.isLatestGAedVersion !== false,
          lastSeen: agent.lastConnection == null ? null : new Date(agent.lastConnection),
        })),
    }))
    .filter(({ agents }) => agents.length > 0);
}
