import { OperatorError } from '../../lib/operator-error.ts';
import type { Budget } from './budget.ts';
import { refusalOf, toOperatorError } from './errors.ts';

const TRIES = 5;
const LONGEST_WAIT_MS = 65_000;

interface Tried {
  readonly path: string;
  readonly method?: string;
  readonly budget?: Pick<Budget, 'note'>;
}

/** Okta is in the middle of something that stands in the way, and says to come back (Okta error codes). */
const soon = new Set(['E0000112', 'E0000239', 'E0000249', 'E0000268']);

/** 429, 5xx and broken connections are tried again; the wait is the vendor's where it names one. */
export async function withRetries<T>(
  once: () => Promise<T>,
  { path, method = 'GET', budget }: Tried,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== undefined) budget?.note(path, refusal.header);
      const wait = attempt >= TRIES ? null : waitBefore(error, attempt);
      if (wait === null) throw toOperatorError(error, path, method);
      await sleep(wait);
    }
  }
}

/** null = not worth another try. */
function waitBefore(error: unknown, attempt: number): number | null {
  if (error instanceof OperatorError) return null;
  const refusal = refusalOf(error);
  const backOff = 200 * 2 ** attempt * (1 + Math.random() * 0.2);
  if (refusal === undefined || soon.has(refusal.errorCode ?? '')) return backOff;
  // 501 is a thing that Okta never does.
  if (refusal.status >= 500) return refusal.status === 501 ? null : backOff;
  if (refusal.status !== 429) return null;
  const limit = Number(refusal.header('x-rate-limit-limit') ?? Number.NaN);
  const reset = Number(refusal.header('x-rate-limit-reset') ?? Number.NaN) * 1000;
  const vendorNow = Date.parse(refusal.header('date') ?? '');
  // No headers, or a limit of 0: too many at the same time, over in a moment (Okta, rate limits, concurrency).
  if (!(limit > 0) || Number.isNaN(reset) || Number.isNaN(vendorNow)) return backOff;
  return Math.min(LONGEST_WAIT_MS, Math.max(0, reset - vendorNow) + 1000);
}

export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
