import { expect, it } from 'vitest';
import { decideApproval, openApproval } from '../../src/approvals/index.ts';
import type { Approval } from '../../src/domain/approval.ts';
import { findApproval, listDecisions } from '../../src/store/approvals.ts';
import { freezeNow } from '../../src/store/freeze.ts';
import { nextMessages } from '../../src/store/messages.ts';
import type { Store } from '../../src/store/open.ts';
import {
  approvalOf,
  askOf,
  auditOf,
  click,
  noon,
  noting,
  openDesk,
  principal,
  put,
  sendAll,
  stageOf,
  twins,
} from '../support/approval.ts';
import { directoryOfPeople } from '../support/directory-of-people.ts';
import { eachEngine } from '../support/store.ts';

function desk(store: Pick<Store, 'db' | 'queue'>) {
  const okta = directoryOfPeople('okta', { approvers: ['ada', 'ben', 'cat', 'dan', 'eve', 'cat2', 'cat3'] });
  return { ...openDesk(store, { providers: [okta] }), okta };
}

const no = { verdict: 'deny', reason: 'not this month' } as const;

function words(decided: Awaited<ReturnType<typeof decideApproval>>): string {
  return 'outcome' in decided ? decided.outcome : `refused ${decided.refused}`;
}

eachEngine(({ open, reopen }) => {
  /** The same clicks through two replicas, at the same instant, a few times over. */
  async function race(
    approval: Partial<Approval>,
    clicks: readonly (readonly [string, Parameters<typeof click>[2]])[],
  ): Promise<
    { readonly said: string[]; readonly audit: string[]; readonly status: string; readonly done: number }[]
  > {
    const [one, two] = [await open(), await reopen()];
    const rounds = [];
    for (let round = 0; round < 10; round++) {
      const asked = await put(one.db, approvalOf({ ...approval, id: `approval_${round}` }));
      const desks = clicks.map((_, i) => desk(i % 2 === 0 ? one : two));
      const said = await Promise.all(
        clicks.map(async ([name, over], i) =>
          words(await decideApproval(desks[i]!.tools, click(asked, name, over))),
        ),
      );
      const decisions = await listDecisions(one.db, asked.id);
      const status = (await findApproval(one.db, asked.id))?.status ?? 'none';
      const done = desks.reduce((sum, { carriedOut }) => sum + carriedOut.length, 0);
      rounds.push({ said: said.toSorted(), status, done, audit: decisions.map(({ verdict }) => verdict) });
    }
    return rounds;
  }

  it('lets one of two who say yes at the same instant decide where one is enough', async () => {
    for (const { said, status, done } of await race({}, [
      ['cat', {}],
      ['dan', {}],
    ])) {
      expect(said).toEqual(['approved', 'refused not_pending']);
      expect([status, done]).toEqual(['approved', 1]);
    }
  });

  it('counts both of two who say yes at the same instant where two are needed', async () => {
    const stages = [stageOf({ quorum: 2 })];
    for (const { said, status, done } of await race({ stages }, [
      ['cat', {}],
      ['dan', {}],
    ])) {
      expect(said).toEqual(['approved', 'recorded']);
      expect([status, done]).toEqual(['approved', 1]);
    }
  });

  it('counts a double click, and a click of a twin, once', async () => {
    const stages = [stageOf({ quorum: 2 })];
    const [other] = twins('cat');
    for (const { said, status, audit } of await race({ stages }, [
      ['cat', {}],
      ['cat', {}],
      ['cat', { by: other }],
      ['cat', { by: other }],
    ])) {
      expect(said.filter((each) => each === 'recorded')).toHaveLength(1);
      expect(said.filter((each) => each === 'refused decided_already')).toHaveLength(3);
      expect([status, audit]).toEqual(['pending', ['approve']]);
    }
  });

  it('keeps the first of a yes and a no at the same instant', async () => {
    for (const { said, status, done } of await race({}, [
      ['cat', {}],
      ['dan', no],
    ])) {
      expect(said).toHaveLength(2);
      expect(said).toContain('refused not_pending');
      expect(said).toContain(status);
      expect(done).toBe(1);
    }
  });

  it('refuses somebody who left the group a second before', async () => {
    const store = await open();
    const { tools, okta } = desk(store);
    const asked = await put(store.db, approvalOf());
    okta.groups.get('approvers')?.delete('cat');

    expect(words(await decideApproval(tools, click(asked, 'cat')))).toBe('refused not_an_approver');
    expect(await auditOf(store.db)).toEqual(['approval.refused not_an_approver']);
    expect(words(await decideApproval(tools, click(asked, 'dan')))).toBe('approved');
  });

  it('refuses everybody while the group cannot be read, unless another rule already says yes', async () => {
    const store = await open();
    const { tools, okta } = desk(store);
    okta.down.add('approvers');
    const named = { kind: 'people', connection: 'okta', logins: ['Dan@acme.test'] } as const;
    const group = stageOf().approvers[0]!;
    const asked = await put(store.db, approvalOf({ stages: [stageOf({ approvers: [group, named] })] }));

    expect(words(await decideApproval(tools, click(asked, 'cat')))).toBe('refused approvers_unreadable');
    expect(words(await decideApproval(tools, click(asked, 'dan')))).toBe('approved');
  });

  it('refuses the requester, a beneficiary and their twins, however eligible', async () => {
    const store = await open();
    const { tools, okta } = desk(store);
    for (const name of ['ada2', 'ada3', 'ben2', 'ben3']) okta.groups.get('approvers')?.add(name);
    const asked = await put(store.db, approvalOf());
    const said: string[] = [];
    for (const by of [principal('ada'), ...twins('ada'), principal('ben'), ...twins('ben')]) {
      said.push(words(await decideApproval(tools, { ...click(asked, 'x'), by })));
      said.push(words(await decideApproval(tools, { ...click(asked, 'x', no), by })));
    }

    expect(said).toEqual([
      ...Array.from({ length: 6 }, () => 'refused own_request'),
      ...Array.from({ length: 6 }, () => 'refused beneficiary'),
    ]);
    expect(await listDecisions(store.db, asked.id)).toEqual([]);
  });

  it('refuses a click on a card of another content', async () => {
    const store = await open();
    const { tools } = desk(store);
    const old = approvalOf({ content: { group: 'g1', minutes: 60 } });
    const asked = await put(store.db, approvalOf());

    expect(words(await decideApproval(tools, click(asked, 'cat', { hash: old.hash })))).toBe(
      'refused changed',
    );
  });

  it('refuses from the very moment at which it expires, before any sweep', async () => {
    const store = await open();
    const { tools, clock } = desk(store);
    const asked = await put(store.db, approvalOf({ expiresAt: new Date(noon.getTime() + 1000) }));
    const late = await put(
      store.db,
      approvalOf({ id: 'approval_2', expiresAt: new Date(noon.getTime() + 1000) }),
    );
    clock.advance(999);
    expect(words(await decideApproval(tools, click(asked, 'cat')))).toBe('approved');
    clock.advance(1);
    expect(words(await decideApproval(tools, click(late, 'cat')))).toBe('refused expired');
  });

  it('refuses a yes while Lockstep is frozen, and takes a no', async () => {
    const store = await open();
    const { tools } = desk(store);
    const asked = await put(store.db, approvalOf());
    await freezeNow(store.db, { at: noon, by: 'UADA', because: 'fire' });

    expect(words(await decideApproval(tools, click(asked, 'cat')))).toBe('refused frozen');
    expect(words(await decideApproval(tools, click(asked, 'dan', no)))).toBe('denied');
  });

  it('asks anew who may, when the stage passes while a directory answers', async () => {
    const store = await open();
    const { tools, okta } = desk(store);
    okta.groups.set('second', new Set(['eve']));
    const second = stageOf({ approvers: [{ kind: 'group', connection: 'okta', group: 'second' }] });
    const asked = await put(store.db, approvalOf({ stages: [stageOf(), second] }));
    let slow = true;
    const isMember = async (group: string, account: string): Promise<boolean> => {
      const first = slow;
      slow = false;
      const answer = await okta.lookUp!.isMember(group, account);
      if (first) await decideApproval(tools, click(asked, 'cat'));
      return answer;
    };
    const providers = [{ ...okta, lookUp: { ...okta.lookUp!, isMember } }];

    // Dan may in the first stage, which he was asked for; when he is heard it is the second.
    expect(words(await decideApproval({ ...tools, providers }, click(asked, 'dan')))).toBe(
      'refused not_an_approver',
    );
    expect(await findApproval(store.db, asked.id)).toMatchObject({ status: 'pending', stage: 1 });
  });

  it('tries again as a whole when the database made it give way, and gives up in the end', async () => {
    const store = await open();
    const { tools } = desk(store);
    const asked = await put(store.db, approvalOf());
    const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01' });
    let losses = 99;
    const approved = async (): Promise<void> => {
      losses -= 1;
      await (losses > 0 ? Promise.reject(deadlock) : Promise.resolve());
    };
    const effects = { access: { approved } };

    await expect(decideApproval({ ...tools, effects }, click(asked, 'cat'))).rejects.toMatchObject({
      code: 'APPROVAL_BUSY',
    });
    expect(await findApproval(store.db, asked.id)).toEqual(asked);
    losses = 3;
    expect(words(await decideApproval({ ...tools, effects }, click(asked, 'cat')))).toBe('approved');
    expect(await auditOf(store.db)).toEqual(['approval.decided approved']);
  });

  it('has the card edited at every decision, and the next stage asked', async () => {
    const store = await open();
    const { queue, keys } = noting(store.queue);
    const { tools } = desk({ db: store.db, queue });
    const asked = await openApproval(tools, askOf({ stages: [stageOf({ quorum: 2 }), stageOf()] }));
    const revisions: unknown[] = [];
    for (const name of ['cat', 'dan', 'eve']) {
      await sendAll(store.db);
      await decideApproval(tools, click(asked, name));
      revisions.push((await nextMessages(store.db, 9)).map(({ id }) => id));
    }

    expect(revisions).toEqual(Array.from({ length: 3 }, () => [`approval:${asked.id}`]));
    expect(keys.filter((key) => key.startsWith('notify-approvers'))).toEqual([
      `notify-approvers:${asked.id}:0`,
      `notify-approvers:${asked.id}:1`,
    ]);
  });

  it('writes down every decision and every refusal', async () => {
    const store = await open();
    const { tools, carriedOut } = desk(store);
    const asked = await put(store.db, approvalOf({ stages: [stageOf(), stageOf()] }));
    await decideApproval(tools, click(asked, 'zoe'));
    await decideApproval(tools, click(asked, 'cat'));
    await decideApproval(tools, click(asked, 'cat'));
    await decideApproval(tools, click(asked, 'dan'));
    await decideApproval(tools, click(asked, 'eve'));
    await decideApproval(tools, { ...click(asked, 'eve'), approvalId: 'approval_9' });

    expect(await auditOf(store.db)).toEqual([
      'approval.refused not_an_approver',
      'approval.decided stage_passed',
      'approval.refused decided_already',
      'approval.decided approved',
      'approval.refused not_pending',
      'approval.refused unknown',
    ]);
    expect(carriedOut).toEqual([`approved ${asked.id}`]);
  });

  it('leaves nothing behind when the feature cannot take its end', async () => {
    const store = await open();
    const { tools } = desk(store);
    const asked = await put(store.db, approvalOf());
    const broken = { access: { approved: async () => await Promise.reject(new Error('no room')) } };

    await expect(decideApproval({ ...tools, effects: broken }, click(asked, 'cat'))).rejects.toThrow(
      'no room',
    );
    expect(await findApproval(store.db, asked.id)).toEqual(asked);
    expect(await listDecisions(store.db, asked.id)).toEqual([]);
    expect(await auditOf(store.db)).toEqual([]);
  });
});
