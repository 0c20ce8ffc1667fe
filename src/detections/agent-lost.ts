import { lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

const returned = ['system.agent.ldap.reconnect', 'system.agent.ad.reactivate'];

export default defineDetection({
  id: 'agent-lost',
  ref: 'W-19',
  title: 'A directory agent is gone',
  severity: 'high',
  why: 'Without an agent nobody whose password lives in AD or LDAP can sign in, and no import runs.',
  fix: 'Restart the agent service on its host and look at its outbound TLS. Add a second agent if this was the only one.',
  source: ['Okta: event catalogue, system.agent', 'Okta customer detections: new_ad_agent_created'],
  events: {
    okta: [
      'system.agent.ldap.disconnect',
      'system.agent.ad.deactivate',
      'system.agent.ad.delete',
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
    if (event.outcome === 'failure') return [];
    if (returned.includes(event.name)) return [{ clears: key, because: 'the agent is connected again' }];
    const message = `${nameOf(agent, 'an agent')}: ${event.name.split('.').at(-1)}`;
    return [{ key, message, sample: lineOf(event, `${message} by ${whoDid(event)}, ${whenOf(event)}`) }];
  },
});
