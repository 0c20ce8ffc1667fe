import { z } from 'zod';
import { type Clock, MINUTE_MS } from '../../lib/clock.ts';
import { oneAhead } from '../../lib/one-ahead.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import type { DirectoryStream, MirrorPage } from '../provider.ts';
import { OktaGroup, toAccount, toGroup } from './account.ts';
import type { OktaClient } from './client.ts';
import { isNotFound } from './errors.ts';

/** Okta's search index may lag: changes are asked for from a little earlier. Applying one twice is harmless. */
const OVERLAP_MS = 5 * MINUTE_MS;

/** Both streams of the mirror: people, and groups with their members. */
export function createDirectory(
  client: OktaClient,
  clock: Clock,
  concurrency: number,
): readonly DirectoryStream[] {
  return [accountStream(client, clock), groupStream(client, clock, concurrency)];
}

/**
 * `search=status pr` instead of the bare list: the bare list leaves DEPROVISIONED people out (Okta Users API), and a
 * leaver must be in the mirror as disabled, not vanish from it.
 */
function accountStream(client: OktaClient, clock: Clock): DirectoryStream {
  const read = async function* (path: string, from: string | undefined): AsyncGenerator<MirrorPage> {
    let checkpoint = from;
    for await (const { items, next, date } of oneAhead(client.pages(path))) {
      checkpoint ??= stamp(date ?? clock.now());
      const resume = JSON.stringify({ checkpoint, path: next });
      yield { accounts: items.map(toAccount), resume, ...(next === null ? { checkpoint } : {}) };
    }
  };
  return {
    name: 'accounts',
    full: async function* (resume) {
      const at = readResume(resume);
      if (at?.path === null) return yield { resume: resume ?? '', checkpoint: at.checkpoint };
      const path = at?.path ?? `/api/v1/users?limit=200&search=${encodeURIComponent('id pr')}`;
      yield* read(path, at?.checkpoint);
    },
    changes: async function* ({ checkpoint, resume }) {
      const at = readResume(resume);
      if (at?.path === null) return yield { resume: resume ?? '', checkpoint: at.checkpoint };
      const search = encodeURIComponent(`lastUpdated gt "${checkpoint}"`);
      yield* read(at?.path ?? `/api/v1/users?limit=200&search=${search}`, at?.checkpoint);
    },
  };
}

const Resume = z.object({ checkpoint: z.string(), path: z.string().nullable() });

function readResume(resume: string | null): z.infer<typeof Resume> | null {
  return resume === null ? null : Resume.parse(JSON.parse(resume));
}

/** `begun`: when Okta gave the first page, by its own clock. With ours, if it is ahead, changes would be passed over. */
function stamp(begun: Date): string {
  return new Date(begun.getTime() - OVERLAP_MS).toISOString();
}

function groupStream(client: OktaClient, clock: Clock, concurrency: number): DirectoryStream {
  return {
    name: 'groups',
    full: (resume) => readGroups(client, { path: `/api/v1/groups?${LARGE}`, concurrency, resume, clock }),
    changes: ({ checkpoint, resume }) => {
      const filter = encodeURIComponent(
        `lastUpdated gt "${checkpoint}" or lastMembershipUpdated gt "${checkpoint}"`,
      );
      return readGroups(client, {
        path: `/api/v1/groups?${LARGE}&filter=${filter}`,
        concurrency,
        resume,
        clock,
      });
    },
  };
}

/** The most that one page may hold, and what Okta recommends (Okta Groups API, list all groups, limit). */
const LARGE = 'limit=10000';
const RECOMMENDED = 'limit=200';

/** A page that takes Okta too long is answered with 500: what is recommended is asked for then. */
async function* groupPages(client: OktaClient, path: string): ReturnType<OktaClient['pages']> {
  let begun = false;
  try {
    for await (const page of client.pages(path)) {
      begun = true;
      yield page;
    }
  } catch (error) {
    const tooLarge = !begun && path.includes(LARGE);
    if (!tooLarge || !(error instanceof OperatorError && error.code === 'PROVIDER_UNAVAILABLE')) throw error;
    yield* client.pages(path.replace(LARGE, RECOMMENDED));
  }
}

interface GroupPass {
  readonly path: string;
  readonly concurrency: number;
  readonly resume: string | null;
  readonly clock: Clock;
}

