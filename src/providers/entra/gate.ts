/** Lets at most `most` calls be under way; the others wait in the order they came. */
export type Gate = <T>(call: () => Promise<T>) => Promise<T>;

export function createGate(most: number): Gate {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (call) => {
    // A place is handed on, not given back, so nobody can slip in between.
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await call();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
