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

interface Read {
  readonly path: string;
  readonly index: number;
}

/**
 * Each inner request is throttled by itself, and the outer 200 hides it: only those that were refused are sent again, no
 * more of them than got through, and as long as some do. Five rounds in which nothing does are the end.
 */
export async function readBatches(
  post: (body: object) => Promise<unknown>,
  paths: readonly string[],
): Promise<readonly unknown[]> {
  const results: unknown[] = Array.from({ length: paths.length });
  let open: readonly Read[] = paths.map((path, index) => ({ path, index }));
  let fits = open.length;
  for (let idle = 0; open.length > 0; ) {
    const mayWait = idle + 1 < TRIES;
    const { settled, busy, asked } = await readRound(post, mayWait ? open.slice(0, fits) : open, mayWait);
    for (const { index, result } of settled) results[index] = result;
    open = mayWait ? [...open.slice(fits), ...busy] : [];
    idle = settled.length === 0 ? idle + 1 : 0;
    if (busy.length === 0) fits *= 2;
    else {
      fits = settled.length === 0 ? fits : settled.length;
      await new Promise((resolve) => setTimeout(resolve, Math.max(asked, 1000 * 2 ** idle)));
    }
  }
  return results;
}

interface Round {
  readonly settled: { readonly index: number; readonly result: unknown }[];
  /** To be asked again. */
  readonly busy: Read[];
  /** The longest wait that one of them named. */
  asked: number;
}

async function readRound(
  post: (body: object) => Promise<unknown>,
  reads: readonly Read[],
  mayWait: boolean,
): Promise<Round> {
  const round: Round = { settled: [], busy: [], asked: 0 };
  for (let from = 0; from < reads.length; from += BATCH) {
    const part = reads.slice(from, from + BATCH);
    const requests = part.map(({ path, index }) => ({ id: String(index), method: 'GET', url: path }));
    const { responses } = BatchAnswer.parse(await post({ requests }));
    for (const read of part) {
      const answer = responses.find(({ id }) => id === String(read.index));
      const wait = waitOf(answer?.headers) ?? 0;
      if (mayWait && isBusy(answer) && wait <= LONGEST_WAIT_MS) {
        round.busy.push(read);
        round.asked = Math.max(round.asked, wait);
      } else round.settled.push({ index: read.index, result: resultOf(answer, read.path) });
    }
  }
  return round;
}

type Inner = z.infer<typeof BatchAnswer>['responses'][number] | undefined;

function isBusy(answer: Inner): boolean {
  return answer === undefined || answer.status === 429 || answer.status >= 500;
}

/** Each refused part names its own wait; the longest is kept. */
function waitOf(headers: Readonly<Record<string, string>> | null | undefined): number | null {
  const named = (name: string): string | undefined =>
    Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name)?.[1];
  return retryAfterMs(named('retry-after'), named('date'));
}

function resultOf(answer: Inner, path: string): unknown {
  if (answer === undefined) return unavailable('Graph left a batched read out');
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
