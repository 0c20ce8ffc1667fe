import type { AgentPool } from '../../../domain/provisioning.ts';
import { readPools } from '../agents.ts';
import type { OktaClient } from '../client.ts';

export async function gatherAgentPools(client: OktaClient): Promise<readonly AgentPool[]> {
  return (await readPools(client)).map(({ name, type, agents }) => ({
    name,
    kind: type,
    agents: agents.map((agent) => ({
      name: agent.name ?? agent.id,
      status: agent.operationalStatus ?? 'UNKNOWN',
      current: agent.isLatestGAedVersion !== false,
      lastSeen: agent.lastConnection == null ? null : new Date(agent.lastConnection),
    })),
  }));
}
