/** Append-only: a migration that was released is never changed. */
import type { Db } from '../open.ts';
import { first } from './0001-first.ts';
import { watch } from './0002-watch.ts';
import { narrowMembership } from './0003-narrow-membership.ts';
import { firstSeen } from './0004-first-seen.ts';
import { approvals } from './0005-approvals.ts';
import { eventCounts } from './0006-event-counts.ts';
import { deactivations } from './0007-deactivations.ts';
import { grants } from './0008-grants.ts';
import { restores } from './0009-restores.ts';
import { auditObject } from './0010-audit-object.ts';
import { stepUp } from './0011-step-up.ts';
import { jobTask } from './0012-job-task.ts';
import { auditAtCommit } from './0013-audit-at-commit.ts';
import { wakeJob } from './0014-wake-job.ts';
import { questions } from './0015-questions.ts';
import { accepted } from './0016-accepted.ts';
import { toldAnew } from './0017-told-anew.ts';
import { feedPauses } from './0018-feed-pauses.ts';

export interface Migration {
  readonly name: string;
  readonly up: (db: Db) => Promise<void>;
}

export const migrations: readonly Migration[] = [
  { name: '0001-first', up: first },
  { name: '0002-watch', up: watch },
  { name: '0003-narrow-membership', up: narrowMembership },
  { name: '0004-first-seen', up: firstSeen },
  { name: '0005-approvals', up: approvals },
  { name: '0006-event-counts', up: eventCounts },
  { name: '0007-deactivations', up: deactivations },
  { name: '0008-grants', up: grants },
  { name: '0009-restores', up: restores },
  { name: '0010-audit-object', up: auditObject },
  { name: '0011-step-up', up: stepUp },
  { name: '0012-job-task', up: jobTask },
  { name: '0013-audit-at-commit', up: auditAtCommit },
  { name: '0014-wake-job', up: wakeJob },
  { name: '0015-questions', up: questions },
  { name: '0016-accepted', up: accepted },
  { name: '0017-told-anew', up: toldAnew },
  { name: '0018-feed-pauses', up: feedPauses },
];
