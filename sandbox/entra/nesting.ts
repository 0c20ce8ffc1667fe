import type { EntraGroup, EntraTenant } from '../tenant/entra-tenant.ts';

/** Groups that hold `id` directly. */
export function* groupsHolding(tenant: EntraTenant, id: string): Iterable<EntraGroup> {
  for (const group of tenant.groups.values()) if (group.members.has(id)) yield group;
}

/** Groups that hold `id` at any depth, each once, also where groups hold each other in a circle. */
export function* groupsAround(tenant: EntraTenant, id: string): Iterable<EntraGroup> {
  const seen = new Set<string>();
  const waiting = [id];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const group of groupsHolding(tenant, next)) {
      if (seen.has(group.id)) continue;
      seen.add(group.id);
      waiting.push(group.id);
      yield group;
    }
  }
}

/** Ids of everything inside a group at any depth, each once. */
export function* membersWithin(tenant: EntraTenant, group: EntraGroup): Iterable<string> {
  const seen = new Set<string>([group.id]);
  const waiting = [group];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const id of next.members) {
      if (seen.has(id)) continue;
      seen.add(id);
      const inner = tenant.groups.get(id);
      if (inner !== undefined) waiting.push(inner);
      yield id;
    }
  }
}
