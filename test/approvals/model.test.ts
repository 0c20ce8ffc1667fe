import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cancelApproval, decideApproval, openApproval, sweepApprovals } from '../../src/approvals/index.ts';
import type { Principal } from '../../src/domain/principal.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { findApproval, listDecisions } from '../../src/store/approvals.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { askOf, openDesk, principal, stageOf, twins } from '../support/approval.ts';
import { directoryOfPeople } from '../support/directory-of-people.ts';
import { eachEngine } from '../support/store.ts';

/** Everybody, as the buttons see them; the letter says which human it is. Ada asks for Ben; Zoe approves nothing. */
const cast: Readonly<Record<string, { readonly human: string; readonly as: Principal }>> = {
  ada: { human: 'ada', as: principal('ada') },
  adaTwin: { human: 'ada', as: twins('ada')[0] },
  ben: { human: 'ben', as: principal('ben') },
  cat: { human: 'cat', as: principal('cat') },
  catTwin: { human: 'cat', as: twins('cat')[0] },
  dan: { human: 'dan', as: principal('dan') },
  eve: { human: 'eve', as: principal('eve') },
  zoe: { human: 'zoe', as: principal('zoe') },
};
const approvers = new Set(['ada', 'ben', 'cat', 'dan', 'eve']);
const LIFE_HOURS = 10;

type Act =
  | { readonly do: 'approve' | 'deny'; readonly who: string; readonly stale: boolean }
  | { readonly do: 'cancel'; readonly who: string }
  | { readonly do: 'sweep' };

/** A step of the story: one act, two at the same instant, or hours that pass. */
type Step = { readonly acts: readonly Act[] } | { readonly hours: number };

/** What we believe of an approval: nothing of how it is stored. */
interface Model {
  readonly status: string;
  readonly stage: number;
  /** Humans who said yes in this stage, and in all. */
  readonly here: number;
  readonly voices: readonly string[];
}

/** What an act must come to, told by humans and counts alone. */
function play(
  model: Model,
  act: Act,
  world: { readonly quorums: readonly number[]; readonly hours: number },
): readonly [Model, string] {
  const over = world.hours >= LIFE_HOURS;
  if (act.do === 'sweep') {
    return [model.status === 'pending' && over ? { ...model, status: 'expired' } : model, 'swept'];
  }
  const { human } = cast[act.who]!;
  if (model.status !== 'pending') return [model, 'not_pending'];
  if (act.do === 'cancel')
    return human === 'ada' ? [{ ...model, status: 'cancelled' }, 'cancelled'] : [model, 'not_yours'];
  if (over) return [model, 'expired'];
  if (act.stale) return [model, 'changed'];
  if (human === 'ada') return [model, 'own_request'];
  if (human === 'ben') return [model, 'beneficiary'];
  if (model.voices.includes(human)) return [model, 'decided_already'];
  if (!approvers.has(human)) return [model, 'not_an_approver'];
  if (act.do === 'deny') return [{ ...model, status: 'denied', voices: [...model.voices, human] }, 'denied'];
  const heard = { ...model, here: model.here + 1, voices: [...model.voices, human] };
  if (heard.here < world.quorums[model.stage]!) return [heard, 'recorded'];
  if (model.stage + 1 === world.quorums.length) return [{ ...heard, status: 'approved' }, 'approved'];
  return [{ ...heard, stage: model.stage + 1, here: 0 }, 'stage_passed'];
}

const who = fc.constantFrom(...Object.keys(cast));
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('approve' as const),
      who,
      stale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deny' as const), who, stale: fc.constant(false) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), who }) },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: act.map((one) => ({ acts: [one] })) },
  { weight: 3, arbitrary: fc.tuple(act, act).map((acts) => ({ acts })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }).map((hours) => ({ hours })) },
);
const story = fc.record({
  quorums: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 2 }),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
});

eachEngine(({ open, reopen }, engine) => {
  it('comes to what the model says, for one act after another and for two at the same instant', async () => {
    const stores = [await open(), await reopen()];
    const okta = directoryOfPeople('okta', { approvers: [...approvers, 'ada2', 'cat2'] });
    await fc.assert(
      fc.asyncProperty(story, async ({ quorums, steps }) => {
        const desks = stores.map((store) => openDesk(store, { providers: [okta] }));
        const { tools } = desks[0]!;
        const stages = quorums.map((quorum) => stageOf({ quorum }));
        const expiresAt = new Date(tools.clock.now().getTime() + LIFE_HOURS * HOUR_MS);
        const { id, hash } = await openApproval(tools, askOf({ stages, expiresAt }));

        const perform = async (one: Act, seat: number): Promise<string> => {
          const mine = desks[seat]!.tools;
          if (one.do === 'sweep') {
            await sweepApprovals(mine);
            return 'swept';
          }
          const by = { approvalId: id, by: cast[one.who]!.as, slackUserId: 'U1' };
          const came =
            one.do === 'cancel'
              ? await cancelApproval(mine, { ...by, operator: false, reason: null })
              : await decideApproval(mine, {
                  ...by,
                  verdict: one.do,
                  reason: one.do === 'deny' ? 'no' : null,
                  hash: one.stale ? 'f'.repeat(64) : hash,
                  proof: null,
                });
          return 'outcome' in came ? came.outcome : came.refused;
        };

        let hours = 0;
        let beliefs: readonly Model[] = [{ status: 'pending', stage: 0, here: 0, voices: [] }];
        for (const each of steps) {
          if ('hours' in each) {
            hours += each.hours;
            for (const { clock } of desks) clock.advance(each.hours * HOUR_MS);
            continue;
          }
          const said = await Promise.all(each.acts.map(perform));
          beliefs = beliefs.flatMap((belief) => ordersOf(belief, each.acts, said, { quorums, hours }));
          // Whatever came of two acts must be what comes of them one after the other, in one of the two orders.
          expect(beliefs, `${JSON.stringify(each.acts)} came to ${said.join(' and ')}`).not.toEqual([]);
        }

        const { status, stage } = (await findApproval(tools.db, id))!;
        const voices = (await listDecisions(tools.db, id)).map(({ by }) => humanOf(by)).toSorted();
        expect(
          beliefs.map((belief) => [belief.status, belief.stage, belief.voices.toSorted()]),
        ).toContainEqual([status, stage, voices]);
        expect(new Set(voices).size).toBe(voices.length);
        const told = desks.flatMap(({ carriedOut }) => carriedOut).filter((line) => line.endsWith(id));
        expect(told).toEqual(endOf(status).map((end) => `${end} ${id}`));
      }),
      { numRuns: engine === 'sqlite' ? 60 : 15 },
    );
    expect(await verifyAudit(stores[0]!.db)).toMatchObject({ ok: true });
  });
});

/** The models after two acts, for each order in which what was said can have been said. */
function ordersOf(
  model: Model,
  acts: readonly Act[],
  said: readonly string[],
  world: Parameters<typeof play>[2],
): readonly Model[] {
  const orders =
    acts.length === 1
      ? [[0]]
      : [
          [0, 1],
          [1, 0],
        ];
  return orders.flatMap((order) => {
    let after = model;
    for (const i of order) {
      const [next, word] = play(after, acts[i]!, world);
      if (word !== said[i]) return [];
      after = next;
    }
    return [after];
  });
}

function humanOf(by: Principal): string {
  return Object.values(cast).find(({ as }) => as.id === by.id)?.human ?? by.id;
}

function endOf(status: string): string[] {
  if (status === 'pending') return [];
  return [status === 'approved' ? 'approved' : 'ended'];
}
