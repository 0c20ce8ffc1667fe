import { z } from 'zod';
import { isNotFound } from '../errors.ts';
import type { Graph } from '../graph.ts';
import { Job } from './job-state.ts';

/** A service principal that has synchronization jobs. */
export const Candidate = z.object({ id: z.string(), name: z.string() });
export type Candidate = z.infer<typeof Candidate>;

export interface OwnedJob {
  readonly app: Candidate;
  readonly job: Job;
}

/** Every enterprise application of the tenant; most have no jobs. Tags keep Microsoft's own hundreds out. */
export async function listApplications(graph: Graph): Promise<readonly Candidate[]> {
  const filter = `tags/any(t:t%20eq%20'WindowsAzureActiveDirectoryIntegratedApp')`;
  const found = await graph.list(`/servicePrincipals?$select=id,displayName&$filter=${filter}&$top=999`);
  return found.map((item) => {
    const { id, displayName } = z.object({ id: z.string(), displayName: z.string().nullish() }).parse(item);
    return { id, name: displayName ?? id };
  });
}

/** Jobs of these applications, twenty applications a request. An application that is gone has none. */
export async function readJobs(graph: Graph, apps: readonly Candidate[]): Promise<readonly OwnedJob[]> {
  const answers = await graph.batch(apps.map(({ id }) => `/servicePrincipals/${id}/synchronization/jobs`));
  return apps.flatMap((app, index) => {
    const answer = answers[index];
    if (isNotFound(answer)) return [];
    if (answer instanceof Error) throw answer;
    const { value } = z.object({ value: z.array(z.unknown()) }).parse(answer);
    return value.map((raw) => ({ app, job: Job.parse(raw) }));
  });
}
