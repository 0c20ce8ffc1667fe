import { OperatorError } from '../../lib/operator-error.ts';
import { actorLacks, isCode, isNotFound, refusalIn } from './errors.ts';
import type { Graph } from './graph.ts';
import { accountUnknown, groupUnknown } from './object-id.ts';
import { readObstacle } from './obstacle.ts';

/** Just made, and not yet known where the request went (Graph, "source resource object or one of the objects being referenced do not exist"). */
export function isUnseen(refusal: OperatorError): boolean {
  return isNotFound(refusal) || /referenced do not exist/i.test(refusalIn(refusal)?.message ?? '');
}

interface Missing {
  readonly groupId: string;
  readonly accountId: string;
  readonly refusal: OperatorError;
}

export async function whichIsMissing(
  graph: Graph,
  { groupId, accountId, refusal }: Missing,
): Promise<OperatorError> {
  if (await isAbsent(graph, `/groups/${groupId}`)) return groupUnknown(groupId, refusal);
  if (await isAbsent(graph, `/users/${accountId}`)) return accountUnknown(accountId, refusal);
  return new OperatorError(
    'PROVIDER_UNAVAILABLE',
    'Entra ID does not know the group and the account together yet',
    'Wait some minutes; it is tried again.',
    refusal,
  );
}

export async function isAbsent(graph: Graph, path: string): Promise<boolean> {
  const failure = await failureOf(async () => await graph.get(`${path}?$select=id`));
  if (failure !== null && !isNotFound(failure)) throw failure;
  return failure !== null;
}

const elsewhere =
  /on-premises mastered|mail-enabled security groups|distribution list|external service|dynamic/i;

/** 403 says the same of a missing permission and of a group that may not be changed: the group itself tells which. */
export async function whyRefused(
  graph: Graph,
  groupId: string,
  refusal: OperatorError,
): Promise<OperatorError> {
  const said = refusalIn(refusal)?.message ?? '';
  if (!isCode(refusal, 'NOT_PERMITTED') && !elsewhere.test(said)) return refusal;
  const obstacle = await readObstacle(graph, groupId);
  if (obstacle === null && isCode(refusal, 'NOT_PERMITTED'))
    return actorLacks('GroupMember.ReadWrite.All', refusal);
  return notWritable(obstacle?.why ?? `Change it where it is mastered. Graph says: ${said}`, refusal);
}

export function notWritable(next: string, cause?: unknown): OperatorError {
  return new OperatorError(
    'GROUP_NOT_WRITABLE',
    'Microsoft Graph cannot change who is in this group',
    next,
    cause,
  );
}

export function heldAlready(): OperatorError {
  return new OperatorError(
    'HELD_ALREADY',
    'the account is in the group without an end, which an end in PIM would take away',
    'Nothing to do: the access is there.',
  );
}

/** Bugs are not failures: they are thrown on. */
export async function failureOf(act: () => Promise<unknown>): Promise<OperatorError | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
}
