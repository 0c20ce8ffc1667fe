/** Repeatable chance: the same seed tells the same story. */
export interface Random {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  readonly below: (end: number) => number;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
  readonly guid: () => string;
  /** An id as Okta writes them: three letters of kind and seventeen that tell nothing. */
  readonly oktaId: (kind: string) => string;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function createRandom(seed: number): Random {
  const next = mulberry32(seed);
  const below = (end: number) => Math.floor(next() * end);
  let issued = 0;
  const hex = (digits: number) =>
    Math.floor(next() * 16 ** Math.min(digits, 12))
      .toString(16)
      .padStart(digits, '0');
  return {
    next,
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
    oktaId: (kind) => {
      // The running number keeps ids apart, the letters keep programs from reading a meaning into them.
      const running = (++issued).toString(36).padStart(6, '0');
      let rest = '';
      while (rest.length < 11) rest += letters[below(letters.length)] ?? 'x';
      return `${kind}${running}${rest}`;
    },
  };
}

/** mulberry32, public domain (Tommy Ettinger): small and good enough to scatter people over groups. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
