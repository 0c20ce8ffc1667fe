import { describe, expect, it } from 'vitest';
import { askEachApprover, eligibilityOf, listApprovers } from '../../src/approvals/index.ts';
import type { Approval, ApproverRule } from '../../src/domain/approval.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { findApproval, insertDecision } from '../../src/store/approvals.ts';
import { nextMessages } from '../../src/store/messages.ts';
import {
  approvalOf,
  auditOf,
  decisionOf,
  noon,
  openDesk,
  principal,
  put,
  stageOf,
} from '../support/approval.ts';
import { type DirectoryOfPeople, directoryOfPeople } from '../support/directory-of-people.ts';
import { eachEngine } from '../support/store.ts';

const group = (name: string, connection = 'okta'): ApproverRule => ({
  kind: 'group',
  connection,
  group: name,
});
const named = (...logins: string[]): ApproverRule => ({ kind: 'people', connection: 'okta', logins });
const owners: ApproverRule = { kind: 'owners', connection: 'okta', group: 'sales' };
const manager: ApproverRule = { kind: 'manager' };

function asked(approvers: readonly ApproverRule[], over: Partial<Approval> = {}): Approval {
  return approvalOf({ stages: [stageOf({ approvers, fallback: [named('eve@acme.test')] })], ...over });
}

function crew(): DirectoryOfPeople {
  const okta = directoryOfPeople('okta', { approvers: ['ada', 'ben', 'cat', 'dan'], sales: ['ben'] });
  okta.owners.set('sales', new Set(['cat']));
  okta.managers.set('ben', 'cat').set('bob', 'dan');
  return okta;
}

function toolsWith(...providers: readonly DirectoryOfPeople[]) {
  return { providers, clock: fixedClock(noon.toISOString()), log: silentLog };
}

async function kindOf(approval: Approval, who: string, okta = crew()): Promise<string> {
  return (await eligibilityOf(toolsWith(okta), approval, principal(who))).kind;
}

describe('who may decide', () => {
  it.each([
    ['a member of the group', [group('approvers')], 'cat', 'eligible'],
    ['nobody who is no member', [group('approvers')], 'zoe', 'not_eligible'],
    ['nobody where there is no such group', [group('gone')], 'cat', 'unreadable'],
    ['nobody where the directory is not connected', [group('approvers', 'entra')], 'cat', 'unreadable'],
    ['an owner', [owners], 'cat', 'eligible'],
    ['no other member', [owners], 'ben', 'not_eligible'],
    ['the manager', [manager], 'cat', 'eligible'],
    ['no other manager', [manager], 'dan', 'not_eligible'],
    ['who is named, however it is written', [named('CAT@acme.test')], 'cat', 'eligible'],
    ['nobody else', [named('cat@acme.test')], 'dan', 'not_eligible'],
    ['who another rule makes one, though one cannot be read', [group('gone'), owners], 'cat', 'eligible'],
  ] as const)('is %s', async (_, rules, who, kind) => {
    expect(await kindOf(asked(rules), who)).toBe(kind);
  });

  it('is nobody who manages some of the beneficiaries only', async () => {
    const both = asked([manager], { beneficiaries: [principal('ben'), principal('bob')] });
    expect(await kindOf(both, 'cat')).toBe('not_eligible');

    const okta = crew();
    okta.managers.set('bob', 'cat');
    expect(await kindOf(both, 'cat', okta)).toBe('eligible');
  });

  it('is no manager who was switched off', async () => {
    const okta = crew();
    okta.disabled.add('cat');

    expect(await kindOf(asked([manager]), 'cat', okta)).toBe('not_eligible');
  });

  it('is nobody by a rule about managers where nobody benefits', async () => {
    expect(await kindOf(asked([manager], { beneficiaries: [] }), 'cat')).toBe('not_eligible');
  });

  it('is nobody named whose account may not sign in', async () => {
    const okta = crew();
    okta.disabled.add('cat');

    expect(await kindOf(asked([named('cat@acme.test')]), 'cat', okta)).toBe('not_eligible');
  });

  it('is the fallback only after the escalation', async () => {
    expect(await kindOf(asked([group('approvers')]), 'eve')).toBe('not_eligible');
    expect(await kindOf(asked([group('approvers')], { escalatedAt: noon }), 'eve')).toBe('eligible');
  });

  it('is found in the second directory as well', async () => {
    const entra = directoryOfPeople('entra', { approvers: ['cat'] });
    const tools = toolsWith(crew(), entra);

    expect(await eligibilityOf(tools, asked([group('approvers', 'entra')]), principal('cat'))).toEqual({
      kind: 'eligible',
      evidence: 'members of approvers in entra, read at 2099-11-26T12:00:00.000Z',
    });
  });
});

