import { z } from 'zod';
import type { PagerDutyConfig } from '../config/config.ts';
import type { Duty, OnCallNow } from '../domain/on-call.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import type { OnCall } from './on-call.ts';
import { type Ask, everyRow, pagerDutyReader } from './pagerduty-rest.ts';
import { probed } from './post.ts';
import { SinkRefusal } from './sink.ts';
import type { SinkTools } from './tools.ts';

/** Whoever asks about many people does not wait for each of them while PagerDuty is away. */
const AWAY_MS = 30 * SECOND_MS;

const Named = z.object({ summary: z.string() });
const Users = z.object({
  users: z.array(z.object({ id: z.string(), email: z.string() })),
  more: z.boolean(),
});
const OnCalls = z.object({
  oncalls: z.array(
    z.object({
      user: z.object({ id: z.string() }),
      escalation_policy: Named,
      escalation_level: z.int(),
      /** null: the policy names the user, not a schedule. */
      schedule: Named.nullish(),
      /** null: the user does not go off call. */
      end: z.coerce.date().nullish(),
    }),
  ),
  more: z.boolean(),
});

type Entry = z.infer<typeof OnCalls>['oncalls'][number];

/** Finds the users of the addresses (GET /users), and what they are on call for at this moment (GET /oncalls). */
export function createPagerDutyOnCall(config: PagerDutyConfig, tools: SinkTools): OnCall {
  const ask = pagerDutyReader(config, tools);
  let away: { readonly until: number; readonly answer: OnCallNow } | null = null;
  const now = async (addresses: readonly string[]): Promise<OnCallNow> => {
    const at = tools.clock.now().getTime();
    if (away !== null && at < away.until) return away.answer;
    const { answer, silent } = await onCallNow(ask, addresses);
    away = silent ? { until: at + AWAY_MS, answer } : null;
    return answer;
  };
  return {
    name: 'PagerDuty',
    now,
    probe: async () =>
      await probed(async () => {
        const query = new URLSearchParams({ limit: '1' });
        Users.parse(await ask('/users', query));
        OnCalls.parse(await ask('/oncalls', query));
      }),
  };
}

/** silent: it did not answer, and would not answer about the next person either. */
async function onCallNow(
  ask: Ask,
  addresses: readonly string[],
): Promise<{ readonly answer: OnCallNow; readonly silent: boolean }> {
  try {
    return { answer: await readOnCall(ask, addresses), silent: false };
  } catch (error) {
    const refused = error instanceof SinkRefusal;
    const because = refused ? error.what : notUnderstood(error);
    return { answer: { known: false, because }, silent: refused && error.retry };
  }
}

async function readOnCall(ask: Ask, addresses: readonly string[]): Promise<OnCallNow> {
  const ids = new Set<string>();
  for (const address of addresses) for (const id of await usersWith(ask, address)) ids.add(id);
  if (ids.size === 0)
    return { known: false, because: `PagerDuty has nobody with the address ${addresses.join(' or ')}` };
  const query = new URLSearchParams([...ids].map((id): [string, string] => ['user_ids[]', id]));
  // Without a time range the answer is about this moment.
  const entries = await everyRow(ask, '/oncalls', query, (page) => {
    const { oncalls: rows, more } = OnCalls.parse(page);
    return { rows, more };
  });
  return { known: true, duties: entries.filter(({ user }) => ids.has(user.id)).map(toDuty) };
}

/** `query` finds whatever holds the text; an address is somebody's or not. */
async function usersWith(ask: Ask, address: string): Promise<readonly string[]> {
  const wanted = address.toLowerCase();
  const users = await everyRow(ask, '/users', new URLSearchParams({ query: wanted }), (page) => {
    const { users: rows, more } = Users.parse(page);
    return { rows, more };
  });
  return users.filter(({ email }) => email.toLowerCase() === wanted).map(({ id }) => id);
}

function toDuty({ escalation_policy, escalation_level: level, schedule, end }: Entry): Duty {
  return {
    policy: escalation_policy.summary,
    level,
    schedule: schedule?.summary ?? null,
    until: end ?? null,
  };
}

function notUnderstood(error: unknown): string {
  const what = error instanceof z.ZodError ? 'its answer has another shape' : reasonOf(error);
  return `PagerDuty was not understood: ${what}`;
}
