import { expect, it } from 'vitest';
import { readAhead } from '../../src/lib/read-ahead.ts';

const options = { weigh: () => 1, most: 3, lingerMs: 1 };

async function* numbers(upTo: number, failing = false): AsyncGenerator<number> {
  for (let i = 0; i < upTo; i++) {
    if (i % 2 === 0) await new Promise(setImmediate);
    yield i;
  }
  if (failing) throw new Error('broken');
}

it('gives everything, in order, in batches', async () => {
  const batches: (readonly number[])[] = [];
  for await (const batch of readAhead(numbers(20), options)) batches.push(batch);

  expect(batches.flat()).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(batches.every(({ length }) => length > 0 && length <= 3)).toBe(true);
});

it('gives what came before a failure, then fails', async () => {
  const seen: number[] = [];
  const reading = async () => {
    for await (const batch of readAhead(numbers(7, true), options)) seen.push(...batch);
  };

  await expect(reading()).rejects.toThrow('broken');
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('holds no more than one full batch while its reader is busy, and lets the source go when the reader leaves', async () => {
  let given = 0;
  let closed = false;
  async function* endless(): AsyncGenerator<number> {
    try {
      for (;;) yield given++;
    } finally {
      closed = true;
    }
  }
  for await (const _ of readAhead(endless(), options)) {
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    break;
  }
  await new Promise(setImmediate);

  // The batch in hand, the one that waits, and nothing more.
  expect(given).toBeLessThanOrEqual(7);
  expect(closed).toBe(true);
});

it('hands over a single item without waiting for a full batch', async () => {
  async function* slow(): AsyncGenerator<number> {
    yield 1;
    await new Promise(() => undefined);
  }
  for await (const batch of readAhead(slow(), options)) {
    expect(batch).toEqual([1]);
    break;
  }
});
