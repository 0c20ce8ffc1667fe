import type { EntraTenant } from '../tenant/entra-tenant.ts';

/**
 * What reads are answered from, behind what writes have changed. A change is taken at once and shows after as many reads of
 * people and groups as the tenant says, or never (eventual consistency of the directory).
 */
export interface Replica {
  /** A change that was accepted; `place` names what it is about. */
  readonly write: (place: string, holds: boolean, apply: () => void) => void;
  /** What a write to that place finds: what was accepted last, or else what is there. */
  readonly isTrue: (place: string, shown: boolean) => boolean;
  /** One read more. */
  readonly read: () => void;
}

export function createReplica({ consistency }: EntraTenant): Replica {
  let waiting: {
    readonly place: string;
    readonly holds: boolean;
    readonly apply: () => void;
    left: number;
  }[] = [];
  return {
    write: (place, holds, apply) => {
      if (consistency.pretends) return;
      if (consistency.staleReads === 0) apply();
      else waiting.push({ place, holds, apply, left: consistency.staleReads });
    },
    isTrue: (place, shown) => waiting.findLast((each) => each.place === place)?.holds ?? shown,
    read: () => {
      // Told to be in time again, it catches up at once.
      const isDue = ({ left }: { readonly left: number }) => left === 0 || consistency.staleReads === 0;
      const due = waiting.filter(isDue);
      waiting = waiting.filter((each) => !isDue(each));
      for (const { apply } of due) apply();
      for (const each of waiting) each.left -= 1;
    },
  };
}
