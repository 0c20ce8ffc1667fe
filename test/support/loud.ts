import { freshGrant } from '../../src/access/content.ts';
import type { Alert } from '../../src/domain/alert.ts';
import type { Plan, PlannedStep, StepState } from '../../src/domain/deactivation.ts';
import type { CheckRun, Finding, FindingState } from '../../src/domain/finding.ts';
import { type ApprovalPicture } from '../../src/slack/messages/approval.ts';
import type { Subject } from '../../src/slack/messages/approval-subject.ts';
import { auditList } from '../../src/slack/messages/audit-list.ts';
import { deactivationCard } from '../../src/slack/messages/deactivation.ts';
import { dormantList } from '../../src/slack/messages/dormant.ts';
import { driftMessage } from '../../src/slack/messages/drift.ts';
import type { Posted } from '../../src/slack/messages/message.ts';
import type { Question } from '../../src/store/questions.ts';
import { alertOf } from './alert.ts';
import { approvalOf, decisionOf, noon, principal } from './approval.ts';
import { impactOf } from './deactivation.ts';
import { event } from './watch.ts';

/** How much there is of everything that a message lists, and what strangers call it. */
export interface Loud {
  readonly count: number;
  readonly name: string;
}

export const able = new Set([
  'ask-actor',
  'restore-members',
  'validate-credentials',
  'restart-job',
  'provision-on-demand',
  'retry-push',
  'intended',
] as const);

export function list<T>({ count }: Loud, each: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => each(i));
}

export function loudAlert(loud: Loud, over: Partial<Alert> = {}): Alert {
  const { name } = loud;
  return alertOf({
    detection: 'mass-removal',
    connection: name,
    title: name,
    message: name,
    fix: name,
    samples: list(loud, (i) => ({ id: `${i}`, text: name })),
    notes: list(loud, () => ({ at: noon, by: name, text: name })),
    offers: [...able].map((action) => ({ action, on: { app: 'x' } })),
    ...over,
  });
}

export function loudRun(loud: Loud): CheckRun {
  const { name } = loud;
  const states: readonly FindingState[] = ['opened', 'standing', 'resolved', 'accepted'];
  const findings: readonly Finding[] = list(loud, (i) => ({
    key: `${i}`,
    check: 'mfa-missing',
    connection: 'okta',
    severity: 'high',
    subject: name,
    message: name,
    fix: name,
    state: states[i % states.length] ?? 'opened',
    since: noon,
  }));
  const shared = {
    title: name,
    connection: 'okta',
    severity: 'high',
    population: name,
    coverage: null,
  } as const;
  return {
    runId: 'run_1',
    startedAt: noon,
    finishedAt: noon,
    connections: list(loud, (i) => ({ id: `okta-${i}`, kind: 'okta', reachable: false })),
    only: list(loud, (i) => `check-${i}`),
    summary: { pass: 0, fail: 60, not_applicable: 0, not_evaluated: 60 },
    results: list({ ...loud, count: Math.min(60, loud.count) }, (i) => [
      { ...shared, check: `check-${i}`, status: 'fail' as const, because: null, findings },
      {
        ...shared,
        check: `later-${i}`,
        status: 'fail' as const,
        because: null,
        findings,
        unseenBefore: true as const,
      },
      { ...shared, check: `blind-${i}`, status: 'not_evaluated' as const, because: name, findings: [] },
    ]).flat(),
  };
}

export function loudEntry({ name }: Loud, sequence: number): Parameters<typeof auditList>[1][number] {
  const said = { actor: name, action: name, object: name, detail: { because: name, more: { deep: name } } };
  return { sequence, at: noon, hash: '', ...said };
}

export function loudPlan(loud: Loud, i: number): Plan {
  const { name } = loud;
  const names = list(loud, () => name);
  const groups = names.map((each, at) => ({ id: `g${at}`, name: each, manual: true }));
  const hit = { login: name, groups, apps: names, adminRoles: names, soleOwnerOf: names, apiTokens: names };
  return {
    subject: person(loud, i),
    impacts: ['okta', 'entra'].map((connection) => impactOf({ connection, ...hit, synced: true })),
    steps: loudSteps(loud),
    grants: names,
    requests: names,
    lastApproverOf: names,
    onCall: {
      known: true,
      duties: names.map((policy) => ({ policy, level: 1, schedule: name, until: noon })),
    },
    startsAt: noon,
    undoes: null,
    unread: names,
  };
}

