import { deadKey, pauseJob, runCycle, startJob } from '../tenant/entra-jobs.ts';
import { bodyOf, type Call, type Endpoint, noContent } from './endpoint.ts';
import { badRequest, GraphFailure } from './failure.ts';
import { jobOf } from './jobs.ts';

const roles = ['Synchronization.ReadWrite.All'];
const base = '/servicePrincipals/:id/synchronization/jobs/:job';
const scopes = [
  'None',
  'ConnectorDataStore',
  'Escrows',
  'Watermark',
  'QuarantineState',
  'Full',
  'ForceDeletes',
];

/** What may be done with a synchronization job (synchronizationJob resource). */
export const jobActionEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: `${base}/start`, roles, answer: (call) => done(() => startJob(jobOf(call))) },
  { method: 'POST', path: `${base}/pause`, roles, answer: (call) => done(() => pauseJob(jobOf(call))) },
  { method: 'POST', path: `${base}/restart`, roles, answer: restart },
  { method: 'POST', path: `${base}/validateCredentials`, roles, answer: validate },
  {
    method: 'POST',
    path: `${base}/provisionOnDemand`,
    roles,
    family: 'provision-on-demand',
    answer: provisionOnDemand,
  },
];

function done(act: () => void): Response {
  act();
  return noContent();
}

async function restart(call: Call): Promise<Response> {
  const job = jobOf(call);
  const { criteria } = await bodyOf(call);
  const scope = textIn(criteria, 'resetScope');
  const wanted = scope?.split(',').map((word) => word.trim()) ?? [];
  if (wanted.length === 0 || wanted.some((word) => !scopes.includes(word)))
    throw badRequest(`Invalid value '${scope ?? ''}' for resetScope.`);
  startJob(job);
  // A job with a dead key is in quarantine again after the cycle that the restart begins.
  runCycle(job);
  return noContent();
}

async function validate(call: Call): Promise<Response> {
  const job = jobOf(call);
  const { useSavedCredentials, credentials } = await bodyOf(call);
  if (useSavedCredentials !== true || !Array.isArray(credentials))
    throw badRequest('The parameters useSavedCredentials and credentials are required.');
  if (job.credentials === 'dead') throw new GraphFailure(400, deadKey.code, deadKey.message);
  return noContent();
}

async function provisionOnDemand(call: Call): Promise<Response> {
  const job = jobOf(call);
  const { parameters } = await bodyOf(call);
  const [first] = Array.isArray(parameters) ? parameters : [];
  if (textIn(first, 'ruleId') !== job.ruleId) throw badRequest('The rule was not found in the schema.');
  const subject = subjectIn(first);
  if (!call.tenant.users.has(subject) && !call.tenant.groups.has(subject))
    throw new GraphFailure(400, 'EntryNotFound', `The object ${subject} was not found in the source.`);
  const good = job.credentials === 'good';
  const result = { result: good ? 'Success' : 'Failure', description: good ? '' : deadKey.message };
  const step = { name: 'EntryExportAdd', type: 'Export', status: result.result };
  // Both parts are JSON in a string.
  return Response.json({ key: JSON.stringify(result), value: JSON.stringify([step]) });
}

function subjectIn(parameter: unknown): string {
  const subjects: unknown =
    typeof parameter === 'object' && parameter !== null && 'subjects' in parameter
      ? parameter.subjects
      : null;
  const [subject] = Array.isArray(subjects) ? subjects : [];
  const id = textIn(subject, 'objectId');
  if (id === null || textIn(subject, 'objectTypeName') === null)
    throw badRequest('A subject needs objectId and objectTypeName.');
  return id;
}

function textIn(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null || !(name in value)) return null;
  // `in` just said that it has that key.
  const found = (value as Record<string, unknown>)[name];
  return typeof found === 'string' ? found : null;
}
