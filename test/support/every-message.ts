import { actorQuestion } from '../../src/slack/messages/actor-question.ts';
import { alertCard } from '../../src/slack/messages/alert.ts';
import { alertList } from '../../src/slack/messages/alert-list.ts';
import { approvalAsk, approvalCard } from '../../src/slack/messages/approval.ts';
import { bothLists } from '../../src/slack/messages/approval-list.ts';
import type { Subject } from '../../src/slack/messages/approval-subject.ts';
import { auditList } from '../../src/slack/messages/audit-list.ts';
import { checkReport } from '../../src/slack/messages/check-report.ts';
import { deactivationCard } from '../../src/slack/messages/deactivation.ts';
import { digestMessage } from '../../src/slack/messages/digest.ts';
import { dormantList } from '../../src/slack/messages/dormant.ts';
import { drillList } from '../../src/slack/messages/drill-list.ts';
import { grantList, grantMessage, grantReminder } from '../../src/slack/messages/grant.ts';
import { askedReply } from '../../src/slack/messages/leaver-words.ts';
import type { Posted } from '../../src/slack/messages/message.ts';
import { noticeMessage } from '../../src/slack/messages/notice.ts';
import { progressMessage } from '../../src/slack/messages/progress.ts';
import { proofMessage } from '../../src/slack/messages/proof.ts';
import { restoreCard } from '../../src/slack/messages/restore.ts';
import { restorePreview } from '../../src/slack/messages/restore-preview.ts';
import { statusMessage } from '../../src/slack/messages/status.ts';
import { userCard } from '../../src/slack/messages/user-card.ts';
import { watchState } from '../../src/slack/messages/watch-state.ts';
import { noon, principal } from './approval.ts';
import {
  able,
  type Loud,
  list,
  loudAlert,
  loudDeactivation,
  loudDormant,
  loudDrift,
  loudEntry,
  loudGrant,
  loudPlan,
  loudRun,
  loudState,
  loudSteps,
  pictureOf,
} from './loud.ts';

/** Every kind of message that Lockstep says, about as much as that. */
export function everyMessage(loud: Loud): Readonly<Record<string, () => Posted>> {
  return { ...watching(loud), ...deciding(loud), ...asking(loud) };
}

function watching(loud: Loud): Record<string, () => Posted> {
  const { name } = loud;
  const alerts = list(loud, (i) => loudAlert(loud, { id: `alert_${i}` }));
  const since = noon.toISOString();
  const moved = list(loud, (i) => ({ who: `${name}${i}`, by: i % 2 === 0 ? name : `${name}${i}` }));
  const counts = { pending: 0, open: alerts.length, acknowledged: 0, snoozed: 0, resolved: 0 };
  const freeze = { at: noon, by: name, because: name, alertId: null };
  const feeds = list(loud, () => ({
    connection: name,
    feed: name,
    readAt: noon,
    lastEventAt: noon,
    silent: true,
  }));
  const jobs = { ready: 1, running: 1, failed: 1 };
  const state = { alerts: new Map([['high' as const, 1]]), freeze, feeds, jobs, deadDeliveries: 1 };
  const groups = list(loud, () => ({ connection: name, name, joined: moved, left: moved }));
  return {
    'check report': () => checkReport(loudRun(loud)),
    digest: () => digestMessage({ since, until: since, groups: groups.slice(0, 40), leftOut: 3 }),
    'alert card': () => alertCard(loudAlert(loud), able),
    'card of an alert that is over': () =>
      alertCard(loudAlert(loud, { state: 'resolved', resolvedBecause: name }), able),
    'alert list': () => alertList({ alerts, counts, freeze, now: noon }),
    'watch state': () => ({ text: 'x', blocks: watchState(state) }),
    'audit list': () =>
      auditList(
        name,
        list(loud, (i) => loudEntry(loud, i)),
        20,
      ),
    notice: () => noticeMessage({ text: name }),
    progress: () => progressMessage({ what: name }),
  };
}

