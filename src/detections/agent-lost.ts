import type { DirectoryEvent } from '../domain/event.ts';
import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection, type Raise } from './detection.ts';

const returned = ['system.agent.ldap.reconnect', 'system.agent.ad.reactivate', 'agent up', 'agent removed'];

export default defineDetection({
  id: 'agent-lost',
  ref: 'W-19',
  title: 'A directory agent is gone',
  severity: 'high',
  why: 'Without an agent nobody whose password lives in AD or LDAP can sign in, and no import runs.',
  fix: 'Restart the agent service on its host and look at its outbound TLS. Add a second agent if this was the only one.',
  blind:
    'the log of Okta does not tell that an agent of Active Directory disconnected; the states are looked at every five minutes, with okta.agentPools.read.',
  source: ['Okta: event catalogue, system.agent', 'Okta customer detections: new_ad_agent_created'],
  events: {
    okta: [
      'system.agent.ldap.disconnect',
      'system.agent.ad.deactivate',
      'system.agent.ad.delete',
      // The log does not tell of agents of Active Directory that disconnect: Lockstep looks every five minutes.
      'agent down',
      ...returned,
    ],
  },
  thresholds: {},
  tallies: {},
  // An upgrade restarts it.
  patienceMs: 10 * 60_000,
  unless: [],
  endsBy: 'when the agent connects again',
  evaluate: (event) => {
    const agent = event.targets[0];
    const key = `${agent?.id ?? 'unknown'}:agent`;
    if (event.name === 'agent down') return [seenDown(event, key)];
    if (event.outcome === 'failure') return [];
    if (event.name === 'agent removed') return [{ clears: key, because: 'the agent was removed' }];
    if (returned.includes(event.name)) return [{ clears: key, because: 'the agent is connected again' }];
    const message = `${nameOf(agent, 'an agent')}: ${event.name.split('.').at(-1)}`;
    return [{ key, message, sample: lineOf(event, `${message} by ${whoDid(event)}, ${whenOf(event)}`) }];
  },
});

/** The last one of its pool takes the sign-in of everybody with it whose password lives there. */
function seenDown(event: DirectoryEvent, key: string): Raise {
  const { pool = 'its directory', working } = event.detail;
  const last = working === '0';
  const left = last ? `no agent of ${pool} works any more` : `${working ?? 'some'} of ${pool} still work`;
  const message = `${nameOf(event.targets[0], 'an agent')} does not answer; ${left}`;
  return {
    key,
    ...(last ? { severity: 'critical', title: 'The last agent of a directory is gone' } : {}),
    message,
    sample: lineOf(event, `${message}, ${whenOf(event)}`),
  };
}
