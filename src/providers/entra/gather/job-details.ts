import { z } from 'zod';
import type { AppName, AssignedGroup, LeaverPath } from '../../../domain/provisioning.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { isNotFound } from '../errors.ts';
import type { Graph } from '../graph.ts';
import { typeOf } from '../look-up.ts';
import type { AppJob } from './jobs.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const Mapping = z.object({
  enabled: z.boolean().nullish(),
  sourceObjectName: text,
  targetObjectName: text,
  flowTypes: text,
  attributeMappings: z
    .array(
      z.object({
        targetAttributeName: text,
        source: z.object({ expression: text, name: text }).nullish(),
      }),
    )
    .nullish(),
});
const Schema = z.object({
  synchronizationRules: z.array(z.object({ objectMappings: z.array(Mapping).nullish() })).nullish(),
});

/** Whether each job writes "active" of people and may disable or delete them. */
export async function gatherLeaverPaths(
  graph: Graph,
  jobs: readonly AppJob[],
): Promise<readonly LeaverPath[]> {
  const paths = jobs.map(
    ({ app, job }) => `/servicePrincipals/${app.id}/synchronization/jobs/${job.id}/schema`,
  );
  const schemas = await graph.batch(paths);
  return jobs.map(({ app }, index) => {
    const raw = schemas[index];
    if (raw instanceof Error) throw raw;
    return judgeSchema(app, Schema.parse(raw));
  });
}

function judgeSchema(app: AppName, { synchronizationRules }: z.infer<typeof Schema>): LeaverPath {
  const mappings = (synchronizationRules ?? []).flatMap(({ objectMappings }) => objectMappings ?? []);
  const people = mappings.filter(
    ({ sourceObjectName, enabled }) => /^user/i.test(sourceObjectName) && enabled !== false,
  );
  if (people.length === 0)
    return {
      app,
      works: null,
      because: 'its mapping of people cannot be read; a person must say whether leavers are switched off',
    };
  if (!people.some(({ attributeMappings }) => (attributeMappings ?? []).some(tellsActive)))
    return { app, works: false, because: 'nothing is mapped to "active": who leaves is never switched off' };
  if (!people.some(({ flowTypes }) => /delete/i.test(flowTypes)))
    return { app, works: false, because: 'its action to disable and delete is off' };
  return { app, works: true, because: '' };
}

function tellsActive({
  targetAttributeName,
  source,
}: {
  targetAttributeName: string;
  source?: { expression: string; name: string } | null | undefined;
}): boolean {
  const from = `${source?.expression ?? ''} ${source?.name ?? ''}`;
  return /^(active|accountEnabled|isActive)$/i.test(targetAttributeName) || /IsSoftDeleted/i.test(from);
}

const Assignment = z.object({ principalId: z.string(), principalType: text });
const Group = z.object({ id: z.string(), displayName: text, securityEnabled: z.boolean().nullish() });

/** Groups assigned to the applications that have jobs, with what is directly in them. */
export async function gatherAssignedGroups(
  graph: Graph,
  jobs: readonly AppJob[],
): Promise<readonly AssignedGroup[]> {
  const apps = new Map(jobs.map(({ app }) => [app.id, app]));
  if (apps.size === 0)
    throw new OperatorError('NOT_APPLICABLE', 'no application has a provisioning job', 'Nothing to do.');
  const found = await Promise.all(
    [...apps.values()].map(async (app) => {
      const rows = await graph.list(`/servicePrincipals/${app.id}/appRoleAssignedTo?$top=999`);
      const groups = rows
        .map((raw) => Assignment.parse(raw))
        .filter(({ principalType }) => principalType === 'Group');
      const ids = [...new Set(groups.map(({ principalId }) => principalId))];
      return await Promise.all(ids.map(async (id) => await describe(graph, app, id)));
    }),
  );
  return found.flat(2);
}

async function describe(graph: Graph, app: AppName, id: string): Promise<readonly AssignedGroup[]> {
  try {
    const group = Group.parse(await graph.get(`/groups/${id}?$select=id,displayName,securityEnabled`));
    const members = await graph.list(`/groups/${id}/members?$select=id,displayName&$top=999`);
    const nested = members.filter((member) => typeOf(member).endsWith('.group'));
    return [
      {
        app,
        name: group.displayName === '' ? id : group.displayName,
        securityEnabled: group.securityEnabled !== false,
        directMembers: members.length - nested.length,
        nestedGroups: nested.map((member) => {
          const { displayName } = z.object({ displayName: text }).parse(member);
          return displayName === '' ? 'a group' : displayName;
        }),
      },
    ];
  } catch (error) {
    // An assignment may outlive its group for a while.
    if (isNotFound(error)) return [];
    throw error;
  }
}
