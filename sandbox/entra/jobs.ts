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
      const { ruleId } = jobOf(call);
      return Response.json({ id: ruleId, synchronizationRules: [{ id: ruleId, name: 'USER_TO_USER' }] });
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
function writeJob({ id, templateId, schedule, status }: EntraJob): object {
  return { id, templateId, schedule, status, synchronizationJobSettings: [] };
}
