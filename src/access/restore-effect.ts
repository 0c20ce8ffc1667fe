import type { ApprovalEffect } from '../approvals/index.ts';
import type { Approval } from '../domain/approval.ts';
import type { Restore } from '../domain/restore.ts';
import { newId } from '../lib/id.ts';
import { appendAudit } from '../store/audit.ts';
import { currentFreeze } from '../store/freeze.ts';
import type { Db } from '../store/open.ts';
import { insertRestore } from '../store/restores.ts';
import { mayPass, passesOf, RestoreContent } from './restore-content.ts';
import { restoreLater, tellRestore } from './restore-tell.ts';
import type { AccessTools } from './tools.ts';

type EffectTools = Pick<AccessTools, 'queue' | 'clock' | 'settings'>;

/** What an approval of a restore sets going, in the transaction of the last decision: a job carries out the list. */
export function restoreEffect(tools: EffectTools): ApprovalEffect {
  return {
    passes: (approval, freeze) => mayPass(passesOf(approval), freeze),
    approved: async (db, approval) => await begin({ ...tools, db }, approval),
  };
}

async function begin(tools: EffectTools & { readonly db: Db }, approval: Approval): Promise<void> {
  const { db, clock } = tools;
  const { members, ...content } = RestoreContent.parse(approval.content);
  const at = clock.now();
  const restore: Restore = {
    id: newId('restore'),
    status: 'running',
    approvalId: approval.id,
    alertId: content.alertId,
    connection: content.connection,
    requestedBy: approval.requester,
    passes: content.passes,
    startedAt: at,
    endedAt: null,
    waits: null,
  };
  const rows = members.map(({ removedAt, ...member }) => ({
    ...member,
    connection: content.connection,
    removedAt: new Date(removedAt),
  }));
  await insertRestore(db, restore, rows);
  await restoreLater(tools, restore.id, { at });
  await tellRestore(tools, restore.id);
  const detail = { approval: approval.id, alert: content.alertId, members: members.length };
  const freeze = await currentFreeze(db);
  await appendAudit(db, {
    at,
    actor: 'lockstep',
    action: 'restore.started',
    object: restore.id,
    detail: freeze === null ? detail : { ...detail, despite: freeze.because },
  });
}