export function loudSteps(loud: Loud): PlannedStep[] {
  const { name } = loud;
  return list(loud, (i) =>
    i % 3 === 0
      ? { step: 'by-hand', connection: name, text: name }
      : { step: 'join-group', connection: name, accountId: 'a', groupId: `g${i}`, groupName: name },
  );
}

export function loudState({ name }: Loud, step: PlannedStep, position: number): StepState {
  const status = position % 2 === 0 ? 'waiting' : 'failed';
  return { position, step, status, evidence: name, attempts: 1, at: noon, by: name };
}

export function loudDeactivation(loud: Loud): Parameters<typeof deactivationCard>[0]['made'] {
  return {
    id: 'deactivation_1',
    kind: 'deactivation',
    status: 'incomplete',
    revision: 1,
    approvalId: 'approval_1',
    requestedBy: person(loud, 2),
    reason: loud.name,
    plan: loudPlan(loud, 1),
    createdAt: noon,
    startedAt: noon,
    endedAt: noon,
    undoneBy: null,
  };
}

export function person({ name }: Loud, i: number): ReturnType<typeof principal> {
  return principal(`p${i}`, { name, email: `${name}${i}@acme.test` });
}

export function pictureOf(
  loud: Loud,
  subject: Subject,
  kind: 'deactivation' | 'access' | 'restore' = 'deactivation',
): ApprovalPicture {
  const beneficiaries = list({ ...loud, count: Math.max(1, loud.count) }, (i) => person(loud, i));
  const approval = approvalOf({ kind, beneficiaries, note: loud.name, requester: person(loud, 1) });
  return {
    approval,
    decisions: list(loud, (i) => decisionOf(approval, `d${i}`, { reason: loud.name, by: person(loud, i) })),
    subject,
    deciders: list(loud, () => loud.name),
    unreached: 3,
    grant: loudGrant(loud),
    dryRun: true,
  };
}

export function loudGrant(loud: Loud): ReturnType<typeof freshGrant> {
  const { name } = loud;
  const fresh = freshGrant({
    status: 'active',
    since: noon,
    createdAt: noon,
    approvalId: 'approval_1',
    policyId: 'p',
    connection: name,
    groupId: 'g',
    accountId: 'a',
    groupName: name,
    login: name,
    reason: name,
    startsAt: null,
    minutes: 240,
    extends: null,
    expiry: 'bot',
    subject: person(loud, 1),
    requestedBy: person(loud, 2),
  });
  return {
    ...fresh,
    id: 'grant_1',
    expiresAt: noon,
    missingAt: noon,
    lastError: name,
    endedBecause: name,
    dryRun: true,
  };
}

export function loudDormant({ name }: Loud, i: number): Parameters<typeof dormantList>[0]['people'][number] {
  const nobody = { lastSeen: noon, proposedAt: noon, keptUntil: null, keptBy: null, deactivationId: null };
  return { id: `dormant_${i}`, person: `okta:${i}`, login: name, name, ...nobody };
}

export function loudDrift({ name }: Loud): Posted {
  const drift = { connection: 'okta', eventId: 'e', at: noon, mode: 'ask', outcome: null } as const;
  return driftMessage({
    drift: { ...drift, decidedBy: null, grantId: null, unasked: name },
    question: saidAboutDrift(name),
    event: event({ id: 'e', name: 'member.added', actor: { id: 'a', kind: 'person', name } }),
    groupName: name,
    login: name,
  });
}

/** It was not them, in their own words. */
export function saidAboutDrift(words: string): Question {
  const asked = {
    id: 'question_1',
    about: 'drift',
    object: 'okta|e|1',
    asked: 'UGRACE',
    askedBy: 'UADA',
  } as const;
  return { ...asked, at: noon, answer: 'no', answeredAt: noon, words };
}
