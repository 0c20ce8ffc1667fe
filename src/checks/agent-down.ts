import type { AgentPool } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'agent-down',
  ref: 'SYN-14',
  title: 'An agent of Okta does not work',
  severity: 'medium',
  providers: ['okta'],
  needs: ['agentPools'],
  why: 'Without an agent nobody signs in with a password from Active Directory, and nothing is imported.',
  fix: 'Restart the agent service, look at what its host may reach, and install a second agent.',
  permissions: { okta: ['okta.agentPools.read'] },
  thresholds: {
    'agents.pool.min': {
      value: 2,
      unit: 'working agents',
      source: 'okta',
      why: 'high availability of agents',
    },
  },
  evaluate: ({ agentPools }, judging) => {
    if (agentPools.length === 0)
      return { status: 'not_applicable', reason: 'not_applicable', sentence: 'no agent is installed' };
    const agents = agentPools.reduce((sum, pool) => sum + pool.agents.length, 0);
    return {
      findings: agentPools.flatMap((pool) => describe(pool, judging)),
      population: `${agents} agents in ${agentPools.length} pools`,
    };
  },
});

function describe({ name, kind, agents }: AgentPool, { threshold }: Judging): Draft[] {
  const subject = `${name} (${kind})`;
  const working = agents.filter(({ status }) => status === 'OPERATIONAL');
  if (working.length === 0)
    return [{ subject, severity: 'critical', message: `none of its ${agents.length} agents works` }];
  const low = (message: string): Draft => ({ subject, severity: 'low', message });
  const ill = agents.filter(({ status }) => status !== 'OPERATIONAL');
  const old = agents.filter(({ current }) => !current);
  return [
    ...ill.map((agent) => low(`${agent.name} is ${agent.status.toLowerCase()}`)),
    ...(working.length < threshold('agents.pool.min') ? [low(`only ${working.length} agent works`)] : []),
    ...(old.length === 0
      ? []
      : [low(`not the latest version: ${old.map((agent) => agent.name).join(', ')}`)]),
  ];
}
