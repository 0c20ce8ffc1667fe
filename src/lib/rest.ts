/** Pauses that end at once when it is over. */
export interface Rest {
  readonly over: () => boolean;
  readonly end: () => void;
  readonly pause: (ms: number) => Promise<void>;
}

export function createRest(): Rest {
  let over = false;
  let wake: () => void = () => undefined;
  return {
    over: () => over,
    end: () => {
      over = true;
      wake();
    },
    pause: async (ms) => {
      if (over) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
