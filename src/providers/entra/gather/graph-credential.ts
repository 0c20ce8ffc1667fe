import { z } from 'zod';
import { moment } from '../../moment.ts';

/** passwordCredential and keyCredential, as far as their ends go; the secrets themselves are never told. */
export const Secret = z.object({
  keyId: z.string().nullish(),
  displayName: z.string().nullish(),
  hint: z.string().nullish(),
  startDateTime: moment,
  endDateTime: moment,
});

export const Certificate = z.object({
  keyId: z.string().nullish(),
  displayName: z.string().nullish(),
  /** The thumbprint, in base64 or in hexadecimal digits. */
  customKeyIdentifier: z.string().nullish(),
  usage: z.string().nullish(),
  startDateTime: moment,
  endDateTime: moment,
});

export const listOf = <T>(schema: z.ZodType<T>) =>
  z
    .array(schema)
    .nullish()
    .transform((list) => list ?? []);

/** Thumbprints are compared as upper-case hexadecimal digits. */
export function thumbprint(text: string | null | undefined): string | null {
  if (text == null || text === '') return null;
  const digits = text.replaceAll(/[:\s]/g, '');
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(digits)) return digits.toUpperCase();
  return Buffer.from(text, 'base64').toString('hex').toUpperCase();
}
