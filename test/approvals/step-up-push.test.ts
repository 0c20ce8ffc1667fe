import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cast, credentials } from '../../sandbox/tenant/cast.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { answerPush } from '../../sandbox/tenant/okta-verify.ts';
import { expireProofs, requestProof } from '../../src/approvals/index.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { proofMessage } from '../../src/slack/messages/proof.ts';
import { findApproval, listDecisions } from '../../src/store/approvals.ts';
import { findStepUp } from '../../src/store/step-ups.ts';
import { auditOf } from '../support/approval.ts';
import {
  openStepUp,
  putStepUp,
  runProofJobs,
  type StepUpDesk,
  type StepUpHouse,
  wish,
} from '../support/step-up.ts';
import { eachEngine } from '../support/store.ts';

let house: StepUpHouse;
let adaId: string;

beforeAll(async () => {
  house = await openStepUp();
  adaId = oktaUserByLogin(house.company.okta, cast.ada.email).id;
});

afterAll(async () => await house.close());

const pushes = () => house.company.okta.pushes.filter(({ userId }) => userId === adaId);
const no = { verdict: 'deny', reason: 'not this month' } as const;

eachEngine(({ open, reopen }) => {
  async function begin(over: Parameters<typeof wish>[2] = {}) {
    house.company.okta.pushes.splice(0);
    const desk = house.open(await open());
    const approval = await putStepUp(desk);
    const asked = await requestProof(desk.tools, wish(approval, house.person('ada'), over));
    if (!('kind' in asked) || asked.kind !== 'push') throw new Error(`no push: ${JSON.stringify(asked)}`);
    return { desk, approval, id: asked.id };
  }

  async function proofOf({ store }: StepUpDesk, id: string) {
    const stepUp = await findStepUp(store.db, id);
    if (stepUp === null) throw new Error('there is no such proof');
    return { status: stepUp.status, because: stepUp.detail.because, says: proofMessage(stepUp).text };
  }

  describe('a push', () => {
    it('is not sent by the click, but by the job; its number is told to the person', async () => {
      const { desk, id } = await begin();
      expect(pushes()).toEqual([]);
      await runProofJobs(desk, 1);

      const [sent] = pushes();
      expect(sent?.number).toEqual(expect.any(Number));
      expect((await proofOf(desk, id)).says).toContain(`*${sent?.number}*`);
    });

    it.each([
      ['approve', {}, 'approved'],
      ['deny', no, 'denied'],
    ] as const)(
      'that is confirmed lets them %s, with its factor in the audit log',
      async (_, over, status) => {
        const { desk, approval, id } = await begin(over);
        await runProofJobs(desk, 3);
        expect(await findApproval(desk.store.db, approval.id)).toMatchObject({ status: 'pending' });
        answerPush(house.company.okta, adaId, 'approve');
        await runProofJobs(desk);

        expect(await findApproval(desk.store.db, approval.id)).toMatchObject({ status });
        expect((await listDecisions(desk.store.db, approval.id))[0]).toMatchObject({ proof: id });
        const factor = house.company.okta.factors.get(adaId)?.find(({ factorType }) => factorType === 'push');
        expect((await findStepUp(desk.store.db, id))?.detail).toMatchObject({
          subject: adaId,
          methods: [factor?.id],
        });
        expect(pushes()).toHaveLength(1);
      },
    );

    it.each([
      ['reject', 'it was rejected on the device'],
      ['wrong number', 'it was rejected on the device'],
    ] as const)('that is answered with %s decides nothing', async (answer, because) => {
      const { desk, approval, id } = await begin();
      await runProofJobs(desk, 1);
      answerPush(house.company.okta, adaId, answer);
      await runProofJobs(desk);

      expect(await proofOf(desk, id)).toMatchObject({ status: 'refused', because });
      expect(await findApproval(desk.store.db, approval.id)).toMatchObject({ status: 'pending' });
      expect(await auditOf(desk.store.db)).toEqual(['step-up.asked', 'step-up.refused']);
    });

    it('that nobody answers decides nothing', async () => {
      const { desk, id } = await begin();
      await runProofJobs(desk, 1);
      pushes()[0]!.expiresAt = 0;
      await runProofJobs(desk);

      expect(await proofOf(desk, id)).toMatchObject({
        status: 'refused',
        because: 'nobody answered on the device',
      });
    });

    it('is of no use when it is confirmed after five minutes', async () => {
      const { desk, approval, id } = await begin();
      await runProofJobs(desk, 1);
      answerPush(house.company.okta, adaId, 'approve');
      desk.clock.advance(5 * MINUTE_MS);
      await runProofJobs(desk);
      await expireProofs(desk.tools);

      expect(await proofOf(desk, id)).toMatchObject({ status: 'expired' });
      expect(await findApproval(desk.store.db, approval.id)).toMatchObject({ status: 'pending' });
    });

    it('wakes the device once for a double click, also of two replicas, and anew for another verdict', async () => {
      const [one, two] = [await open(), await reopen()];
      house.company.okta.pushes.splice(0);
      const desks = [house.open(one), house.open(two)];
      const approval = await putStepUp(desks[0]!);
      const ask = wish(approval, house.person('ada'));
      const asked = await Promise.all(desks.map(async ({ tools }) => await requestProof(tools, ask)));
      expect(asked[0]).toEqual(asked[1]);
      await runProofJobs(desks[0]!, 2);
      expect(pushes()).toHaveLength(1);

      const other = await requestProof(desks[0]!.tools, { ...ask, ...no });
      expect(other).not.toEqual(asked[0]);
      expect(await proofOf(desks[0]!, 'id' in asked[0]! ? asked[0].id : '')).toMatchObject({
        status: 'refused',
      });
    });

    it('that Okta refuses decides nothing, and the reason is told', async () => {
      const { desk, id } = await begin();
      const mend = house.okta.faults.add({ path: /\/verify/, fault: { kind: 'status', status: 501 } });
      await runProofJobs(desk);
      mend();

      expect(await proofOf(desk, id)).toMatchObject({ status: 'refused' });
      expect((await proofOf(desk, id)).says).toContain('Okta refused');
    });

    it('waits on while Okta cannot be asked about it', { timeout: 30_000 }, async () => {
      const { desk, id } = await begin();
      await runProofJobs(desk, 1);
      const mend = house.okta.faults.add({ path: /\/transactions\//, fault: { kind: 'reset' } });
      await expect(runProofJobs(desk, 1)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
      mend();

      expect(await proofOf(desk, id)).toMatchObject({ status: 'waiting' });
    });
  });

  it('asks for a sign-in where the factors of Okta cannot be read, and refuses where there is none', async () => {
    const desk = house.open(await open());
    const approval = await putStepUp(desk);
    const ask = wish(approval, house.person('ada'));
    const down = house.okta.faults.add({ path: /\/factors/, fault: { kind: 'status', status: 403 } });
    const [signIn, none] = [
      await requestProof(desk.tools, ask),
      await requestProof({ ...desk.tools, publicUrl: null }, ask),
    ];
    down();

    expect(signIn).toMatchObject({ kind: 'sign-in' });
    expect(none).toEqual({ refused: 'factors_unreadable' });
  });
});

describe('the second factor of Okta', () => {
  const factor = () => house.open({} as never).tools.providers[0]!.secondFactor!;

  it.each([
    ['is of another maker', { provider: 'DUO', status: 'ACTIVE' }],
    ['is not active', { provider: 'OKTA', status: 'PENDING_ACTIVATION' }],
  ])('is none where it %s', async (_, change) => {
    const all = house.company.okta.factors;
    const before = all.get(adaId) ?? [];
    const pushed = before
      .filter(({ factorType }) => factorType === 'push')
      .map((each) => ({ ...each, ...change }));
    all.set(adaId, pushed);
    expect([await factor().pushable(adaId), await factor().push(adaId)]).toEqual([false, null]);
    all.set(adaId, before);

    expect(await factor().pushable(adaId)).toBe(true);
  });

  it('takes the acting identity', async () => {
    const token = house.company.okta.apiTokens.get(credentials.okta.actorToken)!;
    const { scopes } = token;
    Object.assign(token, { scopes: scopes.filter((scope) => scope !== 'okta.users.manage') });
    await expect(factor().push(adaId)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    Object.assign(token, { scopes });
  });

  it('reads nothing into a path that is no id', async () => {
    await expect(factor().pushed(adaId, '../../x')).rejects.toThrow('no id');
    await expect(factor().pushed('me', 'a/b')).rejects.toMatchObject({ code: 'ACCOUNT_UNKNOWN' });
  });
});
