import { z } from 'zod';
import { everComes } from '../lib/cron.ts';
import { parseDuration } from '../lib/duration.ts';

export const name = z.string().min(1);
export const slug = name.regex(/^[a-z0-9-]+$/, 'expected lower case letters, digits and hyphens');
export const groupReference = z.strictObject({
  connection: name.describe('okta or entra'),
  group: name.describe('the group id, or its exact name'),
});
export const severity = z.enum(['critical', 'high', 'medium', 'low']);
export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day like 22:00');
const CRON = 'expected a cron expression like "0 7 * * 1-5", whose time comes some day';
export const cron = z
  .string()
  .regex(/^\S+( \S+){4,5}$/, CRON)
  .refine(everComes, CRON);

/** The end of a day. */
export const day = z.union([z.string(), z.date()]).transform((value, context) => {
  const date = value instanceof Date ? value : new Date(`${value}T23:59:59Z`);
  if (!Number.isNaN(date.getTime())) return date;
  context.addIssue({ code: 'custom', message: 'expected a date like 2027-01-31' });
  return z.NEVER;
});

export const moment = z.union([z.string(), z.date()]).transform((value, context) => {
  const at = value instanceof Date ? value : new Date(value);
  if (!Number.isNaN(at.getTime())) return at;
  context.addIssue({ code: 'custom', message: 'expected a time like 2027-01-31T20:00:00Z' });
  return z.NEVER;
});

/** Written as people write it, kept in minutes. */
export const duration = z.string().transform((text, context) => {
  const minutes = parseDuration(text);
  if (minutes !== null) return minutes;
  context.addIssue({ code: 'custom', message: 'expected a duration like 90m, 4h, 30d or 2w' });
  return z.NEVER;
});

const byGroup = z.strictObject({ group: groupReference });
const byOwners = z.strictObject({ owners: z.literal(true) });
const byManager = z.strictObject({ manager: z.literal(true) });
const byPeople = z.strictObject({
  connection: name,
  people: z.array(name).min(1).describe('logins'),
});

/** Groups or named people. */
export const people = z.union([byGroup, byPeople], {
  error: 'expected {group: {connection, group}} or {people: [logins], connection}',
});

export const anyApprover = z.union([byGroup, byOwners, byManager, byPeople], {
  error:
    'expected {group: {connection, group}}, {owners: true}, {manager: true} or {people: [logins], connection}',
});

/** Without "owners": no group is asked for. */
export const personalApprover = z.union([byGroup, byManager, byPeople], {
  error: 'expected {group: {connection, group}}, {manager: true} or {people: [logins], connection}',
});

/** One round of decisions of these approvers. */
export function stageOf<Approver extends z.ZodType>(approver: Approver) {
  return z.strictObject({
    name: name.optional().describe('what the card calls it'),
    quorum: z.int().min(1).max(10).default(1).describe('distinct people who must approve'),
    by: z.array(approver).min(1).describe('any of these may decide'),
    fallback: z.array(approver).default([]).describe('asked as well when nobody decided in time'),
    escalate_after: z
      .int()
      .min(1)
      .nullable()
      .default(240)
      .describe('minutes until the fallback is asked; null: never'),
  });
}
