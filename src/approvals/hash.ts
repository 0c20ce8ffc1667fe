import { createHash } from 'node:crypto';
import type { Approval } from '../domain/approval.ts';

export type Hashed = Pick<Approval, 'kind' | 'requester' | 'beneficiaries' | 'content' | 'stages' | 'stepUp'>;

/** sha256 in hex over all that is approved, and by whom. Who decides says which hash they were shown. */
export function hashOf({ kind, requester, beneficiaries, content, stages, stepUp }: Hashed): string {
  const text = canonical({ kind, requester, beneficiaries, content, stages, stepUp });
  return createHash('sha256').update(text).digest('hex');
}

/** JSON in which equal values are equal texts: keys in the order of their code units, nothing left out that JSON keeps. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}
