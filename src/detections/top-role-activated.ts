import { targetOf } from '../domain/event.ts';
import { lineOf, whenOf, whoDid } from '../domain/event-words.ts';
import { roleIn } from '../domain/granted-role.ts';
import { defineDetection } from './detection.ts';

const activated = 'add member to role completed (pim activation)';

export default defineDetection({
  id: 'top-role-activated',
  ref: 'W-08',
  title: 'Global Administrator was activated',
  severity: 'low',
  why: 'Activations are normal and should be noticed by somebody else; many on one day are not normal.',
  fix: 'Compare it with the work planned. Who activates again and again needs a smaller role.',
  source: ['CISA SCuBA: MS.AAD.7.8v1', 'Sigma: azure_pim_role_frequent_activation'],
  events: { entra: [activated] },
  thresholds: {
    'activations.person.max': {
      value: 5,
      unit: 'activations in 24 hours',
      source: 'ours',
      why: 'a working day with a role of a few hours needs fewer',
    },
  },
  tallies: { activations: { names: [activated], windowMs: 24 * 3_600_000, by: 'actor' } },
  patienceMs: 0,
  unless: [],
  evaluate: (event, { tally, threshold }) => {
    if (event.outcome === 'failure') return [];
    const { name, top } = roleIn(event);
    const { events } = tally('activations');
    const sample = lineOf(event, `${whoDid(event)}: ${name}, ${whenOf(event)}`);
    const who = event.actor?.id ?? targetOf(event, 'account')?.id ?? 'unknown';
    if (events > threshold('activations.person.max')) {
      const title = 'Roles are activated unusually often';
      const message = `${whoDid(event)} activated roles ${events} times within 24 hours`;
      return [{ key: `${who}:often`, severity: 'medium', title, message, sample }];
    }
    if (!top) return [];
    const day = event.at.toISOString().slice(0, 10);
    return [{ key: `day:${day}`, message: `${whoDid(event)} activated ${name}`, sample }];
  },
});
