import assert from 'node:assert/strict';
import fc from 'fast-check';
import { endEarly, extendGrant } from '../../src/access/index.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { freezeNow, liftFreeze } from '../../src/store/freeze.ts';
import { listGrants } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { openAccess, people, settingsOf } from './access-desk.ts';
import { principal } from './approval.ts';
import { directoryOfGroups } from './directory-of-groups.ts';

/** What may happen, in any order: people, time, the directory, and jobs one at a time. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      who: fc.constantFrom('ada', 'ben'),
      minutes: fc.integer({ min: 5, max: 90 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('extend' as const),
      nth: fc.nat(5),
      minutes: fc.integer({ min: 5, max: 120 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), nth: fc.nat(5) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('job' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 70 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('clock' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('down' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lag' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pretend' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('hand' as const), who: fc.constantFrom('ada', 'ben') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('freeze' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const one = (name: string) => principal(name, { accounts: [`okta:${name}`] });

/** Plays a story and then lets everything be well again; throws where directory and grants do not agree. */
async function play(store: Store, story: readonly Happening[], before: readonly string[]): Promise<void> {
  const okta = directoryOfGroups({ ...people, prod: before });
  const standing = new Set(before);
  let lags = false;
  const settings = settingsOf();
  const limits = { ...settings.limits, grantsPerHour: 1000, revocationsPerHour: 1000 };
  const at = openAccess(store, okta, { settings: { ...settings, limits } });
  const all = async () =>
    await listGrants(store.db, {
      statuses: ['scheduled', 'granting', 'active', 'revoking', 'ended', 'failed'],
      limit: 100,
    });
  const quiet = async (work: () => Promise<unknown>) =>
    await work().catch((error: unknown) => {
      // A directory that is down refuses whoever asks it.
      if (!String(error).includes('does not answer')) throw error;
    });

  for (const what of story) {
    // At every moment: what is said to be there is there.
    for (const { status, accountId } of await all())
      if (status === 'active') assert(okta.groups.get('prod')?.has(accountId));
    switch (what.kind) {
      case 'ask':
        await quiet(async () => {
          const asked = await at.ask({
            requester: one(what.who),
            beneficiary: one(what.who),
            minutes: what.minutes,
          });
          if ('outcome' in asked) await at.approve(asked.approval);
        });
        break;
      case 'extend': {
        const grant = (await all())[what.nth];
        if (grant === undefined) break;
        await quiet(async () => {
          const asked = await extendGrant(at.tools, {
            grantId: grant.id,
            by: grant.subject,
            minutes: what.minutes,
            reason: 'more',
            ticket: null,
          });
          if ('outcome' in asked) await at.approve(asked.approval);
        });
        break;
      }
      case 'end': {
        const grant = (await all())[what.nth];
        if (grant !== undefined)
          await endEarly(at.tools, { grantId: grant.id, by: grant.subject, operator: false, reason: null });
        break;
      }
      case 'job':
        await at.runOne();
        break;
      case 'pass':
        await at.pass(what.minutes);
        break;
      case 'clock':
        at.clock.advance(what.minutes * MINUTE_MS);
        break;
      case 'down':
        okta.down.add('*');
        break;
      case 'lag':
        okta.lag(what.on);
        lags = what.on;
        // Both at once nobody can tell from a change that was made: done is said, and the list is the one from before.
        okta.pretends = false;
        break;
      case 'pretend':
        okta.lag(false);
        lags = false;
        okta.pretends = !okta.pretends;
        break;
      case 'hand': {
        // Before Lockstep looked at it: whatever it gives and ends later, this stays.
        const looked = (await all()).some(
          ({ accountId, heldBefore }) => accountId === what.who && heldBefore !== null,
        );
        if (looked || lags) break;
        okta.groups.get('prod')?.add(what.who);
        standing.add(what.who);
        break;
      }
      case 'freeze':
        await inTransaction(
          store.db,
          async (db) => await freezeNow(db, { at: at.clock.now(), by: 'U', because: 'x' }),
        );
        break;
      case 'sweep':
        await at.sweep();
        break;
    }
  }

  // Everything is well again: within a few minutes the directory is what the grants say, and nothing hangs.
  okta.down.clear();
  okta.lag(false);
  okta.pretends = false;
  await liftFreeze(store.db, { at: at.clock.now(), by: 'U' });
  await at.sweep();
  await at.pass(20);
  await at.sweep();
  const grants = await all();
  for (const who of ['ada', 'ben']) {
    const active = grants.some(({ login, status }) => login === `${who}@acme.test` && status === 'active');
    assert.deepEqual([who, okta.groups.get('prod')?.has(who)], [who, standing.has(who) || active]);
  }
  const hanging = grants.filter(({ status }) => status === 'revoking' || status === 'granting');
  assert.deepEqual(hanging, []);
  for (const { status, expiresAt, grantedAt } of grants) {
    if (status !== 'active') continue;
    assert(expiresAt !== null && expiresAt > at.clock.now());
    assert.notEqual(grantedAt, null);
  }

  // And in the end nothing is left but what was there before.
  await at.pass(200);
  assert.deepEqual([...(okta.groups.get('prod') ?? [])].toSorted(), [...standing].toSorted());
  const changed = new Map<string, string>();
  for (const change of okta.changes) {
    const [sign = '', who] = [change[0], change.slice(1)];
    // Added and removed in turn, and never who was there before.
    assert.deepEqual([standing.has(who), changed.get(who) ?? '-'], [false, sign === '+' ? '-' : '+']);
    changed.set(who, sign);
  }
}

/** Any number of random stories, each on tables that hold nothing; throws the shortest that went wrong. */
export async function playRandomStories(
  store: Store,
  { runs, seed }: { readonly runs: number; readonly seed?: number },
): Promise<void> {
  const standing = fc.subarray(['ada', 'ben', 'old']);
  const stories = fc.asyncProperty(
    fc.array(happening, { maxLength: 25, size: 'max' }),
    standing,
    async (story, before) => {
      for (const table of tables) await store.db.deleteFrom(table).execute();
      await play(store, story, before);
    },
  );
  await fc.assert(stories, { numRuns: runs, endOnFailure: false, ...(seed === undefined ? {} : { seed }) });
}

const tables = [
  'access_grant',
  'approval',
  'guard',
  'message',
  'write_freeze',
  'alert',
  'alert_subject',
] as const;
