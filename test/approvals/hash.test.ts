import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical, hashOf } from '../../src/approvals/hash.ts';
import { askOf, principal, stageOf } from '../support/approval.ts';

/** The same value, its keys in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, field]) => [key, turned(field)]),
  );
}

it('is the same whatever the order of the keys, and after a trip through JSON', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (content) => {
      const hash = hashOf(askOf({ content }));

      expect(hashOf(askOf({ content: turned(content) as typeof content }))).toBe(hash);
      expect(hashOf(askOf({ content: JSON.parse(JSON.stringify(content)) as typeof content }))).toBe(hash);
    }),
  );
});

it('is another for another value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const [a, b] = [one, other].map((each) => JSON.parse(JSON.stringify(each)) as unknown);
      let same = true;
      try {
        expect(a).toStrictEqual(b);
      } catch {
        same = false;
      }
      expect(canonical(a) === canonical(b)).toBe(same);
    }),
  );
});

it.each([
  ['kind', { kind: 'deactivation' }],
  ['requester', { requester: principal('zoe') }],
  ['beneficiaries', { beneficiaries: [] }],
  ['content', { content: { group: 'g1', minutes: 241 } }],
  ['stages', { stages: [stageOf({ quorum: 2 })] }],
  ['stepUp', { stepUp: true }],
] as const)('covers %s', (_, over) => {
  expect(hashOf(askOf(over))).not.toBe(hashOf(askOf()));
});