describe('who is asked', () => {
  it('is each person once, neither the requester nor a beneficiary', async () => {
    const { people, unread } = await listApprovers(
      toolsWith(crew()),
      asked([owners, group('approvers'), manager]),
    );

    expect(people.map(({ principal: { id }, rule }) => `${id} ${rule.kind}`)).toEqual([
      'okta:cat owners',
      'okta:dan group',
    ]);
    expect(unread).toEqual([]);
  });

  it('leaves out what cannot be read, and says so', async () => {
    const okta = crew();
    okta.down.add('sales');
    okta.groups.set('crowd', new Set(Array.from({ length: 51 }, (_, i) => `u${i}`)));
    const { people, unread } = await listApprovers(
      toolsWith(okta),
      asked([owners, group('crowd'), named('dan@acme.test')]),
    );

    expect(people.map(({ principal: { id } }) => id)).toEqual(['okta:dan']);
    expect(unread.map(({ rule, large }) => `${rule.kind} ${large}`)).toEqual(['owners false', 'group true']);
  });
});

eachEngine(({ open }) => {
  async function ask(approvers: readonly ApproverRule[], okta: DirectoryOfPeople) {
    const store = await open();
    const { tools, clock } = openDesk(store, { providers: [okta] });
    const approval = await put(store.db, asked(approvers));
    const run = async (again = false) =>
      await askEachApprover(tools, { approvalId: approval.id, stage: 0, again });
    await run();
    return { store, clock, run, approval };
  }

  it('asks each approver in a message of their own, once', async () => {
    const { store, run, approval } = await ask([group('approvers')], crew());
    await run();

    expect(await nextMessages(store.db, 9)).toMatchObject(
      ['cat', 'dan'].map((name) => ({
        id: `approval:${approval.id}:ask:0:okta:${name}`,
        channel: `mailto:${name}@acme.test`,
        kind: 'approval-ask',
        body: { approvalId: approval.id, rule: group('approvers') },
      })),
    );
    expect(await findApproval(store.db, approval.id)).toMatchObject({ note: null });
  });

  it('reminds those who have not decided', async () => {
    const { store, run, approval } = await ask([group('approvers')], crew());
    await insertDecision(store.db, decisionOf(approval, 'cat'));
    await run(true);

    const reminders = (await nextMessages(store.db, 9)).filter(({ id }) => id.includes(':remind:'));
    expect(reminders.map(({ channel }) => channel)).toEqual(['mailto:dan@acme.test']);
  });

  it('says on the card and in the audit log that nobody can decide, and takes it back when somebody can', async () => {
    const okta = crew();
    okta.down.add('approvers');
    const { store, run, approval } = await ask([group('approvers')], okta);
    await run();

    expect((await findApproval(store.db, approval.id))?.note).toBe(
      'Could not be read: members of approvers in okta (okta does not answer). Nobody who may decide could be found so far.',
    );
    expect(await auditOf(store.db)).toEqual(['approval.approvers-lacking']);
    okta.down.clear();
    await run();

    expect((await findApproval(store.db, approval.id))?.note).toBeNull();
    expect(await auditOf(store.db)).toEqual(['approval.approvers-lacking', 'approval.approvers-found']);
  });

  it('says that fewer can decide than are needed', async () => {
    const store = await open();
    const { tools } = openDesk(store, { providers: [crew()] });
    const approval = await put(store.db, approvalOf({ stages: [stageOf({ quorum: 3 })] }));
    await askEachApprover(tools, { approvalId: approval.id, stage: 0, again: false });

    expect((await findApproval(store.db, approval.id))?.note).toBe(
      'Only 2 of 3 who may decide could be found.',
    );
  });

  it('asks nobody in a stage that is over', async () => {
    const store = await open();
    const { tools } = openDesk(store, { providers: [crew()] });
    const approval = await put(store.db, approvalOf({ stages: [stageOf(), stageOf()], stage: 1 }));
    await askEachApprover(tools, { approvalId: approval.id, stage: 0, again: false });

    expect(await nextMessages(store.db, 9)).toEqual([]);
  });
});
