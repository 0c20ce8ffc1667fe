import type { EntraTenant } from '../tenant/entra-tenant.ts';
import type { Lever } from './lever.ts';

/** What may become of a change that Entra ID answered with success. */
export function entraChangeLevers({ consistency }: EntraTenant): readonly Lever[] {
  return [
    {
      id: 'entra-lag',
      side: 'entra',
      title: 'Entra shows changes late',
      what: 'A change that was accepted shows only after six further reads of people and groups.',
      apply: () => {
        consistency.staleReads = 6;
        return 'the next changes show after six reads';
      },
      undo: () => {
        consistency.staleReads = 0;
        return 'changes show at once';
      },
    },
    {
      id: 'entra-pretends',
      side: 'entra',
      title: 'Entra says done and is not',
      what: 'Changes of memberships and accounts are answered with success, and nothing comes of them.',
      apply: () => {
        consistency.pretends = true;
        return 'changes are answered and forgotten';
      },
      undo: () => {
        consistency.pretends = false;
        return 'changes are carried out again';
      },
    },
  ];
}
