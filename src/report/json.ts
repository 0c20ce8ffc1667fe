import type { CheckRun } from '../domain/finding.ts';

/** The stable shape of `checks run --json`: extended, never renamed. */
export function toJson(run: CheckRun): object {
  return {
    runId: run.runId,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt.toISOString(),
    connections: run.connections,
    ...(run.only === null ? {} : { only: run.only }),
    summary: run.summary,
    results: run.results.map((result) => ({
      check: result.check,
      title: result.title,
      connection: result.connection,
      severity: result.severity,
      status: result.status,
      ...(result.because === null ? {} : { because: result.because }),
      ...(result.population === null ? {} : { population: result.population }),
      ...(result.coverage === null ? {} : { coverage: result.coverage }),
      findings: result.findings.map(({ subject, message, fix, state, since, severity }) => {
        return { subject, message, fix, state, since: since.toISOString(), severity };
      }),
    })),
  };
}
