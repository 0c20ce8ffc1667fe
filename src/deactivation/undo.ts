import { type Deactivation, type Plan, type PlannedStep, type StepState } from '../domain/deactivation.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { DAY_MS, HOUR_MS } from '../lib/clock.ts';
import { findDeactivation, markUndone, stepsOf } from '../store/deactivations.ts';
import { inTransaction } from '../store/transaction.ts';
import { findPerson } from './find-person.ts';
import { lookOver } from './look-over.ts';
import type { DeactivationRefusal } from './refusal.ts';
import { askFor, type DeactivationAsked } from './request.ts';
import { tellDeactivation } from './tell.ts';
import type { Brought, DeactivationTools } from './tools.ts';

/**
 * Asks for what a deactivation took to be given back: sign-in, and the groups of its snapshot. It is a question of its own,
 * and the one who asks does not answer it. What cannot be given back is a step by hand.
 */
export async function requestUndo(
  tools: DeactivationTools,
  ask: { readonly deactivationId: string; readonly requester: Principal; readonly reason: string },
): Promise<DeactivationAsked> {
  const made = await findDeactivation(tools.db, ask.deactivationId);
  const why = notUndoable(tools, made, ask.requester);
  if (why !== null || made === null)
    return { refused: [{ who: ask.deactivationId, why: why ?? 'not_undoable' }] };
  const { impacts, unread } = await lookOver(tools, made.plan.impacts);
  // The plan was looked at before it was asked for.
  const since = new Date(made.createdAt.getTime() - HOUR_MS);
  const brought = await tools.broughtTo(made.plan.subject, since);
  const plan: Plan = {
    ...made.plan,
    impacts,
    unread,
    steps: stepsBack(made, await stepsOf(tools.db, made.id), brought),
    grants: [],
    requests: [],
    lastApproverOf: [],
    onCall: null,
    startsAt: null,
    undoes: made.id,
  };
  return await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    // Its evidence will say that it is to be given back; chat before audit, as everywhere.
    await tellDeactivation(inside, made);
    const asked = await askFor(inside, {
      kind: 'reactivation',
      plans: [plan],
      requester: ask.requester,
      reason: ask.reason,
    });
    if ('refused' in asked) return asked;
    for (const { id } of asked.deactivations) {
      // Whoever comes second finds the first one's question open, so this holds whenever we get here.
      if (!(await markUndone(db, made.id, id))) throw new Error(`${made.id} was given back meanwhile`);
    }
    return asked;
  });
}

function notUndoable(
  { clock, settings }: DeactivationTools,
  made: Deactivation | null,
  requester: Principal,
): DeactivationRefusal | null {
  if (made?.kind !== 'deactivation' || made.endedAt === null || made.startedAt === null)
    return 'not_undoable';
  if (made.undoneBy !== null) return 'undone_already';
  if (isSamePrincipal(requester, made.plan.subject)) return 'yourself';
  const until = made.startedAt.getTime() + settings.deactivation.undoDays * DAY_MS;
  return clock.now().getTime() > until ? 'not_undoable' : null;
}

/** Asks for sign-in to be given back to somebody whose accounts were switched off elsewhere: there is no snapshot of groups. */
export async function requestReactivation(
  tools: DeactivationTools,
  ask: { readonly person: string; readonly requester: Principal; readonly reason: string },
): Promise<DeactivationAsked> {
  const refuse = (why: DeactivationRefusal): DeactivationAsked => ({ refused: [{ who: ask.person, why }] });
  const found = await findPerson(tools, ask.person);
  if ('refused' in found) return refuse(found.refused);
  if (isSamePrincipal(ask.requester, found.subject)) return refuse('yourself');
  const { impacts, unread } = await lookOver(tools, found.accounts);
  if (impacts.length === 0) return refuse('unreadable');
  const off = impacts.filter(({ state }) => state === 'suspended' || state === 'deactivated');
  if (off.length === 0) return refuse('nothing_off');
  const plan: Plan = {
    subject: found.subject,
    impacts,
    steps: off.map(({ connection, accountId }) => ({ step: 'restore', connection, accountId })),
    grants: [],
    requests: [],
    lastApproverOf: [],
    onCall: null,
    startsAt: null,
    undoes: null,
    unread: [
      ...found.unread.map((connection) => `${connection}: it could not be asked who this is`),
      ...unread,
    ],
  };
  const { requester, reason } = ask;
  return await askFor(tools, { kind: 'reactivation', plans: [plan], requester, reason });
}

