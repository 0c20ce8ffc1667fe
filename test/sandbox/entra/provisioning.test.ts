import { expect, it } from 'vitest';
import { noteProvisioning } from '../../../sandbox/tenant/entra-logs.ts';
import { type Entra, jsonOf, openEntra, readPages, refusalOf } from './open-entra.ts';

function firstJob(entra: Entra) {
  for (const [servicePrincipalId, [job]] of entra.tenant.jobs) {
    const path = `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`;
    if (job !== undefined) return { servicePrincipalId, job, path };
  }
  throw new Error('no job');
}

function fill(entra: Entra, count: number): void {
  const { servicePrincipalId, job } = firstJob(entra);
  const identity = { id: 'u', displayName: 'U', type: 'User' } as const;
  for (let n = 0; n < count; n++)
    noteProvisioning(entra.tenant, {
      servicePrincipalId,
      jobId: job.id,
      action: 'create',
      status: 'failure',
      identity,
    });
}

it('knows gt and lt in the provisioning log, and neither ge nor le', async () => {
  await using entra = await openEntra();
  fill(entra, 1);
  const asked = (operator: string) =>
    `/auditLogs/provisioning?$filter=activityDateTime ${operator} 2020-01-01T00:00:00Z&$top=10`;

  expect((await readPages(entra, asked('gt'))).items).toHaveLength(1);
  for (const operator of ['ge', 'le', 'ne']) expect((await entra.ask(asked(operator))).status).toBe(400);
});

it('minds the case in the provisioning log, but not in the status', async () => {
  await using entra = await openEntra();
  fill(entra, 1);
  const found = async (filter: string) =>
    (await readPages(entra, `/auditLogs/provisioning?$filter=${filter}&$top=10`)).items;

  expect(await found(`provisioningAction eq 'create'`)).toHaveLength(1);
  expect(await found(`provisioningAction eq 'Create'`)).toHaveLength(0);
  expect(await found(`provisioningStatusInfo/status eq 'Failure'`)).toHaveLength(1);
});

it('leads to a next page of the provisioning log only when told how large a page is', async () => {
  await using entra = await openEntra({ logPage: 2 });
  fill(entra, 5);

  expect((await readPages(entra, '/auditLogs/provisioning')).items).toHaveLength(2);
  expect((await readPages(entra, '/auditLogs/provisioning?$top=2')).items).toHaveLength(5);
});

it('keeps the provisioning log for those who pay', async () => {
  await using entra = await openEntra();
  entra.tenant.licences.p1 = false;

  expect((await refusalOf(await entra.ask('/auditLogs/provisioning?$top=1')))[0]).toBe(403);
});

it.each([
  ['validateCredentials', { useSavedCredentials: true, credentials: [] }],
  ['restart', { criteria: { resetScope: 'Escrows, QuarantineState' } }],
  ['pause', undefined],
  ['start', undefined],
])('lets only the writing application %s', async (action, body) => {
  await using entra = await openEntra();
  const { path, job } = firstJob(entra);
  const asking = { method: 'POST', ...(body === undefined ? {} : { body }) };

  expect((await entra.ask(`${path}/${job.id}/${action}`, asking)).status).toBe(403);
  expect((await entra.ask(`${path}/${job.id}/${action}`, { ...asking, as: 'actor' })).status).toBe(204);
});

it('refuses dead credentials, and a restart does not bring them back', async () => {
  await using entra = await openEntra();
  const { path, job } = firstJob(entra);
  job.credentials = 'dead';
  const post = async (action: string, body: object) =>
    await entra.ask(`${path}/${job.id}/${action}`, { method: 'POST', as: 'actor', body });

  expect((await post('validateCredentials', { useSavedCredentials: true, credentials: [] })).status).toBe(
    400,
  );
  expect((await post('restart', { criteria: { resetScope: 'Everything' } })).status).toBe(400);
  await post('restart', { criteria: { resetScope: 'Full' } });
  expect(await entra.read(`${path}/${job.id}`)).toMatchObject({ status: { code: 'Quarantine' } });
});

it('provisions on demand five times in ten seconds, with results in JSON in a string', async () => {
  await using entra = await openEntra({ limits: true });
  const { path, job } = firstJob(entra);
  const [user] = entra.tenant.users.keys();
  const body = {
    parameters: [{ ruleId: job.ruleId, subjects: [{ objectId: user, objectTypeName: 'User' }] }],
  };
  const answers = [];
  for (let n = 0; n < 6; n++)
    answers.push(
      await entra.ask(`${path}/${job.id}/provisionOnDemand`, { method: 'POST', as: 'actor', body }),
    );

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
  const { key } = await jsonOf(answers[0]!);
  expect(JSON.parse(String(key))).toMatchObject({ result: 'Success' });
});

it('makes no subscription that does not answer the handshake, or for longer than 29 days', async () => {
  await using entra = await openEntra();
  const asked = (days: number) => ({
    changeType: 'updated',
    resource: 'groups',
    notificationUrl: 'http://127.0.0.1:9/none',
    expirationDateTime: new Date(Date.now() + days * 86_400_000).toISOString(),
  });
  const post = async (body: object) => await entra.ask('/subscriptions', { method: 'POST', body });

  expect(await refusalOf(await post(asked(1)))).toEqual([400, 'ValidationError']);
  expect(await refusalOf(await post(asked(30)))).toEqual([400, 'ExtensionError']);
  expect((await post({ ...asked(1), resource: 'me/messages' })).status).toBe(400);
  expect(await entra.read('/subscriptions')).toMatchObject({ value: [] });
});
