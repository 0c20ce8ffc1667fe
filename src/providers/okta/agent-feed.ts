import { z } from 'zod';
import type { DirectoryEvent } from '../../domain/event.ts';
import { SECOND_MS } from '../../lib/clock.ts';
import type { EventFeed } from '../provider.ts';
import { type OktaPool, readPools } from './agents.ts';
import type { LogTools } from './events.ts';

const Remembered = z.object({
  down: z.boolean(),
  name: z.string(),
  /** How often it was told of: makes the ids of its events. */
  told: z.number(),
});
const Memory = z.object({
  /** Since when this memory goes back: an event after a lost cursor is another event. */
  since: z.string(),
  agents: z.record(z.string(), Remembered),
});
type Memory = z.infer<typeof Memory>;

/** A degraded agent still answers: the daily check tells of it (Okta, Agent Pools API, operationalStatus). */
const lost: readonly string[] = ['DISRUPTED', 'INACTIVE'];

/**
 * Whether directory agents work. The log names agents of LDAP that disconnect and none of Active Directory, so their
 * states are read, and what changed since the last look becomes events: `agent down`, `agent up`, `agent removed`.
 */
export function createAgentFeed(tools: LogTools): EventFeed {
  return {
    name: 'agents',
    intervalMs: 300 * SECOND_MS,
    silentMs: null,
    readSince: async function* (cursor, { signal }) {
      if (signal.aborted) return;
      const pools = await readPools(tools.client);
      const known = cursor === null ? null : parseMemory(cursor);
      const now = tools.clock.now();
      const memory = known ?? { since: now.toISOString(), agents: {} };
      const seen = pools.flatMap((pool) =>
        pool.agents.map((agent) => look(tools, memory, { pool, agent, now })),
      );
      const next = Object.fromEntries(seen.map(({ id, remembered }) => [id, remembered]));
      yield {
        events: [...seen.flatMap(({ events }) => events), ...gone(tools, memory, { next, now })],
        cursor: JSON.stringify({ since: memory.since, agents: next }),
        ...(cursor !== null && known === null ? { gap: unreadable } : {}),
      };
    },
  };
}

const unreadable = { since: null, because: 'what the agents were like at the last look could not be read' };

interface Looked {
  readonly pool: OktaPool;
  readonly agent: OktaPool['agents'][number];
  readonly now: Date;
}

/** At first sight only what is wrong is told. */
function look(tools: LogTools, memory: Memory, { pool, agent, now }: Looked) {
  const before = memory.agents[agent.id];
  const down = lost.includes(agent.operationalStatus ?? '');
  const changed = down !== (before?.down ?? false);
  const name = agent.name ?? agent.id;
  const told = (before?.told ?? 0) + (changed ? 1 : 0);
  const working = pool.agents.filter(({ operationalStatus }) => !lost.includes(operationalStatus ?? ''));
  const event = eventOf(
    tools,
    { what: down ? 'down' : 'up', id: agent.id, name, now },
    `${memory.since}/${told}`,
  );
  const detail = { pool: pool.name, poolType: pool.type, working: String(working.length) };
  return {
    id: agent.id,
    remembered: { down, name, told },
    events: changed ? [{ ...event, detail, reason: down ? (agent.operationalStatus ?? null) : null }] : [],
  };
}

/** One that is no longer listed will never come back: what was open about it can end. */
function gone(
  tools: LogTools,
  memory: Memory,
  { next, now }: { readonly next: Memory['agents']; readonly now: Date },
): DirectoryEvent[] {
  return Object.entries(memory.agents).flatMap(([id, { down, name, told }]) =>
    next[id] !== undefined || !down
      ? []
      : [eventOf(tools, { what: 'removed', id, name, now }, `${memory.since}/${told + 1}`)],
  );
}

function eventOf(
  { connection }: LogTools,
  about: { readonly what: string; readonly id: string; readonly name: string; readonly now: Date },
  serial: string,
): DirectoryEvent {
  return {
    connection,
    kind: 'okta',
    feed: 'agents',
    id: `agent/${about.id}/${serial}`,
    at: about.now,
    name: `agent ${about.what}`,
    outcome: about.what === 'down' ? 'failure' : 'success',
    reason: null,
    actor: null,
    targets: [{ kind: 'other', id: about.id, name: about.name }],
    changes: [],
    detail: {},
  };
}

function parseMemory(cursor: string): Memory | null {
  try {
    return Memory.parse(JSON.parse(cursor));
  } catch {
    return null;
  }
}
