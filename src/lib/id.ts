import { randomBytes } from 'node:crypto';

/** A short, opaque, unguessable id: `run_5f3a…` (96 random bits, hex). */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
