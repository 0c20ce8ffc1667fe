import { expect, it } from 'vitest';
import { oneAhead } from '../../src/lib/one-ahead.ts';

/** Gives 1, 2 … and writes down what it was asked for; it fails in place of `failsAt`, and ends after `last`. */
function counting({ last = 3, failsAt = 0 } = {}) {
  const asked: number[] = [];
  let returned = false;
  const source = async function* () {
    try {
      for (let n = 1; n <= last; n++) {
        asked.push(n);
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (n === failsAt) throw new Error(`no ${n}`);
        yield n;
      }
    } finally {
      returned = true;
    }
  };
  return { source, asked, returned: () => returned };
}

it('hands over everything, in order', async () => {
  const got = [];
  for await (const n of oneAhead(counting({ last: 5 }).source())) got.push(n);

  expect(got).toEqual([1, 2, 3, 4, 5]);
});

it('has asked for the next one, and for no more, when it hands one over', async () => {
  const { source, asked } = counting();
  const seen: string[] = [];
  for await (const n of oneAhead(source())) {
    seen.push(`${n}: ${asked.join()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  expect(seen).toEqual(['1: 1,2', '2: 1,2,3', '3: 1,2,3']);
});

it('hands over what came before a failure, and then throws it', async () => {
  const got: number[] = [];
  const reading = (async () => {
    for await (const n of oneAhead(counting({ failsAt: 3 }).source())) {
      got.push(n);
      // The failure is there before anybody asks for it.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();

  await expect(reading).rejects.toThrow('no 3');
  expect(got).toEqual([1, 2]);
});

it('stops the source when its reader leaves', async () => {
  const { source, asked, returned } = counting({ last: 100 });
  for await (const n of oneAhead(source())) if (n === 2) break;
  await new Promise((resolve) => setTimeout(resolve, 10));

  expect([asked.length, returned()]).toEqual([3, true]);
});