/**
 * Only what was done is taken back: sign-in first, so that the groups reach an account that lives. What grants brought ended
 * with them. An account that could not sign in before stays off.
 */
function stepsBack(
  { plan }: Deactivation,
  states: readonly StepState[],
  brought: readonly Brought[],
): readonly PlannedStep[] {
  const granted = (connection: string, id: string) =>
    brought.some((each) => each.connection === connection && each.groupId === id);
  const done = states.filter(({ status }) => status === 'done').map(({ step }) => step);
  const before = plan.impacts.filter(({ state }) => state === 'suspended');
  const wasOff = (connection: string) => before.some((each) => each.connection === connection);
  const off = new Map(
    done.flatMap((step) =>
      (step.step === 'suspend' || step.step === 'deactivate') && !wasOff(step.connection)
        ? [
            [
              step.connection,
              { step: 'restore' as const, connection: step.connection, accountId: step.accountId },
            ],
          ]
        : [],
    ),
  );
  const touched = plan.impacts.filter(({ connection }) => off.has(connection));
  return [
    ...off.values(),
    ...touched.flatMap(({ connection, accountId, groups }) =>
      groups
        .filter(({ id, manual }) => manual && !granted(connection, id))
        .map(({ id, name }) => ({
          step: 'join-group' as const,
          connection,
          accountId,
          groupId: id,
          groupName: name,
        })),
    ),
    ...touched.flatMap((impact) => lost(impact)),
    ...before.flatMap((impact) => staysOff(impact, done, granted)),
    ...plan.grants.map((grant) => ({
      step: 'by-hand' as const,
      connection: plan.impacts[0]?.connection ?? '',
      text: `The grant ended with the deactivation and is asked for anew where it is still needed: ${grant}`,
    })),
  ];
}

/** No reactivation knows later what the account lost: it is said now. */
function staysOff(
  impact: Plan['impacts'][number],
  done: readonly PlannedStep[],
  granted: (connection: string, id: string) => boolean,
): readonly PlannedStep[] {
  const { connection, login, groups } = impact;
  const here = done.filter((step) => 'accountId' in step && step.connection === connection);
  const deactivated = here.some(({ step }) => step === 'deactivate');
  const left = new Set(here.flatMap((step) => (step.step === 'leave-group' ? [step.groupId] : [])));
  const names = groups
    .filter(({ id, manual }) => manual && !granted(connection, id) && (deactivated || left.has(id)))
    .map(({ name }) => name);
  const lines = [
    `${login} was suspended there before the deactivation and stays switched off: ask for a reactivation where it is wanted.`,
    ...(names.length === 0
      ? []
      : [`A reactivation of ${login} gives back no groups. Before, it was in: ${names.join(', ')}`]),
  ];
  const steps = lines.map((text) => ({ step: 'by-hand' as const, connection, text }));
  return deactivated ? [...steps, ...lost(impact)] : steps;
}

/** What no API gives back. */
function lost({ connection, apps, apiTokens, groups }: Plan['impacts'][number]): readonly PlannedStep[] {
  const rest = groups.filter(({ manual }) => !manual).map(({ name }) => name);
  const lines = [
    ...(apiTokens.length === 0 ? [] : [`API tokens are gone for good: ${apiTokens.join(', ')}`]),
    ...(apps.length === 0
      ? []
      : [`Look whether these apps are assigned again, and whether their data survived: ${apps.join(', ')}`]),
    ...(rest.length === 0
      ? []
      : [`Groups that are filled by a rule or from elsewhere come back by themselves: ${rest.join(', ')}`]),
  ];
  return lines.map((text) => ({ step: 'by-hand', connection, text }));
}
