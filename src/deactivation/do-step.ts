import type { PlannedStep } from '../domain/deactivation.ts';
import type { LifecycleStep, SignInState } from '../domain/lifecycle.ts';
import type { Principal } from '../domain/principal.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { DeactivationTools } from './tools.ts';

type Doable = Exclude<PlannedStep, { step: 'by-hand' }>;

type StepTools = Pick<DeactivationTools, 'providers' | 'closeAccess'>;

/** In which states an account has to be seen before a step counts as done; ending sessions cannot be read back. */
const confirmed: Readonly<Record<LifecycleStep, readonly (SignInState | null)[] | null>> = {
  suspend: ['suspended', 'deactivated', 'gone', null],
  'end-sessions': null,
  deactivate: ['deactivated', 'gone', null],
  restore: ['active'],
};

/** Does one step, reads back what it did, and says it in words. What is not seen throws NOT_CONFIRMED, and is tried again. */
export async function doStep(
  tools: StepTools,
  step: Doable,
  { subject, because }: { readonly subject: Principal; readonly because: string },
): Promise<string> {
  switch (step.step) {
    case 'close-access':
      return await tools.closeAccess(subject, because);
    case 'leave-group':
    case 'join-group':
      return await changeMembership(tools, step);
    case 'suspend':
    case 'end-sessions':
    case 'deactivate':
    case 'restore':
      return await changeSignIn(tools, step.step, step);
  }
}

async function changeSignIn(
  { providers }: Pick<StepTools, 'providers'>,
  step: LifecycleStep,
  { connection, accountId }: { readonly connection: string; readonly accountId: string },
): Promise<string> {
  const lifecycle = providers.find(({ id }) => id === connection)?.lifecycle;
  if (lifecycle === undefined) throw unable(connection);
  const wanted = confirmed[step];
  const before = wanted === null ? undefined : await lifecycle.state(accountId);
  // Nothing is left to do: somebody else did it, or the account is gone.
  if (before !== undefined && wanted?.includes(before) === true) return `it is ${before ?? 'gone'} already`;
  const said = await lifecycle.carryOut(step, accountId);
  if (wanted === null) return said;
  // Vendors answer before all their replicas have heard: believe the read, not the reply.
  const state = await lifecycle.state(accountId);
  if (wanted.includes(state)) return `${said}; read back as ${state ?? 'gone'}`;
  throw new OperatorError(
    'NOT_CONFIRMED',
    `${connection} took it, and still shows the account as ${state ?? 'gone'}`,
    'It is tried again by itself.',
  );
}

async function changeMembership(
  { providers }: Pick<StepTools, 'providers'>,
  {
    step,
    connection,
    accountId,
    groupId,
    groupName,
  }: Extract<PlannedStep, { step: 'leave-group' | 'join-group' }>,
): Promise<string> {
  const memberships = providers.find(({ id }) => id === connection)?.memberships;
  if (memberships === undefined) throw unable(connection);
  const wanted = step === 'join-group';
  if ((await memberships.has(groupId, accountId)) === wanted)
    return wanted ? `is in ${groupName}` : `is not in ${groupName}`;
  const obstacle = await memberships.obstacle(groupId);
  if (obstacle !== null)
    throw new OperatorError(
      'GROUP_NOT_WRITABLE',
      `${groupName} may not be changed: ${obstacle.why}`,
      'Change it there by hand.',
    );
  await (wanted ? memberships.add(groupId, accountId) : memberships.remove(groupId, accountId));
  if ((await memberships.has(groupId, accountId)) === wanted)
    return wanted ? `is in ${groupName} again` : `is no longer in ${groupName}`;
  throw new OperatorError(
    'NOT_CONFIRMED',
    `${connection} took the change of ${groupName}, and does not show it yet`,
    'It is tried again by itself.',
  );
}

function unable(connection: string): OperatorError {
  return new OperatorError(
    'NOT_PERMITTED',
    `Lockstep has no right to change accounts in ${connection}`,
    'Give the acting identity the permissions that `lockstep doctor` names.',
  );
}
