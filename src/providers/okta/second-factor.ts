import { z } from 'zod';
import { OperatorError } from '../../lib/operator-error.ts';
import type { Push, SecondFactor } from '../provider.ts';
import { userPath } from './by-id.ts';
import type { Hands } from './memberships.ts';

/** GET /users/{id}/factors, what tells an Okta Verify device that can be pushed to (Okta Factors API). */
const EnrolledFactor = z.object({
  id: z.string(),
  factorType: z.string(),
  provider: z.string(),
  status: z.string(),
});

/** POST …/factors/{factorId}/verify and its poll link (Okta Factors API, verify a factor, retrieve a factor transaction status). */
const Verification = z.object({
  factorResult: z.string(),
  _links: z.object({ poll: z.object({ href: z.string() }).optional() }).optional(),
  _embedded: z
    .object({ challenge: z.object({ correctAnswer: z.union([z.string(), z.number()]) }).optional() })
    .optional(),
});

const SCOPE = 'okta.users.manage';

/**
 * A push through Okta Verify, with a number to choose: who did not click does not know it, and cannot say yes by habit.
 * Sending takes okta.users.manage, asking what came of it okta.users.read.
 */
export function createSecondFactor({ reads, acting }: Hands): SecondFactor {
  const deviceOf = async (accountId: string): Promise<string | null> => {
    const listed = await reads.list(`${userPath(accountId)}/factors`);
    const own = listed
      .map((item) => EnrolledFactor.parse(item))
      .filter(
        ({ factorType, provider, status }) =>
          factorType === 'push' && provider === 'OKTA' && status === 'ACTIVE',
      );
    return own[0]?.id ?? null;
  };
  const mayAsk = async (): Promise<boolean> => {
    try {
      const granted = await acting.granted();
      // An API token does not say; the push does then.
      return granted === null || granted.includes(SCOPE);
    } catch (error) {
      // No scope of acting at all.
      if (error instanceof OperatorError && error.code === 'NOT_PERMITTED') return false;
      throw error;
    }
  };
  return {
    pushable: async (accountId) => (await mayAsk()) && (await deviceOf(accountId)) !== null,
    push: async (accountId) => {
      const factor = await deviceOf(accountId);
      if (factor === null) return null;
      const path = `${userPath(accountId)}/factors/${idOf(factor)}/verify`;
      return pushOf(factor, await acting.ask(path, { useNumberMatchingChallenge: true }));
    },
    pushed: async (accountId, ticket) => {
      const [factor = '', transaction = ''] = ticket.split('/');
      const path = `${userPath(accountId)}/factors/${idOf(factor)}/transactions/${idOf(transaction)}`;
      return outcomeOf(Verification.parse((await reads.get(path)).body).factorResult);
    },
  };
}

function pushOf(factor: string, raw: unknown): Push {
  const { factorResult, _links, _embedded } = Verification.parse(raw);
  const transaction = /\/transactions\/([^/?]+)$/.exec(_links?.poll?.href ?? '')?.[1];
  if (factorResult !== 'WAITING' || transaction === undefined) {
    throw new OperatorError(
      'PROVIDER_REFUSED',
      `Okta did not send the push (${factorResult})`,
      'Look whether Okta Verify is set up on the device.',
    );
  }
  const number = _embedded?.challenge?.correctAnswer;
  return { factor, ticket: `${factor}/${transaction}`, number: number === undefined ? null : String(number) };
}

function outcomeOf(result: string): Awaited<ReturnType<SecondFactor['pushed']>> {
  switch (result) {
    case 'SUCCESS':
      return 'approved';
    case 'WAITING':
      return 'waiting';
    case 'TIMEOUT':
      return 'timeout';
    default:
      return 'rejected';
  }
}

/** What is no id never becomes part of a path. */
function idOf(text: string): string {
  if (/^[A-Za-z0-9_-]{1,128}(\.[A-Za-z0-9_-]{1,128}){0,3}$/.test(text)) return text;
  throw new OperatorError(
    'EVIDENCE_INCOMPLETE',
    'Okta named a push by something that is no id',
    'Try again.',
  );
}
