import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBlocks, checkView } from '../../sandbox/slack/check-blocks.ts';
import { refuseLongBlocks } from '../../sandbox/slack/message-size.ts';
import { freshGrant } from '../../src/access/content.ts';
import type { Approval, Refusal } from '../../src/domain/approval.ts';
import type { Deactivation, Plan, PlannedStep, StepState } from '../../src/domain/deactivation.ts';
import type { Grant } from '../../src/domain/grant.ts';
import { type ApprovalPicture, approvalAsk, approvalCard } from '../../src/slack/messages/approval.ts';
import { bothLists } from '../../src/slack/messages/approval-list.ts';
import { decidedReply } from '../../src/slack/messages/approval-words.ts';
import { auditList } from '../../src/slack/messages/audit-list.ts';
import { deactivationCard } from '../../src/slack/messages/deactivation.ts';
import { dormantList } from '../../src/slack/messages/dormant.ts';
import { driftMessage } from '../../src/slack/messages/drift.ts';
import { grantList, grantMessage, grantReminder } from '../../src/slack/messages/grant.ts';
import { askedReply } from '../../src/slack/messages/leaver-words.ts';
import { cardView, noteView } from '../../src/slack/messages/modal.ts';
import { cancelView } from '../../src/slack/views/approval-cancel-reason.ts';
import { denyView } from '../../src/slack/views/approval-deny-reason.ts';
import { deactivateView } from '../../src/slack/views/deactivate.ts';
import { adoptView } from '../../src/slack/views/drift-adopt.ts';
import { revertView } from '../../src/slack/views/drift-revert.ts';
import { extendView } from '../../src/slack/views/grant-extend.ts';
import { revokeView } from '../../src/slack/views/grant-revoke-reason.ts';
import { reactivateView } from '../../src/slack/views/reactivate.ts';
import { requestView } from '../../src/slack/views/request.ts';
import { undoView } from '../../src/slack/views/undo-reason.ts';
import { approvalOf, decisionOf, noon, principal } from '../support/approval.ts';
import { impactOf } from '../support/deactivation.ts';
import { saidAboutDrift } from '../support/loud.ts';
import { event } from '../support/watch.ts';

/** What a stranger might have written, as long as it gets. */
const hostile = '<!channel> <https://evil.test|click> & *bold* \u202E'.repeat(70);
const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `${i} ${hostile}`);

const person = (i: number) =>
  principal(`p${i}`, { name: hostile, email: `${'x'.repeat(200)}${i}@acme.test` });

function planOf(over: Partial<Plan> = {}): Plan {
  return {
    subject: person(1),
    impacts: ['okta', 'entra'].map((connection) =>
      impactOf({
        connection,
        login: hostile,
        groups: many(400).map((name, i) => ({ id: `g${i}`, name, manual: true })),
        apps: many(200),
        adminRoles: many(20),
        soleOwnerOf: many(20),
        apiTokens: many(20),
        lastSignInAt: noon,
        synced: true,
      }),
    ),
    steps: stepsOf(300),
    grants: many(50),
    requests: many(50),
    lastApproverOf: many(20),
    onCall: {
      known: true,
      duties: many(30).map((policy) => ({ policy, level: 1, schedule: hostile, until: noon })),
    },
    startsAt: noon,
    undoes: null,
    unread: many(30),
    ...over,
  };
}

function stepsOf(n: number): PlannedStep[] {
  return Array.from({ length: n }, (_, i) =>
    i % 3 === 0
      ? { step: 'by-hand', connection: 'okta', text: hostile }
      : { step: 'join-group', connection: 'okta', accountId: 'a', groupId: `g${i}`, groupName: hostile },
  );
}

function pictureOf(approval: Partial<Approval> = {}, over: Partial<ApprovalPicture> = {}): ApprovalPicture {
  const made = approvalOf({ kind: 'deactivation', ...approval });
  return {
    approval: made,
    decisions: [],
    subject: { kind: 'people', reason: hostile, plans: [planOf()] },
    deciders: many(20),
    unreached: 3,
    grant: null,
    dryRun: true,
    ...over,
  };
}

const deactivationOf = (over: Partial<Deactivation> = {}): Deactivation => ({
  id: 'deactivation_1',
  kind: 'deactivation',
  status: 'incomplete',
  revision: 1,
  approvalId: 'approval_1',
  requestedBy: person(2),
  reason: hostile,
  plan: planOf(),
  createdAt: noon,
  startedAt: noon,
  endedAt: noon,
  undoneBy: null,
  ...over,
});

const grantOf = (over: Partial<Grant> = {}): Grant => ({
  ...freshGrant({
    status: 'active',
    since: noon,
    createdAt: noon,
    approvalId: 'approval_1',
    policyId: 'p',
    connection: 'okta',
    groupId: 'g',
    accountId: 'a',
    groupName: hostile,
    login: hostile,
    reason: hostile,
    startsAt: null,
    minutes: 240,
    extends: null,
    expiry: 'bot',
    subject: person(1),
    requestedBy: person(2),
  }),
  expiresAt: noon,
  missingAt: noon,
  lastError: hostile,
  endedBecause: hostile,
  dryRun: true,
  ...over,
});

