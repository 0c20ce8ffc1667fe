import type { Plan } from '../domain/deactivation.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { FoundAccount } from './find-person.ts';
import type { DeactivationTools } from './tools.ts';

type Looked = Pick<Plan, 'impacts' | 'unread'>;

/** What switching these accounts off would hit, read live. What cannot be read is named, never left out in silence. */
export async function lookOver(
  { providers, log }: Pick<DeactivationTools, 'providers' | 'log'>,
  accounts: readonly FoundAccount[],
): Promise<Looked> {
  const looked = await Promise.all(
    accounts.map(async ({ connection, accountId }): Promise<Looked> => {
      const lifecycle = providers.find(({ id }) => id === connection)?.lifecycle;
      if (lifecycle === undefined)
        return { impacts: [], unread: [`${connection}: Lockstep has no right to switch accounts off there`] };
      try {
        const impact = await lifecycle.impact(accountId);
        return {
          impacts: [{ ...impact, connection }],
          unread: impact.unread.map((what) => `${connection}: ${what}`),
        };
      } catch (error) {
        log.warn({ connection, account: accountId, reason: reasonOf(error) }, 'an account could not be read');
        return { impacts: [], unread: [`${connection}: the account could not be read`] };
      }
    }),
  );
  return {
    impacts: looked.flatMap(({ impacts }) => impacts),
    unread: looked.flatMap(({ unread }) => unread),
  };
}
