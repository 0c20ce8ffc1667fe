import { z } from 'zod';
import type { PushMapping } from '../../../domain/provisioning.ts';
import { moment } from '../../moment.ts';
import type { OktaClient } from '../client.ts';
import { isNotFound } from '../errors.ts';
import { type App, nameOf } from './apps.ts';

const Mapping = z.object({
  id: z.string(),
  status: z.enum(['ACTIVE', 'INACTIVE', 'ERROR']),
  errorSummary: z.string().nullish(),
  lastPush: moment,
  sourceGroupId: z.string(),
});
const Group = z.object({ lastMembershipUpdated: moment, profile: z.object({ name: z.string() }) });
type Group = z.infer<typeof Group>;

/** Every group that is pushed, with what became of it. */
export async function gatherPushMappings(
  client: OktaClient,
  apps: readonly App[],
): Promise<readonly PushMapping[]> {
  const groups = new Map<string, Promise<Group | null>>();
  const groupOf = async (id: string): Promise<Group | null> => {
    const reading = groups.get(id) ?? readGroup(client, id);
    groups.set(id, reading);
    return await reading;
  };
  const pushing = apps.filter(({ features }) => features.includes('GROUP_PUSH'));
  const found = await Promise.all(pushing.map(async (app) => await mappingsOf(client, app, groupOf)));
  return found.flat();
}

async function mappingsOf(
  client: OktaClient,
  app: App,
  groupOf: (id: string) => Promise<Group | null>,
): Promise<readonly PushMapping[]> {
  const rows = await client.list(`/api/v1/apps/${app.id}/group-push/mappings?limit=1000`);
  if (rows.length === 0) return [];
  const assigned = new Set(
    (await client.list(`/api/v1/apps/${app.id}/groups?limit=200`)).map(
      (raw) => z.object({ id: z.string() }).parse(raw).id,
    ),
  );
  return await Promise.all(
    rows.map(async (raw) => {
      const { id, status, errorSummary, lastPush, sourceGroupId } = Mapping.parse(raw);
      const group = await groupOf(sourceGroupId);
      return {
        id,
        app: nameOf(app),
        group: group?.profile.name ?? sourceGroupId,
        status,
        error: errorSummary ?? (group === null ? 'its group is gone' : null),
        lastPushAt: lastPush,
        membersChangedAt: group?.lastMembershipUpdated ?? null,
        assigns: assigned.has(sourceGroupId),
      };
    }),
  );
}

async function readGroup(client: OktaClient, id: string): Promise<Group | null> {
  try {
    return Group.parse((await client.get(`/api/v1/groups/${id}`)).body);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