const stateOf = (step: PlannedStep, position: number): StepState => ({
  position,
  step,
  status: position % 2 === 0 ? 'waiting' : 'failed',
  evidence: hostile,
  attempts: 1,
  at: noon,
  by: null,
});

const everything: readonly [string, readonly object[]][] = [
  ['the card of one leaver', approvalCard(pictureOf()).blocks],
  ['the ask of an approver', approvalAsk(pictureOf(), hostile).blocks],
  [
    'the card of fifty',
    approvalCard(
      pictureOf(
        { beneficiaries: Array.from({ length: 50 }, (_, i) => person(i)) },
        {
          subject: {
            kind: 'people',
            reason: hostile,
            plans: Array.from({ length: 50 }, (_, i) => planOf({ subject: person(i) })),
          },
        },
      ),
    ).blocks,
  ],
  [
    'the card that many decided on',
    approvalCard(
      pictureOf(
        { status: 'denied', because: hostile, note: hostile },
        {
          decisions: Array.from({ length: 60 }, (_, i) =>
            decisionOf(approvalOf(), `d${i}`, { reason: hostile, verdict: 'deny' }),
          ),
        },
      ),
    ).blocks,
  ],
  [
    'the evidence',
    deactivationCard({
      made: deactivationOf(),
      steps: stepsOf(300).map(stateOf),
      undoUntil: noon,
      dryRun: true,
    }).blocks,
  ],
  [
    'the list of the dormant',
    dormantList({
      people: Array.from({ length: 20 }, (_, i) => ({
        id: `dormant_${i}`,
        person: `okta:${i}`,
        login: hostile,
        name: hostile,
        lastSeen: noon,
        proposedAt: noon,
        keptUntil: null,
        keptBy: null,
        deactivationId: null,
      })),
      more: 300,
      afterDays: 45,
    }).blocks,
  ],
  [
    'refusals for fifty',
    askedReply({ refused: many(50).map((who) => ({ who, why: 'own_identity' })) }, 'C0REQ').blocks,
  ],
  [
    'the audit of something',
    auditList(
      hostile,
      Array.from({ length: 20 }, (_, i) => ({
        sequence: i,
        at: noon,
        actor: hostile,
        action: hostile,
        object: hostile,
        detail: { because: hostile, more: { deep: hostile } },
        hash: '',
      })),
      20,
    ).blocks,
  ],
  ['a grant', grantMessage(grantOf()).blocks],
  ['the reminder of a grant', grantReminder(grantOf()).blocks],
  [
    'two hundred grants',
    grantList(
      Array.from({ length: 200 }, () => grantOf()),
      'none',
    ).blocks,
  ],
  [
    'a change that Lockstep did not make',
    driftMessage({
      drift: {
        connection: 'okta',
        eventId: 'e|1',
        at: noon,
        mode: 'ask',
        outcome: null,
        decidedBy: null,
        grantId: null,
        unasked: null,
      },
      question: saidAboutDrift(hostile),
      event: event({ id: 'e', name: 'member.added', actor: { id: 'a', kind: 'person', name: hostile } }),
      groupName: hostile,
      login: hostile,
    }).blocks,
  ],
  [
    'the card of access',
    approvalCard(
      pictureOf(
        { kind: 'access' },
        {
          subject: {
            kind: 'access',
            reason: hostile,
            access: {
              connection: 'okta',
              groupName: hostile,
              login: hostile,
              minutes: null,
              ticket: hostile,
              startsAt: noon,
              emergency: true,
              extends: null,
            },
          },
          grant: grantOf({ status: 'ended' }),
        },
      ),
    ).blocks,
  ],
  [
    'both lists',
    bothLists({
      mine: Array.from({ length: 30 }, () => pictureOf()),
      waiting: { entries: Array.from({ length: 60 }, () => pictureOf()), unread: 2 },
    }),
  ],
];

