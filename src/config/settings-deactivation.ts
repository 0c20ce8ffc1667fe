import { z } from 'zod';
import { cron, name, personalApprover, stageOf } from './settings-parts.ts';

const dormant = z.strictObject({
  after_days: z.int().min(7).max(3650).default(45).describe('without a sign-in'),
  enabled: z.boolean().default(false).describe('propose dormant accounts for deactivation'),
  schedule: cron.default('0 8 * * 1').describe('when they are looked for'),
  exceptions: z.array(name).default([]).describe('logins that are never proposed'),
  channel: name.optional().describe('Slack channel id; default: channels.requests'),
});

export const deactivationSchema = z
  .strictObject({
    requesters: z.enum(['viewer', 'operator', 'admin']).default('operator').describe('the role that may ask'),
    approvers: z
      .array(stageOf(personalApprover))
      .min(1)
      .optional()
      .describe('stages, one after the other; default: two distinct people of roles.admin'),
    dormant: dormant.prefault({}),
    bulk_max: z.int().min(1).max(500).default(50).describe('people in one request'),
    undo_days: z.int().min(1).max(366).default(30).describe('so long what an undo needs is kept'),
    protected: z
      .array(name)
      .default([])
      .describe('logins that are never deactivated, besides those Lockstep protects itself'),
  })
  .prefault({});
