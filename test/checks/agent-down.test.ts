import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/domain/provisioning.ts';
import { agent, checkOf, inWords } from '../support/facts.ts';

const id = 'agent-down';
const pool = (...agents: Agent[]) => ({ name: 'corp', kind: 'AD', agents });

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('is grave where no agent works', () => {
    expect(
      inWords(id, {
        agentPools: [pool(agent('a1', { status: 'DISRUPTED' }), agent('a2', { status: 'INACTIVE' }))],
      }),
    ).toBe('corp (AD) critical');
  });

  it('mentions an agent that is ill', () => {
    expect(
      inWords(id, { agentPools: [pool(agent('a1'), agent('a2'), agent('a3', { status: 'DEGRADED' }))] }),
    ).toBe('corp (AD) low');
  });

  it('mentions a pool with one agent', () => {
    expect(inWords(id, { agentPools: [pool(agent('a1'))] })).toBe('corp (AD) low');
  });

  it('mentions an old version', () => {
    expect(inWords(id, { agentPools: [pool(agent('a1'), agent('a2', { current: false }))] })).toBe(
      'corp (AD) low',
    );
  });

  it('does not apply without agents', () => {
    expect(inWords(id, { agentPools: [] })).toBe('not_applicable');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
