import { z } from 'zod';
import type { SinkSettings } from '../config/config.ts';
import { checkedEndpoint } from '../lib/endpoint.ts';
import { nearest } from '../lib/nearest.ts';
import { OperatorError } from '../lib/operator-error.ts';

/** The options of a sink as its kind reads them. Every mistake is named with the sink's id; a secret's value never is. */
export function readOptions<T extends z.ZodRawShape>(
  { id, kind, options }: SinkSettings,
  shape: T,
): z.infer<z.ZodObject<T>> {
  const parsed = z.strictObject(shape).safeParse(options);
  if (parsed.success) return parsed.data;
  const known = Object.keys(shape);
  const problems = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [`${issue.path.join('.')}: ${said(issue)}`];
    return issue.keys.map((key) => `unknown option ${key}, ${hint(key, known)}`);
  });
  throw new OperatorError(
    'CONFIG_INVALID',
    `sink ${id} (${kind}): ${problems.join('; ')}`,
    `Correct the options of ${id} under sinks in lockstep.yaml (docs/setup-sinks.md).`,
  );
}

/** An address of a receiver: https, or plain http to this machine. */
export const endpoint = z.string().transform((value, context) => {
  try {
    return checkedEndpoint('it', value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'is no address' });
    return z.NEVER;
  }
});

/** What goes into a header: a line break in it would be a header of its own, and fetch refuses it late. */
export const secret = z.string().regex(/^[\x21-\x7e]+$/, 'expected one word of plain characters');

function said(issue: z.core.$ZodIssue): string {
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return missing ? 'is missing' : issue.message;
}

function hint(key: string, known: readonly string[]): string {
  const close = nearest(key, known);
  return close === undefined ? `known options: ${known.join(', ')}` : `did you mean ${close}?`;
}
