import { z } from 'zod';
import type { Approval, ApprovalKind } from '../domain/approval.ts';
import { durationInWords } from '../lib/duration.ts';

const kinds: Readonly<Record<ApprovalKind, string>> = {
  access: 'access',
  deactivation: 'deactivation',
  reactivation: 'giving sign-in back',
  restore: 'restoring memberships',
};

/** What requests for access say of themselves, as far as a line needs it. */
const Named = z.object({ groupName: z.string(), minutes: z.number().nullable() });
const MOST = 5;

/** One line about what is approved and for whom, for where there is no card. Untrusted text. */
export function summaryOf({
  kind,
  content,
  beneficiaries,
}: Pick<Approval, 'kind' | 'content' | 'beneficiaries'>): string {
  const emails = beneficiaries.slice(0, MOST).map(({ email }) => email);
  const more = beneficiaries.length - emails.length;
  const whom = `for ${emails.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const named = Named.safeParse(content);
  if (!named.success) return `${kinds[kind]} ${whom}`;
  const { groupName, minutes } = named.data;
  return `${kinds[kind]} to ${groupName} ${whom}, ${minutes === null ? 'without an end' : `for ${durationInWords(minutes)}`}`;
}