describe('what is said about approvals and leavers', () => {
  it.each(everything)('%s fits into Slack, however much it is', (_, blocks) => {
    expect(checkBlocks(blocks, 50)).toEqual([]);
    expect(() => refuseLongBlocks(blocks as never)).not.toThrow();
  });

  it.each(everything)('%s pings nobody and forges no link', (_, blocks) => {
    const texts = JSON.stringify(blocks).replace(/<!date\^\d+\^[^>]*>|<@U[a-z0-9]+>|<#C0REQ>/gi, '');

    expect(texts).not.toMatch(/<[!@#h]/);
    expect(texts).not.toContain('\u202E');
  });

  it('puts into the thread what a message does not hold', () => {
    for (const { blocks } of approvalCard(pictureOf()).thread ?? []) {
      expect(checkBlocks(blocks, 50)).toEqual([]);
      expect(() => refuseLongBlocks(blocks as never)).not.toThrow();
    }
  });

  it('hides nobody out of five hundred', () => {
    const people = Array.from({ length: 500 }, (_, i) => principal(`p${i}`));
    const plans = people.map((subject) => planOf({ subject }));
    const card = approvalCard(
      pictureOf({ beneficiaries: people }, { subject: { kind: 'people', reason: 'x', plans } }),
    );
    const text = JSON.stringify([card.blocks, card.thread]);

    expect(people.filter(({ email }) => !text.includes(`(${email})`))).toEqual([]);
  });

  it('shows first what must not be missed', () => {
    const plan = planOf({ steps: [], unread: ['okta: roles'], lastApproverOf: ['Admins'] });
    const text = JSON.stringify(
      approvalCard(pictureOf({}, { subject: { kind: 'people', reason: 'x', plans: [plan] } })).blocks,
    );

    for (const words of [
      'Could not be looked at:* okta: roles',
      '*Administrator:*',
      '*Last who may decide in:* Admins',
    ])
      expect(text.indexOf(words)).toBeGreaterThan(0);
    expect(text.indexOf('*Administrator:*')).toBeLessThan(text.indexOf('400 groups'));
  });

  describe('whether a leaver is on call now', () => {
    const shown = (...answers: Plan['onCall'][]): string => {
      const plans = answers.map((onCall, i) => planOf({ subject: principal(`p${i}`), onCall }));
      const people = { kind: 'people' as const, reason: 'x', plans };
      return JSON.stringify(approvalCard(pictureOf({}, { subject: people })).blocks);
    };
    const night = { policy: 'Payments <!here>', level: 2, schedule: 'Nights', until: noon };
    const named = { policy: 'Escalations', level: 1, schedule: null, until: null };
    const unread = { known: false as const, because: 'PagerDuty answered 403: <no>' };

    it.each<[string, Plan['onCall'], string]>([
      [
        'for what and until when',
        { known: true, duties: [night] },
        '*On call now for* Payments &lt;!here&gt; (Nights, level 2) until <!date',
      ],
      ['without an end', { known: true, duties: [named] }, 'Escalations (level 1) without an end'],
      ['and that they are not', { known: true, duties: [] }, '*On call:* not now'],
      [
        'and that it is not known',
        unread,
        '*On call:* not known, because PagerDuty answered 403: &lt;no&gt;',
      ],
    ])('is said: %s', (_, onCall, words) => {
      expect(shown(onCall)).toContain(words);
    });

    it('is said of each of many people, or of how many', () => {
      const free = { known: true as const, duties: [] };
      const text = shown({ known: true, duties: [night] }, free, unread, unread, free, free);

      expect(text).toContain('⚠️ On call now for Payments');
      expect(text).toContain('*On call:* not now: 3');
      expect(text).toContain('*On call:* not known, because PagerDuty answered 403: &lt;no&gt;: 2');
    });

    it('is not said where sign-in is given back', () => {
      expect(shown(null)).not.toContain('On call');
    });
  });

  it.each([
    ['deny', denyView(`approval_1|${'a'.repeat(64)}`)],
    ['take back', cancelView('approval_1')],
    ['undo', undoView('deactivation_1')],
    ['deactivate', deactivateView({ people: hostile, because: hostile })],
    ['reactivate', reactivateView(hostile)],
    [
      'ask for access',
      requestView({
        whom: hostile.slice(0, 200),
        group: { connection: 'okta', id: '00g'.padEnd(40, 'x'), name: hostile },
        length: hostile,
        because: hostile,
      }),
    ],
    ['end the access', revokeView('grant_1')],
    ['extend', extendView('grant_1', { length: hostile, because: hostile })],
    ['adopt', adoptView('okta|e')],
    ['revert', revertView('okta|e')],
    ['one moment', noteView('One moment…')],
    ['a card', cardView('approval_1', approvalCard(pictureOf()).blocks)],
  ])('the modal "%s" is one that Slack opens', (_, view) => {
    expect(checkView(view as never)).toEqual([]);
  });

  it('has a sentence of its own for every refusal', () => {
    const refusals: readonly Refusal[] = [
      'unknown',
      'not_pending',
      'expired',
      'changed',
      'own_request',
      'beneficiary',
      'decided_already',
      'not_an_approver',
      'approvers_unreadable',
      'reason_missing',
      'proof_missing',
      'frozen',
    ];
    const said = refusals.map((refused) => decidedReply({ refused, approval: null })?.text ?? '');

    expect(new Set(said).size).toBe(refusals.length);
    expect(said.every((text) => text.length > 20)).toBe(true);
  });

  it('carries ids and hashes in its buttons, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const named = principal('x', { name: text, email: text });
        const picture = pictureOf({ requester: named, beneficiaries: [named], note: text });
        const values = JSON.stringify(approvalCard(picture).blocks).matchAll(/"value":"((?:[^"\\]|\\.)*)"/g);
        for (const [, value = ''] of values) expect(value).toMatch(/^approval_1(\|[0-9a-f]{64})?$/);
      }),
      { numRuns: 30 },
    );
  });
});
