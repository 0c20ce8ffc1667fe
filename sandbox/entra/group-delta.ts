import type { EntraGroup, EntraTenant } from '../tenant/entra-tenant.ts';
import type { Feed, Pages, Watch } from './delta.ts';
import { type Call, type Endpoint, readGroups } from './endpoint.ts';
import { groupShape } from './group-shape.ts';
import { noProperty, pick, selectedNames } from './shape.ts';

/** How much fits on one page of groups/delta; half of the members at most belong to one group. */
export interface DeltaPage {
  readonly objects: number;
  readonly members: number;
}

/** One group's part of a page. */
interface Part {
  readonly groupId: string;
  readonly group: EntraGroup | null;
  readonly owners: readonly string[];
  readonly members: readonly Member[];
  readonly removed?: string;
  /** Only memberships moved, which is all that `Prefer: return=minimal` then tells. */
  readonly membersOnly?: boolean;
}

interface Member {
  readonly id: string;
  readonly removed: boolean;
}

export function groupDelta(page: DeltaPage): Endpoint {
  const feed = groupFeed(page);
  return {
    method: 'GET',
    path: '/groups/delta',
    roles: readGroups,
    query: ['$select', '$filter', '$deltatoken', '$skiptoken'],
    answer: (call) => call.shared.deltas.answer(call, feed),
  };
}

function groupFeed(page: DeltaPage): Feed {
  return {
    name: 'groups',
    check: ({ select }) => {
      for (const name of selectedNames(select ?? undefined) ?? []) {
        if (name === 'members' || name === 'owners' || Object.hasOwn(groupShape.fields, name)) continue;
        throw noProperty(name, groupShape.type);
      }
    },
    baseline: (call, watch) => {
      const pages = layOut(baselineParts(call, watch), page);
      // A page may be empty although others follow (delta query overview).
      const [first, ...rest] = pages;
      return written(call, watch, first !== undefined && rest.length > 0 ? [first, [], ...rest] : pages);
    },
    changes: (call, watch, from) => written(call, watch, layOut(changedParts(call, watch, from), page)),
  };
}

function baselineParts({ tenant }: Call, watch: Watch): Part[] {
  const parts: Part[] = [];
  const left = formerMembers(tenant);
  for (const group of tenant.groups.values()) {
    if (watch.ids !== null && !watch.ids.includes(group.id)) continue;
    const members = [...group.members].map((id) => ({ id, removed: false }));
    for (const id of left.get(group.id) ?? [])
      if (!group.members.has(id)) members.push({ id, removed: true });
    parts.push({ groupId: group.id, group, owners: [...group.owners], members });
  }
  return parts;
}

/** First rounds, too, name members that are gone (microsoft-graph-docs #6651). */
function formerMembers({ changes }: EntraTenant): Map<string, Set<string>> {
  const former = new Map<string, Set<string>>();
  for (const change of changes) {
    if (change.kind !== 'member' || !change.removed) continue;
    const ids = former.get(change.groupId) ?? new Set();
    former.set(change.groupId, ids.add(change.memberId));
  }
  return former;
}

interface Moved {
  readonly members: Map<string, boolean>;
  itself: boolean;
  removed?: string;
}

function changedParts({ tenant }: Call, watch: Watch, from: number): Part[] {
  const names = selectedNames(watch.select ?? undefined);
  const followsMembers = names === null || names.includes('members');
  const followsItself = names === null || names.some((name) => !['id', 'members', 'owners'].includes(name));
  const parts: Part[] = [];
  for (const [groupId, { members, itself, removed }] of movedGroups(tenant, from)) {
    if (watch.ids !== null && !watch.ids.includes(groupId)) continue;
    const group = tenant.groups.get(groupId) ?? null;
    const told = group === null || (itself && followsItself) || (members.size > 0 && followsMembers);
    if (!told) continue;
    const list = [...members].map(([id, gone]) => ({ id, removed: gone }));
    const reason = group === null ? { removed: removed ?? 'changed' } : {};
    parts.push({ groupId, group, owners: [], members: list, membersOnly: !itself, ...reason });
  }
  return parts;
}

function movedGroups(tenant: EntraTenant, from: number): Map<string, Moved> {
  const moved = new Map<string, Moved>();
  for (const change of tenant.changes.slice(from)) {
    if (change.kind === 'user') continue;
    const id = change.kind === 'group' ? change.id : change.groupId;
    const entry: Moved = moved.get(id) ?? { members: new Map(), itself: false };
    moved.set(id, entry);
    if (change.kind === 'member') entry.members.set(change.memberId, change.removed);
    else {
      entry.itself = true;
      if (change.removed !== undefined) entry.removed = change.removed;
    }
  }
  return moved;
}

/** Large groups come in pieces; what did not fit at first comes after all other groups. */
function inPieces(parts: readonly Part[], size: number): Part[] {
  const rest: Part[] = [];
  const first = parts.map((part) => {
    for (let at = size; at < part.members.length; at += size) {
      rest.push({ ...part, owners: [], members: part.members.slice(at, at + size) });
    }
    return part.members.length > size ? { ...part, members: part.members.slice(0, size) } : part;
  });
  return [...first, ...rest];
}

function layOut(parts: readonly Part[], page: DeltaPage): Part[][] {
  const pages: Part[][] = [];
  let open: Part[] = [];
  let weight = 0;
  for (const part of inPieces(parts, Math.ceil(page.members / 2))) {
    const full = open.length >= page.objects || weight + part.members.length > page.members;
    if (full && open.length > 0) {
      pages.push(open);
      open = [];
      weight = 0;
    }
    open.push(part);
    weight += part.members.length;
  }
  if (open.length > 0) pages.push(open);
  return pages;
}

function written(call: Call, watch: Watch, pages: readonly (readonly Part[])[]): Pages {
  const minimal = /\breturn=minimal\b/.test(call.request.headers.get('prefer') ?? '');
  const names = selectedNames(watch.select ?? undefined);
  const write = { tenant: call.tenant, names: names ?? [...groupShape.usual, 'members'], minimal };
  return pages.map((parts) => parts.map((part) => () => writePart(part, write)));
}

interface Writing {
  readonly tenant: EntraTenant;
  readonly names: readonly string[];
  readonly minimal: boolean;
}

function writePart(part: Part, { tenant, names, minimal }: Writing): Record<string, unknown> {
  if (part.group === null) return { id: part.groupId, '@removed': { reason: part.removed } };
  const own = minimal && part.membersOnly === true ? [] : names.filter((name) => name !== 'id');
  const members = part.members.map(({ id, removed }) => ({
    '@odata.type': typeOf(tenant, id),
    id,
    ...(removed ? { '@removed': { reason: 'deleted' } } : {}),
  }));
  const owners = part.owners.map((id) => ({ '@odata.type': typeOf(tenant, id), id }));
  return {
    ...pick(groupShape, ['id', ...own], part.group),
    // A group without members has no such list.
    ...(names.includes('members') && members.length > 0 ? { 'members@delta': members } : {}),
    ...(names.includes('owners') && owners.length > 0 ? { 'owners@delta': owners } : {}),
  };
}

function typeOf(tenant: EntraTenant, id: string): string {
  if (tenant.groups.has(id)) return '#microsoft.graph.group';
  return tenant.servicePrincipals.has(id) ? '#microsoft.graph.servicePrincipal' : '#microsoft.graph.user';
}
