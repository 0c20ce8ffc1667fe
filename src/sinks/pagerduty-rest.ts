import { setTimeout as wait } from 'node:timers/promises';
import type { PagerDutyConfig } from '../config/config.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { jsonOf, post } from './post.ts';
import { SinkRefusal } from './sink.ts';
import type { SinkTools } from './tools.ts';

/** The most that a page holds. */
const PAGE = 100;
const MOST_PAGES = 20;
const MOST_BYTES = 1024 * 1024;
/** Somebody waits for the answer: a longer silence than this is not kept. */
const SHORT_WAIT_MS = 5 * SECOND_MS;

export type Ask = (path: string, query: URLSearchParams) => Promise<unknown>;

/** Reads PagerDuty's REST API v2 (github.com/PagerDuty/api-schema); a read-only key is enough. Throws SinkRefusal. */
export function pagerDutyReader({ apiToken, apiUrl }: PagerDutyConfig, tools: SinkTools): Ask {
  return async (path, query) => {
    const call = {
      receiver: 'PagerDuty',
      url: `${apiUrl}${path}?${query.toString()}`,
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        authorization: `Token token=${apiToken}`,
      },
      mostBytes: MOST_BYTES,
      next: 'check PAGERDUTY_API_TOKEN: it is a REST API key, read-only is enough; accounts in the EU need PAGERDUTY_API_URL as well.',
    };
    return jsonOf('PagerDuty', await oncePatient(async () => await post(tools, call)));
  };
}

/** All rows of a list, a page at a time. A list without an end is an error. */
export async function everyRow<T>(
  ask: Ask,
  path: string,
  query: URLSearchParams,
  read: (page: unknown) => { readonly rows: readonly T[]; readonly more: boolean },
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked = new URLSearchParams(query);
    asked.set('limit', String(PAGE));
    asked.set('offset', String(all.length));
    const { rows, more } = read(await ask(path, asked));
    all.push(...rows);
    if (!more) return all;
    if (rows.length === 0) break;
  }
  throw new Error(`its list of ${path.slice(1)} does not end`);
}

/** Waits once, where PagerDuty asks for a short silence (429). */
async function oncePatient<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const afterMs = error instanceof SinkRefusal ? error.afterMs : null;
    if (afterMs === null || afterMs > SHORT_WAIT_MS) throw error;
    await wait(afterMs);
    return await ask();
  }
}
