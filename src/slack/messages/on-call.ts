import type { Plan } from '../../domain/deactivation.ts';
import type { Duty, OnCallNow } from '../../domain/on-call.ts';
import { when } from './alert.ts';
import { cut, listed } from './text.ts';

/** A duty with its end takes half a line. */
const MOST = 4;

/** Whether one person is on call, whatever the answer is; nothing only where it does not matter. */
export function onCallLines({ onCall }: Plan): readonly string[] {
  if (onCall === null) return [];
  if (!onCall.known) return [`*On call:* ${unknown(onCall)}`];
  if (onCall.duties.length === 0) return ['*On call:* not now'];
  const more = onCall.duties.length - MOST;
  const shown = onCall.duties.slice(0, MOST).map(dutyWords).join('; ');
  return [`⚠️ *On call now for* ${shown}${more > 0 ? ` and ${more} more` : ''}`];
}

/** What must not be missed about one of many people. */
export function onCallWarnings({ onCall }: Plan): readonly string[] {
  if (onCall?.known !== true || onCall.duties.length === 0) return [];
  return [`*On call now for* ${listed(policiesOf(onCall.duties), MOST)}`];
}

/** What is not said of each of many people: how many are not on call, and of how many it is not known, and why. */
export function onCallOfMany(plans: readonly Plan[]): readonly string[] {
  const answers = plans.flatMap(({ onCall }) => (onCall === null ? [] : [onCall]));
  const free = answers.filter((answer) => answer.known && answer.duties.length === 0).length;
  const reasons = Map.groupBy(
    answers.filter((answer) => !answer.known),
    ({ because }) => because,
  );
  return [
    ...(free === 0 ? [] : [`*On call:* not now: ${free}`]),
    ...[...reasons.values()].flatMap(([first, ...rest]) =>
      first === undefined ? [] : [`*On call:* ${unknown(first)}: ${rest.length + 1}`],
    ),
  ];
}

function unknown({ because }: Extract<OnCallNow, { known: false }>): string {
  return `not known, because ${cut(because, 250)}`;
}

function dutyWords({ policy, level, schedule, until }: Duty): string {
  const by = schedule === null ? '' : `${cut(schedule, 60)}, `;
  const end = until === null ? 'without an end' : `until ${when(until)}`;
  return `${cut(policy, 60)} (${by}level ${level}) ${end}`;
}

function policiesOf(duties: readonly Duty[]): readonly string[] {
  return [...new Set(duties.map(({ policy }) => policy))];
}
