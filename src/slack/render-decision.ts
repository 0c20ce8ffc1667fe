import { z } from 'zod';
import { ruleWords } from '../approvals/index.ts';
import { findProposals } from '../store/dormant.ts';
import { findGrant } from '../store/grants.ts';
import { findStepUp } from '../store/step-ups.ts';
import { approvalPicture } from './approval-picture.ts';
import { deactivationPicture } from './deactivation-picture.ts';
import { driftPicture } from './drift-picture.ts';
import { approvalAsk, approvalCard } from './messages/approval.ts';
import { deactivationCard } from './messages/deactivation.ts';
import { dormantList } from './messages/dormant.ts';
import { driftMessage } from './messages/drift.ts';
import { grantMessage, grantReminder } from './messages/grant.ts';
import type { Posted } from './messages/message.ts';
import { proofMessage } from './messages/proof.ts';
import { restoreCard } from './messages/restore.ts';
import { restorePicture } from './restore-cases.ts';
import type { SlackTools } from './tools.ts';

const ApprovalBody = z.object({ approvalId: z.string() });
const Rule = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['group', 'owners']), connection: z.string(), group: z.string() }),
  z.object({ kind: z.literal('manager') }),
  z.object({ kind: z.literal('people'), connection: z.string(), logins: z.array(z.string()) }),
]);
const AskBody = z.object({ approvalId: z.string(), rule: Rule });
const DeactivationBody = z.object({ deactivationId: z.string() });
const DormantBody = z.object({ ids: z.array(z.string()), more: z.int(), afterDays: z.int() });
const GrantBody = z.object({ grantId: z.string() });
const RestoreBody = z.object({ restoreId: z.string() });
const ProofBody = z.object({ proofId: z.string() });
const DriftBody = z.object({ connection: z.string(), eventId: z.string() });

type Renderer = (body: unknown) => Promise<Posted | null>;

/** What rows of the outbox say about decisions and what comes of them, by kind; null when what they are about is gone. */
export function decisionRenderers(tools: SlackTools): Readonly<Record<string, Renderer>> {
  const { db } = tools;
  return {
    approval: async (body) =>
      shown(await approvalPicture(tools, ApprovalBody.parse(body).approvalId), approvalCard),
    'approval-ask': async (body) => {
      const { approvalId, rule } = AskBody.parse(body);
      return shown(await approvalPicture(tools, approvalId), (each) => approvalAsk(each, ruleWords(rule)));
    },
    deactivation: async (body) =>
      shown(await deactivationPicture(tools, DeactivationBody.parse(body).deactivationId), deactivationCard),
    dormant: async (body) => {
      const { ids, ...rest } = DormantBody.parse(body);
      return dormantList({ ...rest, people: await findProposals(db, ids) });
    },
    grant: async (body) => shown(await findGrant(db, GrantBody.parse(body).grantId), grantMessage),
    'grant-reminder': async (body) =>
      shown(await findGrant(db, GrantBody.parse(body).grantId), grantReminder),
    restore: async (body) =>
      shown(await restorePicture(tools, RestoreBody.parse(body).restoreId), restoreCard),
    proof: async (body) => shown(await findStepUp(db, ProofBody.parse(body).proofId), proofMessage),
    drift: async (body) => shown(await driftPicture(tools, DriftBody.parse(body)), driftMessage),
  };
}

function shown<T>(picture: T | null, show: (picture: T) => Posted): Posted | null {
  return picture === null ? null : show(picture);
}