function deciding(loud: Loud): Record<string, () => Posted> {
  const { name } = loud;
  const plans = list(loud, (i) => loudPlan(loud, i));
  const members = list(loud, (i) => ({ groupId: `g${i % 7}`, groupName: name, login: `${name}${i}` }));
  const leftOut = list(loud, () => ({ groupName: name, logins: [name, name], why: name }));
  const restore = { connection: name, members, leftOut, cutOff: true, passes: list(loud, () => name) };
  const access = {
    connection: name,
    groupName: name,
    login: name,
    minutes: null,
    ticket: name,
    startsAt: noon,
    emergency: true,
    extends: null,
  };
  const one = pictureOf(loud, { kind: 'people', reason: name, plans: [loudPlan(loud, 0)] });
  const waiting = { entries: list(loud, () => one), unread: 2 };
  // An approval's list holds its members in full.
  const full: Subject = { kind: 'restore', reason: name, list: restore as never };
  return {
    'card of one leaver': () => approvalCard(one),
    'card of many leavers': () => approvalCard(pictureOf(loud, { kind: 'people', reason: name, plans })),
    'ask of an approver': () => approvalAsk(one, name),
    'card of access': () => approvalCard(pictureOf(loud, { kind: 'access', reason: name, access }, 'access')),
    'card of a restore to decide on': () => approvalCard(pictureOf(loud, full, 'restore')),
    'both lists': () => ({ text: 'x', blocks: bothLists({ mine: list(loud, () => one), waiting }) }),
    'restore preview': () => restorePreview(restore, 'alert_1|a|1'),
    refusals: () =>
      askedReply({ refused: list(loud, (i) => ({ who: `${name}${i}`, why: 'own_identity' })) }, null),
    evidence: () =>
      deactivationCard({
        made: loudDeactivation(loud),
        steps: loudSteps(loud).map((step, i) => loudState(loud, step, i)),
        undoUntil: noon,
        dryRun: true,
      }),
  };
}

function asking(loud: Loud): Record<string, () => Posted> {
  const { name } = loud;
  const grant = loudGrant(loud);
  const member = {
    connection: name,
    groupId: 'g',
    accountId: 'a',
    groupName: name,
    login: name,
    removedAt: noon,
  };
  const odd = list(loud, (position) => ({
    ...member,
    position,
    status: 'failed' as const,
    evidence: name,
    writtenAt: noon,
    triedAt: noon,
    at: noon,
  }));
  const account = { id: '1', login: name, email: name, displayName: name, createdAt: null, synced: true };
  const found = list(loud, () => ({
    connection: 'okta',
    account: { ...account, status: 'active' as const, type: 'member' as const },
    groups: list(loud, () => name),
  }));
  const entry = {
    connection: name,
    login: name,
    drillDays: 1,
    custodians: [],
    certificateAttestedUntil: null,
  };
  const directories = list(loud, (i) => ({ id: `okta-${i}`, accounts: 1, groups: 1, syncedAt: null }));
  return {
    grant: () => grantMessage(grant),
    'reminder of a grant': () => grantReminder(grant),
    'grant list': () =>
      grantList(
        list(loud, () => grant),
        'none',
      ),
    dormant: () => dormantList({ people: list(loud, (i) => loudDormant(loud, i)), more: 300, afterDays: 45 }),
    drift: () => loudDrift(loud),
    restore: () =>
      restoreCard({
        restore: {
          id: 'restore_1',
          status: 'incomplete',
          approvalId: 'approval_1',
          alertId: 'alert_1',
          connection: name,
          requestedBy: principal('ada'),
          passes: [],
          startedAt: noon,
          endedAt: noon,
          waits: name,
        },
        counts: { waiting: 1, done: 1, skipped: 1, failed: odd.length },
        odd,
      }),
    'account card': () => userCard({ text: name, found }),
    'drill list': () =>
      drillList(
        list(loud, () => ({ entry, lastAt: noon, dueAt: noon, open: { by: name, until: noon } })),
        noon,
      ),
    status: () => statusMessage({ connections: directories, lastRun: loudRun(loud), now: noon }),
    'question to an actor': () =>
      actorQuestion(
        { id: 'question_1', answer: null },
        { title: name, connection: name, message: name, lines: list(loud, () => name), afterNo: 'x' },
      ),
    proof: () =>
      proofMessage({
        id: 'proof_1',
        approvalId: 'approval_1',
        by: principal('ada'),
        slackUserId: 'U0ADA',
        verdict: 'approve',
        reason: name,
        hash: '',
        kind: 'push',
        connection: 'okta',
        accountId: 'a',
        status: 'refused',
        createdAt: noon,
        expiresAt: noon,
        detail: { because: name },
      }),
  };
}
