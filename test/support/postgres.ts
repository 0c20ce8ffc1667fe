import type { TestProject } from 'vitest/node';
import { startPostgresServer } from '../../sandbox/lib/postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of the server, with a database of its own for each test to be created in it. */
    postgresUrl: string;
  }
}

/** One real PostgreSQL server for the whole run. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresServer();
  project.provide('postgresUrl', server.url);
  return server.stop;
}
