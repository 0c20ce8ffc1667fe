import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], timeout = 20_000) => ({
  test: { name, include, testTimeout: timeout, hookTimeout: 120_000 },
});

/** `store`, what is kept and what keeps it, starts one real PostgreSQL server for the whole run; everything else needs loopback only. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', [
        'test/{alerts,checks,cli,config,detections,domain,http,jobs,lib,providers,report,sandbox,sinks,slack}/**/*.test.ts',
      ]),
      project('structure', ['test/structure/**/*.test.ts']),
      {
        test: {
          name: 'store',
          include: ['test/{approvals,store,directory}/**/*.test.ts'],
          globalSetup: ['test/support/postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      project('journeys', ['test/journeys/**/*.test.ts'], 120_000),
      project('interop', ['test/interop/**/*.test.ts'], 120_000),
    ],
  },
});
