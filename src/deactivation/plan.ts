import type { Settings } from '../config/config.ts';
import type { PlannedStep } from '../domain/deactivation.ts';
import type { LifecycleStep } from '../domain/lifecycle.ts';
import { approverGroupsOf } from './approver-groups.ts';
import type { ActingProvider } from './tools.ts';

type Impacts = Parameters<typeof approverGroupsOf>[1];

/** The order of everything: what stops somebody first, what cannot be taken back last. */
const order: readonly LifecycleStep[] = ['suspend', 'end-sessions', 'deactivate'];

/**
 * What is done, in order: sign-in off everywhere, sessions ended everywhere, then what Lockstep gave them and the groups
 * that let them decide, then for good, and what an API cannot do is handed to a person.
 */
export function planSteps(
  settings: Settings,
  impacts: readonly Impacts[],
  providers: readonly ActingProvider[],
): readonly PlannedStep[] {
  const on = impacts.filter(({ state }) => state !== 'gone' && state !== 'deactivated');
  const everywhere = (step: LifecycleStep): readonly PlannedStep[] =>
    on
      .filter((impact) => stepsIn(providers, impact.connection).includes(step))
      .map(({ connection, accountId }) => ({ step, connection, accountId }));
  const [suspend, endSessions, deactivate] = order.map(everywhere);
  return [
    ...(suspend ?? []),
    ...(endSessions ?? []),
    { step: 'close-access' },
    ...on.flatMap((impact) => leaving(settings, impact)),
    ...(deactivate ?? []),
    ...on.flatMap((impact) => byHand(providers, impact)),
  ];
}

function stepsIn(providers: readonly ActingProvider[], connection: string): readonly LifecycleStep[] {
  return providers.find(({ id }) => id === connection)?.lifecycle?.steps ?? [];
}

/** Out of what makes them approvers; a group that somebody else fills is said, not changed. */
function leaving(settings: Settings, impact: Impacts): readonly PlannedStep[] {
  const { connection, accountId } = impact;
  return approverGroupsOf(settings, impact).map(({ id: groupId, name: groupName, manual }) =>
    manual
      ? { step: 'leave-group', connection, accountId, groupId, groupName }
      : {
          step: 'by-hand',
          connection,
          text: `Take ${impact.login} out of ${groupName}, which Lockstep may not change: its members decide in Lockstep.`,
        },
  );
}

function byHand(providers: readonly ActingProvider[], impact: Impacts): readonly PlannedStep[] {
  const { connection } = impact;
  const lifecycle = providers.find(({ id }) => id === connection)?.lifecycle;
  return (lifecycle?.byHand(impact) ?? []).map((text) => ({ step: 'by-hand', connection, text }));
}
