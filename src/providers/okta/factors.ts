import { z } from 'zod';
import type { AccountFactors, Factor, FactorStrength } from '../../domain/factor.ts';
import type { Clock } from '../../lib/clock.ts';
import { plainError } from '../plain-errors.ts';
import type { FactorReader } from '../provider.ts';
import type { OktaClient } from './client.ts';
import { isNotFound } from './errors.ts';

/** GET /users/{id}/factors (Okta Factors API). */
const OktaFactor = z.object({
  id: z.string(),
  factorType: z.string(),
  status: z.string(),
  profile: z.object({ credentialId: z.string().nullish() }).loose().nullish(),
});

/**
 * By factor type. `email` is a factor of everybody in the Identity Engine and `question` is recovery: both are weak and
 * neither is counted as a second factor of its own (Okta, OIE API changes).
 */
const strengths: Readonly<Record<string, FactorStrength>> = {
  webauthn: 'resistant',
  u2f: 'resistant',
  signed_nonce: 'resistant',
  push: 'strong',
  token: 'strong',
  'token:hardware': 'strong',
  'token:hotp': 'strong',
  'token:software:totp': 'strong',
  sms: 'weak',
  call: 'weak',
};
const ignored = new Set(['email', 'question']);

/** One account's ACTIVE factors. What the enrolment policy hides from the caller cannot be seen here (Okta, listFactors). */
export async function readFactorsOf(
  client: OktaClient,
  clock: Clock,
  accountId: string,
): Promise<AccountFactors> {
  const raw = await client.list(`/api/v1/users/${encodeURIComponent(accountId)}/factors`);
  const factors = raw
    .map((item) => OktaFactor.parse(item))
    .filter(({ status, factorType }) => status === 'ACTIVE' && !ignored.has(factorType))
    .map(toFactor);
  const registered = factors.length > 0;
  return { accountId, factors, capable: registered, registered, asOf: clock.now() };
}

function toFactor({ id, factorType, profile }: z.infer<typeof OktaFactor>): Factor {
  const kind = factorType.toLowerCase();
  return { kind, strength: strengths[kind] ?? 'unrecognised', device: profile?.credentialId ?? id };
}

/** One call an account, in the order given; an account that is gone meanwhile is left out. */
export function createFactorReader(client: OktaClient, clock: Clock, concurrency: number): FactorReader {
  return {
    bulk: false,
    read: async function* (accountIds) {
      let batch: string[] = [];
      for (const id of accountIds) {
        batch.push(id);
        if (batch.length < concurrency) continue;
        yield await readBatch(client, clock, batch);
        batch = [];
      }
      if (batch.length > 0) yield await readBatch(client, clock, batch);
    },
  };
}

export async function readBatch(
  client: OktaClient,
  clock: Clock,
  ids: readonly string[],
): Promise<readonly AccountFactors[]> {
  const read = await Promise.all(
    ids.map(async (id) => {
      try {
        return await readFactorsOf(client, clock, id);
      } catch (error) {
        if (isNotFound(error)) return null;
        throw plainError(error);
      }
    }),
  );
  return read.filter((factors) => factors !== null);
}
