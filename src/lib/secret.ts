import { createHash, createHmac, randomBytes } from 'node:crypto';

/** 256 random bits, fit for an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret: enough to know it again, of no use to who reads it. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Another secret that follows from this one and from what it is for. */
export function derive(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url');
}
