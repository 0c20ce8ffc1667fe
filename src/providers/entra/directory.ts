import { z } from 'zod';
import { MINUTE_MS } from '../../lib/clock.ts';
import { oneAhead } from '../../lib/one-ahead.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import type { DirectoryStream, MirrorPage } from '../provider.ts';
import { groupFields, toAccount, toGroup, userFields } from './account.ts';
import type { Graph, GraphPage } from './graph.ts';

/** Both streams are delta queries from the start: members come inline, a ninth of the requests of listing each group. */
export function createDirectory(graph: Graph): readonly DirectoryStream[] {
  return [
    deltaStream(graph, 'accounts', { first: `/users/delta?$select=${userFields}`, toPage: accountPage }),
    deltaStream(graph, 'groups', {
      first: `/groups/delta?$select=${groupFields},members`,
      toPage: groupPage,
    }),
  ];
}

interface Delta {
  readonly first: string;
  readonly toPage: (items: readonly unknown[], mode: 'full' | 'changes') => Omit<MirrorPage, 'resume'>;
}

/** The checkpoint is the delta link; a page's next link is where a broken pass goes on. */
function deltaStream(graph: Graph, name: DirectoryStream['name'], { first, toPage }: Delta): DirectoryStream {
  const read = async function* (path: string, mode: 'full' | 'changes'): AsyncGenerator<MirrorPage> {
    for await (const page of oneAhead(graph.pages(path)))
      yield { ...toPage(page.items, mode), ...linksOf(page) };
  };
  return {
    name,
    ...(name === 'groups' ? { pollMs: MINUTE_MS } : {}),
    full: async function* (resume) {
      const at = readResume(resume);
      if (at?.delta != null) return yield { resume: resume ?? '', checkpoint: at.delta };
      if (at?.next == null) return yield* read(first, 'full');
      try {
        yield* read(at.next, 'full');
      } catch (error) {
        // Pages wait a few days for their reader: a pass that was cut off for longer begins anew.
        if (!isExpired(error)) throw error;
        yield* read(first, 'full');
      }
    },
    changes: async function* ({ checkpoint, resume }) {
      const at = readResume(resume);
      if (at?.delta != null) return yield { resume: resume ?? '', checkpoint: at.delta };
      yield* read(at?.next ?? checkpoint, 'changes');
    },
  };
}

function isExpired(error: unknown): boolean {
  return error instanceof OperatorError && error.code === 'CHECKPOINT_EXPIRED';
}

const Resume = z.object({ next: z.string().nullable(), delta: z.string().nullable() });

function readResume(resume: string | null): z.infer<typeof Resume> | null {
  return resume === null ? null : Resume.parse(JSON.parse(resume));
}

function linksOf({ next, delta }: GraphPage): Pick<MirrorPage, 'resume' | 'checkpoint'> {
  return {
    resume: JSON.stringify({ next, delta }),
    ...(next === null && delta !== null ? { checkpoint: delta } : {}),
  };
}

const Gone = z.object({ id: z.string(), '@removed': z.unknown() });

function isGone(item: unknown): boolean {
  return typeof item === 'object' && item !== null && '@removed' in item;
}

function isNamed(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'displayName' in item;
}

function accountPage(items: readonly unknown[]): Omit<MirrorPage, 'resume'> {
  return {
    accounts: items.filter((item) => !isGone(item)).map(toAccount),
    goneAccounts: items.filter(isGone).map((item) => Gone.parse(item).id),
  };
}

const WithMembers = z.object({
  id: z.string(),
  'members@delta': z
    .array(
      z.object({ '@odata.type': z.string().nullish(), id: z.string(), '@removed': z.unknown().optional() }),
    )
    .nullish(),
});

/** A group may come in several parts, and again with the same change: memberships are set operations. */
function groupPage(items: readonly unknown[], mode: 'full' | 'changes'): Omit<MirrorPage, 'resume'> {
  const alive = items.filter((item) => !isGone(item));
  const memberships = alive.map((item) => {
    const { id, 'members@delta': members } = WithMembers.parse(item);
    // Groups and service principals in a group are not accounts of people.
    const people = (members ?? []).filter((member) =>
      (member['@odata.type'] ?? '#microsoft.graph.user').endsWith('.user'),
    );
    const gone = people.filter((member) => member['@removed'] !== undefined).map((member) => member.id);
    return {
      groupId: id,
      added: people.filter((member) => member['@removed'] === undefined).map((member) => member.id),
      // A first round names members that left long ago (microsoft-graph-docs #6651).
      removed: mode === 'full' ? [] : gone,
    };
  });
  return {
    // A change that tells only what moved has no name: the one that is known stays.
    groups: alive.filter((item) => mode === 'full' || isNamed(item)).map(toGroup),
    goneGroups: items.filter(isGone).map((item) => Gone.parse(item).id),
    memberships,
  };
}