/** `after`: the last group of the page whose members were stored. A place in the page would shift with every group that goes. */
const GroupResume = z.object({
  checkpoint: z.string(),
  path: z.string().nullable(),
  after: z.string().nullish(),
});

/** One page of groups, then the members of each, a few lists at a time; it goes on after the last group whose members were stored. */
async function* readGroups(client: OktaClient, pass: GroupPass): AsyncGenerator<MirrorPage> {
  const at = pass.resume === null ? null : GroupResume.parse(JSON.parse(pass.resume));
  if (at?.path === null) return yield { resume: pass.resume ?? '', checkpoint: at.checkpoint };
  let checkpoint = at?.checkpoint;
  let after = at?.after ?? null;
  let path = at?.path ?? pass.path;
  for await (const { items, next, date } of groupPages(client, path)) {
    checkpoint ??= stamp(date ?? pass.clock.now());
    yield { groups: items.map(toGroup), resume: JSON.stringify({ checkpoint, path, after }) };
    const ids = items.map((item) => OktaGroup.parse(item).id);
    // From the first one on, where that group is gone as well.
    const rest = after === null ? ids : ids.slice(ids.indexOf(after) + 1);
    for await (const page of membersInOrder(client, rest, pass.concurrency)) {
      if (page.last) after = page.groupId;
      yield {
        memberships: page.change,
        ...(page.first ? { replaceMembersOf: [page.groupId] } : {}),
        resume: JSON.stringify({ checkpoint, path, after }),
      };
    }
    after = null;
    if (next !== null) path = next;
    else yield { resume: JSON.stringify({ checkpoint, path: null }), checkpoint };
  }
}

/**
 * Lists that are asked for, in flight or here, for each request that may be in flight: the sockets of the client keep to that
 * (client.ts). One that is slow then holds up what is stored, and not what is read.
 */
const AHEAD = 2;

interface MemberPage {
  readonly groupId: string;
  readonly first: boolean;
  readonly last: boolean;
  readonly change: NonNullable<MirrorPage['memberships']>;
}

/** The first pages of the next groups are read ahead; further pages of a large group follow one by one, so memory stays flat. */
async function* membersInOrder(
  client: OktaClient,
  ids: readonly string[],
  concurrency: number,
): AsyncGenerator<MemberPage> {
  const ahead: {
    id: string;
    pages: AsyncGenerator<Ids>;
    head: Promise<HeadOf>;
  }[] = [];
  const queue = [...ids].values();
  const fill = (): void => {
    while (ahead.length < concurrency * AHEAD) {
      const { value: id, done } = queue.next();
      if (done === true || id === undefined) return;
      const pages = idsOf(client, id);
      // The failure is met when its turn comes; until then it must not count as unhandled.
      const head = pages.next().then(
        (page) => ({ page }),
        (error: unknown) => ({ error }),
      );
      ahead.push({ id, pages, head });
    }
  };
  for (fill(); ahead.length > 0; fill()) {
    const current = ahead.shift();
    if (current === undefined) return;
    yield* membersOf(current.id, current.pages, await current.head);
  }
}

interface Ids {
  readonly ids: readonly string[];
  readonly next: string | null;
}

/** Okta lists members as whole users: only their ids are kept while a page waits for its turn. */
async function* idsOf(client: OktaClient, groupId: string): AsyncGenerator<Ids> {
  for await (const { items, next } of client.pages(`/api/v1/groups/${groupId}/users?limit=1000`))
    yield { ids: items.map((item) => Member.parse(item).id), next };
}

type HeadOf = { readonly page: IteratorResult<Ids> } | { readonly error: unknown };

async function* membersOf(
  groupId: string,
  pages: AsyncGenerator<Ids>,
  head: HeadOf,
): AsyncGenerator<MemberPage> {
  if ('error' in head) {
    // Deleted between the list and this call: the next pass drops it.
    if (isNotFound(head.error)) return yield { groupId, first: true, last: true, change: [] };
    throw head.error;
  }
  let first = true;
  for (let page = head.page; page.done !== true; page = await pages.next()) {
    const { ids, next } = page.value;
    yield {
      groupId,
      first,
      last: next === null,
      change: [{ groupId, added: ids, removed: [] }],
    };
    first = false;
  }
}

const Member = z.object({ id: z.string() });
