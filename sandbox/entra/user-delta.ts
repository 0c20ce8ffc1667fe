import type { EntraUser } from '../tenant/entra-tenant.ts';
import type { Feed } from './delta.ts';
import { type Call, type Endpoint, readUsers } from './endpoint.ts';
import { unsupportedQuery } from './failure.ts';
import { pick, renderOf, selectedNames } from './shape.ts';
import { userShape } from './user-shape.ts';

export function userDelta(pageSize: number): Endpoint {
  const feed = userFeed(pageSize);
  return {
    method: 'GET',
    path: '/users/delta',
    roles: readUsers,
    query: ['$select', '$filter', '$deltatoken', '$skiptoken'],
    answer: (call) => call.shared.deltas.answer(call, feed),
  };
}

function userFeed(pageSize: number): Feed {
  return {
    name: 'users',
    check: ({ select }) => {
      const names = selectedNames(select ?? undefined) ?? [];
      for (const name of ['signInActivity', 'authorizationInfo']) {
        if (names.includes(name))
          throw unsupportedQuery(`The property '${name}' is not supported in a delta query.`);
      }
      renderOf(userShape, select ?? undefined);
    },
    baseline: (call, watch) => {
      const write = writer(watch.select);
      const users = [...call.tenant.users.values()].filter(({ id }) => watch.ids?.includes(id) ?? true);
      return paged(
        users.map((user) => () => write(user)),
        pageSize,
      );
    },
    changes: (call, watch, from) => {
      const write = writer(watch.select);
      const last = lastChanges(call, from);
      const ids = [...last.keys()].filter((id) => watch.ids?.includes(id) ?? true);
      const entries = ids.map((id) => () => {
        const user = call.tenant.users.get(id);
        if (user !== undefined) return write(user);
        return { id, '@removed': { reason: last.get(id) ?? 'changed' } };
      });
      return paged(entries, pageSize);
    },
  };
}

/** The id always comes along, selected or not. */
function writer(select: string | null): (user: EntraUser) => Record<string, unknown> {
  const names = selectedNames(select ?? undefined) ?? userShape.usual;
  const all = ['id', ...names.filter((name) => name !== 'id')];
  return (user) => pick(userShape, all, user);
}

function lastChanges(call: Call, from: number): Map<string, string | undefined> {
  const last = new Map<string, string | undefined>();
  for (const change of call.tenant.changes.slice(from)) {
    if (change.kind === 'user') last.set(change.id, change.removed);
  }
  return last;
}

export function paged<T>(entries: readonly T[], size: number): T[][] {
  const pages: T[][] = [];
  for (let at = 0; at < entries.length; at += size) pages.push(entries.slice(at, at + size));
  return pages;
}
