import { z } from 'zod';
import { ErrorBody, toOperatorError, unavailable } from './errors.ts';
import { LONGEST_WAIT_MS, retryAfterMs } from './retry-after.ts';

const BATCH = 20;
const TRIES = 5;

const BatchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.string()).nullish(),
      body: z.unknown(),
    }),
  ),
});

/** Each inner request is throttled by itself, and the outer 200 hides it: only those that were refused are sent again. */
export async function readBatches(
  post: (body: object) => Promise<unknown>,
  paths: readonly string[],
): Promise<readonly unknown[]> {
  const results: unknown[] = Array.from({ length: paths.length });
  let open = paths.map((path, index) => ({ path, index }));
  for (let attempt = 1; open.length > 0; attempt++) {
    const again: typeof open = [];
    let asked = 0;
    for (let from = 0; from < open.length; from += BATCH) {
      const part = open.slice(from, from + BATCH);
      const requests = part.map(({ path, index }) => ({ id: String(index), method: 'GET', url: path }));
      const { responses } = BatchAnswer.parse(await post({ requests }));
      for (const one of part) {
        const answer = responses.find(({ id }) => id === String(one.index));
        const busy = answer === undefined || answer.status === 429 || answer.status >= 500;
        const wait = waitOf(answer?.headers) ?? 0;
        if (busy && attempt < TRIES && wait <= LONGEST_WAIT_MS) {
          again.push(one);
          asked = Math.max(asked, wait);
        } else
          results[one.index] =
            answer === undefined
              ? unavailable('Graph left a batched read out')
              : bodyOrError(answer, one.path);
      }
    }
    open = again;
    if (open.length > 0)
      await new Promise((resolve) => setTimeout(resolve, Math.max(asked, 500 * 2 ** attempt)));
  }
  return results;
}

/** Each refused part names its own wait; the longest is kept. */
function waitOf(headers: Readonly<Record<string, string>> | null | undefined): number | null {
  const named = (name: string): string | undefined =>
    Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name)?.[1];
  return retryAfterMs(named('retry-after'), named('date'));
}

function bodyOrError(
  answer: {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>> | null | undefined;
  },
  path: string,
): unknown {
  if (answer.status < 300) return answer.body;
  const parsed = ErrorBody.safeParse(answer.body);
  const refusal = {
    status: answer.status,
    code: parsed.data?.error.code ?? '',
    message: parsed.data?.error.message ?? '',
    retryAfterMs: waitOf(answer.headers),
  };
  return toOperatorError(refusal, path);
}
