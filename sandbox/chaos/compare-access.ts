import type { HandMade } from './crowd.ts';
import type { Written, WrittenDeactivation, WrittenGrant } from './read-store.ts';
import { keyOf, type Membership, type Truth } from './truth.ts';

/** Every difference between what the bot wrote down and what is true, in words. Empty: none. */
export function compareAccess(
  written: Written,
  truth: Truth,
  handMade: readonly HandMade[],
): readonly string[] {
  return [
    ...hanging(written, new Date()),
    ...memberships(written, truth, handMade),
    ...leavers(written, truth),
    ...decisions(written),
  ];
}

/** What is under way although nothing is left to wait for, and every end that should have come by then. */
export function hanging({ grants, deactivations }: Written, by: Date): readonly string[] {
  const now = by.toISOString();
  return [
    ...grants
      .filter(({ status }) => ['scheduled', 'granting', 'revoking'].includes(status))
      .map(({ id, status, lastError }) => `${id} is still ${status}: ${lastError}`),
    ...grants
      .filter(({ status, expiresAt }) => status === 'active' && expiresAt !== null && expiresAt < now)
      .map(({ id, expiresAt }) => `${id} is overdue since ${expiresAt}`),
    ...deactivations
      .filter(({ status }) => status === 'scheduled' || status === 'running')
      .map(({ id, status }) => `${id} is still ${status}`),
  ];
}

function memberships({ grants }: Written, truth: Truth, handMade: readonly HandMade[]): readonly string[] {
  const all = [...grants, ...handMade.map(({ membership }) => membership)];
  const distinct = new Map(all.map((each) => [keyOf(each), each]));
  return [...distinct.values()].flatMap((membership) => {
    const key = keyOf(membership);
    const mine = grants.filter((grant) => keyOf(grant) === key);
    const active = mine.filter(({ status }) => status === 'active');
    const holds = truth.holds(membership);
    const earlier = handMade.filter((each) => keyOf(each.membership) === key);
    const stays = truth.heldAtFirst(membership) || earlier.some(({ at }) => wasAlone(at, mine));
    const wrote = mine.filter(({ writtenAt }) => writtenAt !== null).length;
    const added = truth.addedByLockstep(membership);
    return [
      ...(active.length > 0 && !holds ? [`${key}: ${active[0]?.id} is active and nobody is there`] : []),
      ...(stays && !holds ? [`${key}: was there before, and was taken`] : []),
      ...(holds && active.length === 0 && !stays && earlier.length === 0
        ? [`${key}: is there without a grant (${mine.map(wordsOf).join(', ')})`]
        : []),
      ...(added > wrote
        ? [`${key}: added ${added} times for ${wrote} grants (${mine.map(wordsOf).join(', ')})`]
        : []),
    ];
  });
}

/** Added by hand before Lockstep had anything to do with it: whatever is later given and ended, it stays. */
function wasAlone(at: Date, grants: readonly WrittenGrant[]): boolean {
  const soon = new Date(at.getTime() + 30_000).toISOString();
  return grants.every(({ writtenAt, removedAt }) => (writtenAt ?? removedAt ?? '9') > soon);
}

const wordsOf = ({ id, status, heldBefore }: WrittenGrant): string => `${id} ${status} before=${heldBefore}`;

/** Off everywhere, or said to be incomplete; and on again after an undo. The newest word about a person counts. */
function leavers({ deactivations, grants }: Written, truth: Truth): readonly string[] {
  const over = deactivations.filter(({ status }) => status === 'done' || status === 'incomplete');
  const newest = new Map(over.map((each) => [each.person, each]));
  return [...newest.values()]
    .filter(({ status }) => status === 'done')
    .flatMap((made) =>
      accountsOf(made).flatMap(({ connection, accountId }) => {
        const on = truth.on(connection, accountId);
        const held = grants.filter((grant) => grant.accountId === accountId && grant.status === 'active');
        const wrong = on === (made.kind === 'deactivation');
        return [
          ...(wrong
            ? [`${made.id} (${made.kind}) is done and ${accountId} in ${connection} is ${on ? 'on' : 'off'}`]
            : []),
          ...(on ? [] : held.map(({ id }) => `${id} is active and its account is off`)),
        ];
      }),
    );
}

function accountsOf({ plan }: WrittenDeactivation): readonly Omit<Membership, 'groupId'>[] {
  // As domain/deactivation.ts writes it.
  const { steps } = JSON.parse(plan) as {
    steps: readonly { step: string; connection: string; accountId: string }[];
  };
  return steps.filter(({ step }) => step === 'suspend' || step === 'restore');
}

/** Enough distinct people for each yes, nobody on their own question, and never two grants of one yes. */
function decisions({ approvals, decisions: made, grants }: Written): readonly string[] {
  return approvals.flatMap(({ id, status, requester, stages }) => {
    const people = made.filter(({ approval }) => approval === id).map(({ person }) => person);
    const given = grants.filter(({ approval }) => approval === id).length;
    // As domain/approval.ts writes it.
    const needed = (JSON.parse(stages) as { quorum: number }[]).reduce((sum, { quorum }) => sum + quorum, 0);
    return [
      ...(status === 'approved' && people.length < needed
        ? [`${id}: approved by ${people.length} of ${needed}`]
        : []),
      ...(people.includes(requester) ? [`${id}: approved by who asked`] : []),
      ...(given > 1 ? [`${id}: ${given} grants`] : []),
      ...(given > 0 && status !== 'approved' ? [`${id}: ${status}, and there is a grant`] : []),
    ];
  });
}
