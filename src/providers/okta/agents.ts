import { z } from 'zod';
import type { OktaClient } from './client.ts';

const Agent = z.object({
  id: z.string(),
  name: z.string().nullish(),
  operationalStatus: z.string().nullish(),
  isHidden: z.boolean().nullish(),
  isLatestGAedVersion: z.boolean().nullish(),
  /** Milliseconds since 1970. */
  lastConnection: z.coerce.number().nullish(),
});
const Pool = z.object({ name: z.string().nullish(), type: z.string(), agents: z.array(Agent).nullish() });

export interface OktaPool {
  readonly name: string;
  /** AD, LDAP, IWA, RADIUS, … */
  readonly type: string;
  readonly agents: readonly z.infer<typeof Agent>[];
}

/** Pools that have agents. One that was removed stays for a while, inactive and hidden: it is left out. */
export async function readPools(client: OktaClient): Promise<readonly OktaPool[]> {
  const pools = (await client.list('/api/v1/agentPools?limitPerPoolType=200')).map((raw) => Pool.parse(raw));
  return pools
    .map(({ name, type, agents }) => ({
      name: name ?? type,
      type,
      agents: (agents ?? []).filter(
        ({ operationalStatus, isHidden }) => !(operationalStatus === 'INACTIVE' && isHidden === true),
      ),
    }))
    .filter(({ agents }) => agents.length > 0);
}
