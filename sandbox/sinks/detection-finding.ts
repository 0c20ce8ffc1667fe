import { z } from 'zod';
import type { Heard } from './ledger.ts';

/** What OCSF 1.8 asks of a Detection Finding (class 2004). */
const Finding = z
  .object({
    class_uid: z.literal(2004),
    category_uid: z.literal(2),
    activity_id: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    type_uid: z.int(),
    severity_id: z.int().min(0).max(6),
    status_id: z.int().min(0).max(5),
    // A moment in milliseconds: seconds would be in 1970.
    time: z.int().min(1_000_000_000_000),
    metadata: z.object({
      version: z.string().regex(/^1\.[0-8]\.\d+$/),
      uid: z.string().min(1),
      product: z.object({ name: z.string(), vendor_name: z.string() }),
    }),
    finding_info: z.object({ uid: z.string().min(1), title: z.string().min(1) }),
  })
  .refine(({ class_uid, activity_id, type_uid }) => type_uid === class_uid * 100 + activity_id, 'type_uid');

const actions: Readonly<Record<number, Heard['action']>> = { 1: 'trigger', 2: 'acknowledge', 3: 'resolve' };

/** What a collector makes of it, or what is wrong with it. */
export function heardOf(event: unknown): Heard | string {
  const parsed = Finding.safeParse(event);
  if (!parsed.success) return z.prettifyError(parsed.error);
  const { activity_id, metadata, finding_info } = parsed.data;
  const action = actions[activity_id] ?? 'trigger';
  return { key: finding_info.uid, action, title: finding_info.title, id: metadata.uid };
}
