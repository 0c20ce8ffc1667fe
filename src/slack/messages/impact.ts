import type { Plan, PlannedStep } from '../../domain/deactivation.ts';
import { when } from './alert.ts';
import { onCallLines, onCallOfMany, onCallWarnings } from './on-call.ts';
import { cut, listed } from './text.ts';

type Account = Plan['impacts'][number];

/** What switching people off would hit: one in full, several a line each, so that nobody is hidden. */
export function impactLines(plans: readonly Plan[]): readonly string[] {
  const [only] = plans;
  if (only === undefined) return [];
  if (plans.length > 1) return [...plans.map(lineOf), ...onCallOfMany(plans)];
  return [
    ...warningsOf(only).map((line) => `⚠️ ${line}`),
    ...onCallLines(only),
    ...only.impacts.flatMap(accountLines),
    ...restLines(only),
  ];
}

/** One of many people: what must not be missed, in a line. */
function lineOf(plan: Plan): string {
  const { subject, impacts } = plan;
  const places = impacts.map(({ connection, state }) => `${connection} ${state}`).join(', ');
  const warnings = [...onCallWarnings(plan), ...warningsOf(plan)];
  const loud = warnings.length === 0 ? '' : ` ⚠️ ${cut(warnings.join('; ').replaceAll('*', ''), 130)}`;
  return `• *${cut(subject.name, 40)}* (${cut(subject.email, 60)}): ${cut(places, 60)}${loud}`;
}

/** What must be seen before anybody says yes. */
export function warningsOf({ impacts, lastApproverOf, unread }: Plan): readonly string[] {
  const said = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`*${what}:* ${listed(names, 8)}`];
  return [
    ...said('Could not be looked at', unread),
    ...said('Administrator', unique(impacts.flatMap(({ adminRoles }) => adminRoles))),
    ...said('Only owner of', unique(impacts.flatMap(({ soleOwnerOf }) => soleOwnerOf))),
    ...said('Last who may decide in', lastApproverOf),
    ...said('API tokens that die', unique(impacts.flatMap(({ apiTokens }) => apiTokens))),
  ];
}

function accountLines({ connection, login, state, synced, lastSignInAt, groups, apps }: Account): string[] {
  const seen = lastSignInAt === null ? 'never seen' : `last seen ${when(lastSignInAt)}`;
  const mastered = synced ? ', mastered elsewhere: an import may bring it back' : '';
  return [
    `*${cut(connection, 40)}* ${cut(login, 100)}: ${state}, ${seen}${mastered}`,
    `      ${counted(
      'group',
      groups.map(({ name }) => name),
    )}`,
    `      ${counted('app', apps)}`,
  ];
}

function restLines({ grants, requests, steps, startsAt }: Plan): readonly string[] {
  return [
    ...(startsAt === null ? [] : [`*Not before* ${when(startsAt)}`]),
    ...(grants.length === 0 ? [] : [`*Grants that end:* ${listed(grants, 8)}`]),
    ...(requests.length === 0 ? [] : [`*Requests that are taken back:* ${requests.length}`]),
    ...(steps.length === 0 ? ['There is nothing to do.'] : []),
    ...steps.map((step, i) => `${i + 1}. ${stepWords(step)}`),
  ];
}

/** One step in words; the names of groups and what is done by hand are untrusted. */
export function stepWords(step: PlannedStep): string {
  switch (step.step) {
    case 'suspend':
      return `suspend sign-in in ${cut(step.connection, 40)}`;
    case 'end-sessions':
      return `end sessions in ${cut(step.connection, 40)}`;
    case 'deactivate':
      return `deactivate in ${cut(step.connection, 40)}`;
    case 'restore':
      return `give sign-in back in ${cut(step.connection, 40)}`;
    case 'leave-group':
      return `out of ${cut(step.groupName, 100)} (${cut(step.connection, 40)})`;
    case 'join-group':
      return `back into ${cut(step.groupName, 100)} (${cut(step.connection, 40)})`;
    case 'close-access':
      return 'end grants, take back requests';
    case 'by-hand':
      return `by hand in ${cut(step.connection, 40)}: ${cut(step.text, 250)}`;
  }
}

function counted(what: string, names: readonly string[]): string {
  if (names.length === 0) return `no ${what}s`;
  return `${names.length} ${what}${names.length === 1 ? '' : 's'}: ${listed(names, 12)}`;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
