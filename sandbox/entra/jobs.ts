import type { EntraJob } from '../tenant/entra-jobs.ts';
import { type Call, contextOf, type Endpoint } from './endpoint.ts';
import { GraphFailure, missing } from './failure.ts';

const readJobs = [
  'Synchronization.Read.All',
  'Synchronization.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
];
const base = '/servicePrincipals/:id/synchronization/jobs';

export const jobEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: base,
    roles: readJobs,
    answer: (call) =>
      Response.json({
        '@odata.context': contextOf(call, `servicePrincipals('${call.param('id')}')/synchronization/jobs`),
        value: jobsOf(call).map(writeJob),
      }),
  },
  {
    method: 'GET',
    path: `${base}/:job`,
    roles: readJobs,
    answer: (call) => Response.json(writeJob(jobOf(call))),
  },
  {
    method: 'GET',
    path: `${base}/:job/schema`,
    roles: readJobs,
    answer: (call) => {
      return Response.json(schemaOf(jobOf(call)));
    },
  },
];

/** The list is empty for an application without provisioning; one that does not exist is 404. */
function jobsOf(call: Call): readonly EntraJob[] {
  const id = call.param('id');
  if (!call.tenant.servicePrincipals.has(id)) throw missing(id);
  return call.tenant.jobs.get(id) ?? [];
}

export function jobOf(call: Call): EntraJob {
  const id = call.param('job');
  const job = jobsOf(call).find((each) => each.id === id);
  if (job === undefined) throw new GraphFailure(404, 'ResourceNotFound', `Job '${id}' was not found.`);
  return job;
}

/** Counters are Int64, which OData writes as numbers; the credentials are never told. */
function writeJob({ id, templateId, schedule, status, mostDeletes }: EntraJob): object {
  const settings =
    mostDeletes === null ? [] : [{ name: 'QuarantineTooManyDeletesThreshold', value: String(mostDeletes) }];
  return { id, templateId, schedule, status, synchronizationJobSettings: settings };
}

function schemaOf({ ruleId, writesActive, flowTypes }: EntraJob): object {
  const attribute = (targetAttributeName: string, name: string) => ({
    targetAttributeName,
    source: { expression: `[${name}]`, name, type: 'Attribute', parameters: [] },
  });
  const active = {
    targetAttributeName: 'active',
    source: { expression: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")', name: 'Switch' },
  };
  const people = {
    enabled: true,
    name: 'Provision users',
    sourceObjectName: 'User',
    targetObjectName: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    flowTypes,
    attributeMappings: [attribute('userName', 'userPrincipalName'), ...(writesActive ? [active] : [])],
  };
  return {
    id: ruleId,
    synchronizationRules: [{ id: ruleId, name: 'USER_TO_USER', objectMappings: [people] }],
  };
}
