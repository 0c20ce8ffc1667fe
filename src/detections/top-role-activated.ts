import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { lineOf, whenOf, whoDid } from '../domain/event-words.ts';
import { roleIn } from '../domain/granted-role.ts';
import { defineDetection, type Watching } from './detection.ts';

const activated = 'add member to role completed (pim activation)';

export default defineDetection({
  id: 'top-role-activated',
  ref: 'W-08',
  title: 'Global Administrator was activated',
  severity: 'low',
  why: 'Activations are normal and should be noticed by somebody else; many on one day are not normal.',
  fix: 'Compare it with the work planned. Who activates again and again needs a smaller role.',
  blind:
    'Okta governance gives roles for a time without an event for each activation; a grant is told by admin-role-granted.',
  source: ['CISA SCuBA: MS.AAD.7.8v1', 'Sigma: azure_pim_role_frequent_activation'],
  events: { entra: [activated] },
  thresholds: {
    'activations.person.max': {
      value: 5,
      unit: 'activations in 24 hours',
      source: 'ours',
      why: 'a working day with a role of a few hours needs fewer',
    },
    'activations.hours.min': {
      value: 7,
      unit: "o'clock in schedules.timezone",
      source: 'ours',
      why: 'before it an activation is worth a question',
    },
    'activations.hours.max': {
      value: 20,
      unit: "o'clock in schedules.timezone",
      source: 'ours',
      why: 'from then on, too',
    },
    'activations.weekdays.min': {
      value: 1,
      unit: 'first day of the working week, 1 = Monday',
      source: 'ours',
      why: 'set it to 7 where the week begins on Sunday',
    },
    'activations.weekdays.max': {
      value: 5,
      unit: 'last day of the working week, 7 = Sunday',
      source: 'ours',
      why: 'the usual week',
    },
  },
  tallies: { activations: { names: [activated], windowMs: 24 * 3_600_000, by: 'actor' } },
  patienceMs: 0,
  unless: [],
  evaluate: (event, watching) => {
    const { tally, threshold } = watching;
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
    if (!atWork(event, watching)) {
      const title = 'Global Administrator was activated outside working hours';
      return [
        {
          key: `${who}:hours`,
          severity: 'medium',
          title,
          message: `${whoDid(event)} activated ${name}`,
          sample,
        },
      ];
    }
    const day = event.at.toISOString().slice(0, 10);
    return [{ key: `day:${day}`, message: `${whoDid(event)} activated ${name}`, sample }];
  },
});

function atWork({ at }: DirectoryEvent, { localTime, threshold }: Watching): boolean {
  const { weekday, minute } = localTime(at);
  const [first, last] = [threshold('activations.weekdays.min'), threshold('activations.weekdays.max')];
  const day = first <= last ? weekday >= first && weekday <= last : weekday >= first || weekday <= last;
  const hour = minute / 60;
  return day && hour >= threshold('activations.hours.min') && hour < threshold('activations.hours.max');
}
