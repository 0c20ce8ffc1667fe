import { expect, it } from 'vitest';
import { toJson } from '../../src/report/json.ts';
import { findingOf, resultOf, runOf } from './sample.ts';

it('is the shape that other programs rely on', () => {
  const blind = resultOf({ check: 'admin-guest', status: 'not_evaluated', because: 'not_permitted: x' });
  const json: unknown = JSON.parse(
    JSON.stringify(toJson(runOf([resultOf({ findings: [findingOf()] }), blind]))),
  );

  expect(json).toMatchObject({
    runId: 'run_now',
    startedAt: '2026-11-24T06:59:58.000Z',
    finishedAt: '2026-11-24T07:00:00.000Z',
    connections: [{ id: 'okta', kind: 'okta', reachable: true }],
    summary: { pass: 0, fail: 1, not_applicable: 0, not_evaluated: 1 },
    results: [
      {
        check: 'mfa-weak-only',
        connection: 'okta',
        severity: 'medium',
        status: 'fail',
        findings: [
          {
            subject: 'hedy@acme.test',
            message: 'only sms',
            fix: 'Move these people to an app or a passkey.',
            state: 'standing',
            since: '2026-11-14T07:00:00.000Z',
          },
        ],
      },
      { check: 'admin-guest', status: 'not_evaluated', because: 'not_permitted: x', findings: [] },
    ],
  });
});
