import type { RestoreContent } from '../../access/index.ts';
import type { Approval } from '../../domain/approval.ts';
import type { Plan } from '../../domain/deactivation.ts';
import type { Principal } from '../../domain/principal.ts';
import { durationInWords } from '../../lib/duration.ts';
import { sizeOf } from './restore-list.ts';
import { cut } from './text.ts';

/** What an approval is about, read out of its content, which is what its hash covers. */
export type Subject =
  | { readonly kind: 'people'; readonly reason: string; readonly plans: readonly Plan[] }
  | { readonly kind: 'access'; readonly reason: string; readonly access: AskedAccess }
  | { readonly kind: 'restore'; readonly reason: string; readonly list: Omit<RestoreContent, 'reason'> }
  | { readonly kind: 'unknown' };

export interface AskedAccess {
  readonly connection: string;
  readonly groupName: string;
  readonly login: string;
  /** null = permanent. */
  readonly minutes: number | null;
  readonly ticket: string | null;
  readonly startsAt: Date | null;
  /** Given first; the decision is a review of it. */
  readonly emergency: boolean;
  /** It moves the end of a grant. */
  readonly extends: string | null;
}

/** One line of a list. */
export function titleOf({
  approval,
  subject,
}: {
  readonly approval: Approval;
  readonly subject: Subject;
}): string {
  const whom = personOf(approval.beneficiaries[0]);
  const many = approval.beneficiaries.length;
  const people = many === 1 ? whom : `${many} people`;
  switch (approval.kind) {
    case 'deactivation':
      return `Deactivate ${people}`;
    case 'reactivation':
      return `Give sign-in back to ${people}`;
    case 'restore':
      return subject.kind === 'restore'
        ? `Restore ${sizeOf(subject.list)}`
        : `Restore memberships of ${people}`;
    case 'access':
      return subject.kind === 'access' ? accessTitle(subject.access, people) : `Access for ${people}`;
  }
}

function accessTitle(
  { emergency, extends: extended, groupName, connection, minutes }: AskedAccess,
  people: string,
) {
  const ordinary = extended === null ? 'Give' : 'Extend';
  const verb = emergency ? 'Review an emergency:' : ordinary;
  const length = minutes === null ? 'without an end' : `for ${durationInWords(minutes)}`;
  return `${verb} *${cut(groupName, 100)}* (${cut(connection, 40)}) to ${people} ${length}`;
}

export function personOf(person: Principal | undefined): string {
  return person === undefined ? 'nobody' : `${cut(person.name, 80)} (${cut(person.email, 100)})`;
}
