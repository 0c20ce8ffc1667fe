import { expect, it } from 'vitest';
import { cancelApproval, openApproval, sweepApprovals } from '../../src/approvals/index.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { findApproval, listApprovals } from '../../src/store/approvals.ts';
import { nextMessages } from '../../src/store/messages.ts';
import type { Db } from '../../src/store/open.ts';
import {
  approverGroup,
  askOf,
  auditOf,
  inItsOwn,
  noon,
  noting,
  openDesk,
  principal,
  sendAll,
  stageOf,
  twins,
} from '../support/approval.ts';
import { eachEngine } from '../support/store.ts';

const ada = { by: principal('ada'), slackUserId: 'UADA', operator: false, reason: null };

eachEngine(({ open }) => {
  it('asks with one transaction: the question, its card, the job that asks the approvers, and the audit entry', async () => {
    const store = await open();
    const { queue, keys } = noting(store.queue);
    const { tools } = openDesk(store, { queue });
    const approval = await inItsOwn(tools, async (inside) => await openApproval(inside, askOf()));

    expect(await findApproval(store.db, approval.id)).toEqual(approval);
    expect(await nextMessages(store.db, 9)).toMatchObject([
      {
        id: `approval:${approval.id}`,
        channel: 'C0REQ',
        kind: 'approval',
        body: { approvalId: approval.id },
      },
    ]);
    expect(keys).toEqual([`notify-approvers:${approval.id}:0`, 'deliver-messages']);
    expect(await auditOf(store.db)).toEqual(['approval.opened']);
  });

  it('leaves nothing when the transaction around it fails', async () => {
    const store = await open();
    const { tools } = openDesk(store);
    const failing = inItsOwn(tools, async (inside) => {
      await openApproval(inside, askOf());
      throw new Error('no grant');
    });

    await expect(failing).rejects.toThrow('no grant');
    expect(await listApprovals(store.db, { statuses: ['pending'], limit: 9 })).toEqual([]);
    expect(await nextMessages(store.db, 9)).toEqual([]);
    expect(await auditOf(store.db)).toEqual([]);
  });

  it.each([
    ['no stage', []],
    ['a stage without approvers', [stageOf(), stageOf({ approvers: [] })]],
    [
      'a stage whose list of people is empty',
      [stageOf({ approvers: [{ kind: 'people', connection: 'okta', logins: [] }] })],
    ],
    ['a quorum of nobody', [stageOf({ quorum: 0 })]],
    ['a quorum of half a person', [stageOf({ quorum: 0.5 })]],
  ])('is never asked with %s', async (_, stages) => {
    const store = await open();
    const { tools } = openDesk(store);

    await expect(openApproval(tools, askOf({ stages }))).rejects.toMatchObject({ code: 'NO_APPROVERS' });
    expect(await listApprovals(store.db, { statuses: ['pending'], limit: 9 })).toEqual([]);
  });

  it('is never asked where nobody would carry it out', async () => {
    const { tools } = openDesk(await open(), { effects: {} });

    await expect(openApproval(tools, askOf())).rejects.toThrow('nothing carries out');
  });

  it('is taken back by its requester under any account, and by an operator with a reason; by nobody else', async () => {
    const store = await open();
    const { tools, carriedOut } = openDesk(store);
    const [one, two] = [await openApproval(tools, askOf()), await openApproval(tools, askOf())];
    const words: string[] = [];
    for (const over of [
      { approvalId: one.id, by: principal('ben') },
      { approvalId: one.id, by: principal('cat'), operator: true },
      { approvalId: one.id, by: principal('cat'), operator: true, reason: ' ' },
      { approvalId: one.id, by: twins('ada')[0] },
      { approvalId: one.id },
      { approvalId: two.id, by: principal('cat'), operator: true, reason: 'a mistake' },
      { approvalId: 'approval_9' },
    ]) {
      const came = await cancelApproval(tools, { ...ada, ...over });
      words.push('outcome' in came ? came.outcome : came.refused);
    }

    expect(words).toEqual([
      'not_yours',
      'reason_missing',
      'reason_missing',
      'cancelled',
      'not_pending',
      'cancelled',
      'unknown',
    ]);
    expect(carriedOut).toEqual([`ended ${one.id}`, `ended ${two.id}`]);
    expect((await findApproval(store.db, two.id))?.because).toBe('a mistake');
    expect(
      (await auditOf(store.db)).filter((line) => line.startsWith('approval.cancel-refused')),
    ).toHaveLength(5);
  });

  it('expires at its end, not before, and silence approves nothing', async () => {
    const store = await open();
    const { tools, clock, carriedOut } = openDesk(store);
    const { id } = await openApproval(tools, askOf({ expiresAt: new Date(noon.getTime() + HOUR_MS) }));
    clock.advance(HOUR_MS - 1);
    await sweepApprovals(tools);
    expect((await findApproval(store.db, id))?.status).toBe('pending');
    clock.advance(1);
    await Promise.all([sweepApprovals(tools), sweepApprovals(tools)]);

    expect(await findApproval(store.db, id)).toMatchObject({ status: 'expired', endedAt: clock.now() });
    expect(carriedOut).toEqual([`ended ${id}`]);
    expect(await auditOf(store.db)).toEqual(['approval.opened', 'approval.reminded', 'approval.expired']);
  });

  it('reminds once, at half-time, with a message of its own', async () => {
    const store = await open();
    const { queue, keys } = noting(store.queue);
    const { tools, clock } = openDesk(store, { queue });
    const { id } = await openApproval(tools, askOf({ expiresAt: new Date(noon.getTime() + 2 * HOUR_MS) }));
    clock.advance(HOUR_MS - 1);
    await sweepApprovals(tools);
    expect(keys.filter((key) => key.endsWith(':again'))).toEqual([]);
    clock.advance(1);
    await sweepApprovals(tools);
    await sweepApprovals(tools);

    expect(keys.filter((key) => key.endsWith(':again'))).toEqual([`notify-approvers:${id}:0:again`]);
  });

  it('asks the fallback once when a stage has waited too long', async () => {
    const store = await open();
    const { queue, keys } = noting(store.queue);
    const { tools, clock } = openDesk(store, { queue });
    const fallback = [{ kind: 'people', connection: 'okta', logins: ['eve@acme.test'] }] as const;
    const stages = [stageOf({ approvers: [approverGroup], fallback, escalateAfterMinutes: 30 })];
    const { id } = await openApproval(tools, askOf({ stages }));
    clock.advance(30 * MINUTE_MS - 1);
    await sweepApprovals(tools);
    expect((await findApproval(store.db, id))?.escalatedAt).toBeNull();
    clock.advance(1);
    await Promise.all([sweepApprovals(tools), sweepApprovals(tools)]);

    expect(await findApproval(store.db, id)).toMatchObject({ status: 'pending', escalatedAt: clock.now() });
    expect(keys.filter((key) => key === `notify-approvers:${id}:0`)).toHaveLength(2);
    expect(await auditOf(store.db)).toEqual(['approval.opened', 'approval.escalated']);
  });

  it('lets one that cannot be swept hold up no other', async () => {
    const store = await open();
    const { tools, clock } = openDesk(store);
    const asks = [await openApproval(tools, askOf()), await openApproval(tools, askOf())];
    const [stuck, other] = asks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const ended = async (_: Db, { id }: { readonly id: string }) =>
      await (id === stuck?.id ? Promise.reject(new Error('stuck')) : Promise.resolve());
    const effects = { access: { approved: async () => await Promise.resolve(), ended } };
    clock.advance(24 * HOUR_MS);
    await sweepApprovals({ ...tools, effects });

    expect((await findApproval(store.db, other!.id))?.status).toBe('expired');
    expect((await findApproval(store.db, stuck!.id))?.status).toBe('pending');
  });

  it('has every copy edited when it ends, those of other approvals not', async () => {
    const store = await open();
    const { tools } = openDesk(store);
    const [one, two] = [await openApproval(tools, askOf()), await openApproval(tools, askOf())];
    for (const { id } of [one, two]) {
      for (const person of ['okta:cat', 'okta:dan_%']) {
        const copy = {
          id: `approval:${id}:ask:0:${person}`,
          channel: 'mailto:x@acme.test',
          kind: 'approval-ask',
        };
        await store.db
          .insertInto('message')
          .values({ ...copy, thread_ts: null, ts: '1.1', body: '{"rule":1}', queued_at: 'x', sent_at: 'x' })
          .execute();
      }
    }
    await sendAll(store.db);
    await cancelApproval(tools, { ...ada, approvalId: one.id });

    const revision = (await findApproval(store.db, one.id))?.revision;
    expect(await nextMessages(store.db, 9)).toMatchObject([
      { id: `approval:${one.id}`, ts: '1.1', body: { approvalId: one.id, revision } },
      { id: `approval:${one.id}:ask:0:okta:cat`, ts: '1.1', body: { rule: 1, revision } },
      { id: `approval:${one.id}:ask:0:okta:dan_%`, ts: '1.1', body: { rule: 1, revision } },
    ]);
  });

  it('is listed for its requester under any account', async () => {
    const store = await open();
    const { tools } = openDesk(store);
    const mine = await openApproval(tools, askOf());
    await openApproval(tools, askOf({ requester: principal('zoe') }));
    const statuses = ['pending'] as const;
    const requester = principal('ada', { id: 'entra:ada', accounts: ['entra:ada', 'okta:ada'] });

    expect((await listApprovals(store.db, { statuses, requester, limit: 9 })).map(({ id }) => id)).toEqual([
      mine.id,
    ]);
    expect(await listApprovals(store.db, { statuses, limit: 9 })).toHaveLength(2);
    expect(await listApprovals(store.db, { statuses: ['denied'], limit: 9 })).toEqual([]);
  });
});
