import type { AccessPolicy } from '../domain/policy.ts';
import { durationInWords } from '../lib/duration.ts';
import { type AccessRefusal, refuse } from './access-refusals.ts';

/** What somebody asks for, besides the group. Untrusted. */
export interface AccessWish {
  /** null = as long as the policy gives when nobody says; not looked at when permanent. */
  readonly minutes: number | null;
  readonly permanent: boolean;
  readonly reason: string | null;
  readonly ticket: string | null;
  /** Access first, the approvers review it after. */
  readonly emergency: boolean;
}

/** A ticket is a number and a few letters; what is longer is not compared with anybody's pattern. */
const LONGEST_TICKET = 200;

/** What is wrong with the wish itself: its length, its reason, its ticket. */
export function refusalOfWords(policy: AccessPolicy, wish: AccessWish): AccessRefusal | null {
  return refusalOfLength(policy, wish) ?? refusalOfReason(policy, wish) ?? refusalOfTicket(policy, wish);
}

/** How long it will be; null = permanent. */
export function minutesOf(policy: AccessPolicy, wish: AccessWish): number | null {
  if (wish.permanent) return null;
  if (wish.minutes !== null) return wish.minutes;
  return wish.emergency ? Math.min(policy.defaultMinutes, longest(policy, wish)) : policy.defaultMinutes;
}

function longest({ maxMinutes, emergency }: AccessPolicy, wish: AccessWish): number {
  return wish.emergency && emergency !== null ? emergency.maxMinutes : maxMinutes;
}

function refusalOfLength(policy: AccessPolicy, wish: AccessWish): AccessRefusal | null {
  const minutes = minutesOf(policy, wish);
  if (minutes === null) return policy.permanent && !wish.emergency ? null : refuse('permanent_not_allowed');
  if (!Number.isSafeInteger(minutes) || minutes < 1) return refuse('duration_unfit');
  const most = longest(policy, wish);
  return minutes > most ? refuse('too_long', `at most ${durationInWords(most)}`) : null;
}

function refusalOfReason({ reasonRequired }: AccessPolicy, { reason }: AccessWish): AccessRefusal | null {
  return reasonRequired && (reason ?? '').trim() === '' ? refuse('reason_missing') : null;
}

function refusalOfTicket({ ticket: pattern }: AccessPolicy, { ticket }: AccessWish): AccessRefusal | null {
  if (pattern === null) return null;
  const named = (ticket ?? '').trim();
  if (named === '') return refuse('ticket_missing');
  return named.length <= LONGEST_TICKET && pattern.test(named) ? null : refuse('ticket_unfit');
}
