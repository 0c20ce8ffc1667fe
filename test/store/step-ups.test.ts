import { expect, it } from 'vitest';
import type { StepUp } from '../../src/domain/step-up.ts';
import { insertStepUp, useProof } from '../../src/store/step-ups.ts';
import { eachEngine } from '../support/store.ts';

const at = new Date('2026-11-24T12:00:00Z');
const ada = { id: 'okta:00uada', email: 'ada@acme.test', name: 'Ada', accounts: ['okta:00uada'] };
const proved: StepUp = {
  id: 'proof_1',
  approvalId: 'approval_1',
  by: ada,
  slackUserId: 'U0ADA',
  verdict: 'approve',
  reason: null,
  hash: 'what-was-shown',
  kind: 'push',
  connection: 'okta',
  accountId: '00uada',
  status: 'proved',
  createdAt: at,
  expiresAt: new Date(at.getTime() + 300_000),
  detail: {},
};
const { approvalId, by, slackUserId, verdict, hash } = proved;
const decision = { proof: proved.id, approvalId, by, slackUserId, verdict, hash };

eachEngine(({ open }) => {
  // Each of them alone: the way to a decision copies them from the proof, and must not be all that keeps them together.
  it.each([
    ['another question', { approvalId: 'approval_2' }],
    ['another person', { by: { ...ada, id: 'okta:00ubob' } }],
    ['another Slack account of theirs', { slackUserId: 'U0OTHER' }],
    ['the other verdict', { verdict: 'deny' }],
    ['another content', { hash: 'what-was-shown-later' }],
    ['a proof that there is not', { proof: 'proof_2' }],
  ] as const)('a proof serves no decision with %s', async (_, other) => {
    const { db } = await open();
    await insertStepUp(db, proved, null);

    expect(await useProof(db, { ...decision, ...other }, at)).toBeNull();
    expect(await useProof(db, decision, at)).toMatchObject({ status: 'used' });
  });

  it.each(['waiting', 'refused', 'expired', 'used'] as const)(
    'a proof that is %s serves none',
    async (status) => {
      const { db } = await open();
      await insertStepUp(db, { ...proved, status }, null);

      expect(await useProof(db, decision, at)).toBeNull();
    },
  );

  it('a proof serves once, and not when its time is over', async () => {
    const { db } = await open();
    await insertStepUp(db, proved, null);

    expect(await useProof(db, decision, proved.expiresAt)).toBeNull();
    expect(await useProof(db, decision, at)).not.toBeNull();
    expect(await useProof(db, decision, at)).toBeNull();
  });
});
