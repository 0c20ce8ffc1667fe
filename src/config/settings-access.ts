import { z } from 'zod';
import {
  anyApprover,
  duration,
  groupReference,
  moment,
  name,
  people,
  slug,
  stageOf,
} from './settings-parts.ts';

const groups = z
  .array(name)
  .min(1)
  .describe(
    'group ids, exact names, or patterns with *; an id is more specific than a name, a name than a pattern',
  );

const pattern = name.refine(isPattern, 'expected a regular expression like "OPS-[0-9]+"');

const autoApprove = z.strictObject({
  per_person_per_day: z.int().min(1).default(1),
  per_day: z.int().min(1).default(10).describe('of this policy, over all people'),
});

const emergency = z.strictObject({
  requesters: z.array(groupReference).min(1).describe('who may take it first and be reviewed after'),
  review_within: duration
    .prefault('24h')
    .describe('until then the approvers of the policy must have reviewed it'),
  max_duration: duration.prefault('4h'),
});

const policy = z.strictObject({
  id: slug,
  title: name.optional().describe('what people call it'),
  connection: name.describe('okta or entra'),
  groups,
  requesters: z.array(groupReference).min(1).describe('members of any of these may ask; nobody else'),
  approvers: z.array(stageOf(anyApprover)).min(1).describe('stages, one after the other'),
  max_duration: duration.prefault('8h').describe('the longest that may be asked for, like 8h or 30d'),
  default_duration: duration
    .optional()
    .describe('when nobody says how long; default: 4h, or max_duration if that is less'),
  permanent: z.boolean().default(false).describe('may be asked for without an end'),
  reason: z.boolean().default(true).describe('a reason must be given'),
  ticket: z
    .union([z.literal(false), pattern], { error: 'expected false or a regular expression like "OPS-[0-9]+"' })
    .default(false)
    .describe('a ticket must be named that matches this as a whole; false: none'),
  request_expires: duration.prefault('3d').describe('a request that nobody decided ends after this'),
  auto_approve: autoApprove
    .optional()
    .describe('so many a day are approved without asking; refusals hold all the same'),
  emergency: emergency.optional().describe('access first, the approvers review it after'),
  step_up: z.boolean().default(false).describe('approvers prove a second factor with each decision'),
  expiry: z
    .enum(['bot', 'native'])
    .default('bot')
    .describe('native: the vendor keeps the end as well, where it can'),
  drift: z
    .enum(['ask', 'adopt', 'revert'])
    .default('ask')
    .describe('what is done about members that Lockstep did not add or take out'),
  delegates_allowed: z.boolean().default(true).describe('approvers who are out of office have a delegate'),
});

const deny = z.strictObject({
  connection: name.describe('okta or entra'),
  groups,
  who: z.array(people).min(1).optional().describe('whom it keeps out; default: everybody'),
  reason: z.string().min(3),
});

const separation = z.strictObject({ a: groupReference, b: groupReference, reason: z.string().min(3) });

const delegate = z.strictObject({
  connection: name.describe('okta or entra'),
  login: name.describe('who is out of office'),
  to: name.describe('login of who decides beside them'),
  since: moment,
  until: moment,
});

export const accessSchema = z
  .strictObject({
    policies: z
      .array(policy)
      .default([])
      .refine(hasUniqueIds, 'two policies have the same id')
      .describe('who may have which group, for how long, and who decides; without one: nobody'),
    deny: z.array(deny).default([]).describe('wins over every policy'),
    separation: z.array(separation).default([]).describe('groups that nobody holds together'),
    delegates: z.array(delegate).default([]).describe('out of office: who decides beside whom'),
  })
  .prefault({});

function hasUniqueIds(policies: readonly { readonly id: string }[]): boolean {
  return new Set(policies.map(({ id }) => id)).size === policies.length;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
