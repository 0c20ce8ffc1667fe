import { HOUR_MS, SECOND_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { plainText } from '../lib/plain-text.ts';
import { clip } from './clip.ts';
import { SinkRefusal } from './sink.ts';
import type { SinkTools } from './tools.ts';

export interface Call {
  /** What people call the receiver. */
  readonly receiver: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: GET. */
  readonly body?: string;
  /** A refusal that says this is as good as a success. */
  readonly expected?: RegExp;
  /** Where more of the answer is read than a word of thanks. */
  readonly mostBytes?: number;
  /** What to do when the receiver refuses; ends with a full stop. */
  readonly next: string;
}

const PATIENCE_MS = 10 * SECOND_MS;
/** A receiver that asks for a longer silence is tried again after this. */
const LONGEST_WAIT_MS = HOUR_MS;
/** Of an answer no more is read: nobody needs it, and a receiver gone mad must not fill the memory. */
const MOST_BYTES = 64 * 1024;

/**
 * One request, and the body of the answer when it was a success. Redirects are never followed: the credential would go
 * to wherever they point. 429, 408 and 5xx are worth another try, every other refusal is for good.
 */
export async function post(tools: SinkTools, call: Call): Promise<string> {
  const { receiver, next, mostBytes = MOST_BYTES } = call;
  const answer = await send(tools, call);
  const said = await readSome(answer, mostBytes).catch(() => '');
  if (answer.ok || (answer.status === 400 && call.expected?.test(said) === true)) return said;
  const line = clip(plainText(said).replace(/\s+/g, ' ').trim(), 200);
  const { status } = answer;
  if (status >= 300 && status < 400) {
    const what = `${receiver} answered ${status}, a redirect, which is not followed`;
    throw new SinkRefusal(what, { retry: false, next });
  }
  const what = `${receiver} answered ${status}${line === '' ? '' : `: ${line}`}`;
  const retry = status === 429 || status === 408 || status >= 500;
  if (!retry) throw new SinkRefusal(what, { retry, next });
  // PagerDuty's REST API says it in seconds under a name of its own (support.pagerduty.com/docs/rest-api-rate-limits).
  const asked = answer.headers.get('retry-after') ?? answer.headers.get('ratelimit-reset');
  throw new SinkRefusal(what, { retry, afterMs: waitAsked(asked, tools.clock.now()) });
}

/** null = it answers and accepts the credential, else what is wrong; for `doctor`. */
export async function probed(ask: () => Promise<unknown>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

async function send({ timeoutMs = PATIENCE_MS }: SinkTools, { receiver, url, headers, body }: Call) {
  try {
    return await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, 'user-agent': 'lockstep' },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    const why = late
      ? `did not answer within ${timeoutMs / SECOND_MS} s`
      : `cannot be reached: ${cause(error)}`;
    throw new SinkRefusal(`${receiver} ${why}`, { retry: true });
  }
}

/** fetch says "fetch failed" and hides the reason below. */
function cause(error: unknown): string {
  const below = error instanceof Error ? error.cause : undefined;
  if (below instanceof AggregateError) return below.errors.map(reasonOf).join(', ');
  return reasonOf(below ?? error);
}

async function readSome(answer: Response, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    bytes += chunk.length;
    // Leaving the loop cancels the rest.
    if (bytes >= most) break;
  }
  return text;
}

/** Retry-After in seconds or as a date (RFC 9110); null = none that can be read. */
function waitAsked(value: string | null, now: Date): number | null {
  if (value === null) return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * SECOND_MS : Date.parse(value) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(LONGEST_WAIT_MS, Math.max(0, ms));
}

/** The JSON of a successful answer; a page that is no JSON comes from something in between, not from the receiver. */
export function jsonOf(receiver: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const what = `${receiver} answered with something that is no JSON, as a proxy in between does`;
    throw new SinkRefusal(what, { retry: true });
  }
}
