import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { cast, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { quarantine } from '../../sandbox/tenant/entra-jobs.ts';
import { noteProvisioning, type Provisioned } from '../../sandbox/tenant/entra-logs.ts';
import type { EntraIdentity } from '../../src/config/config.ts';
import type { LiveFactName } from '../../src/domain/fact.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createTokenSource } from '../../src/providers/entra/credential.ts';
import { createGather } from '../../src/providers/entra/gather/index.ts';
import { createGraph } from '../../src/providers/entra/graph.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { configOf } from './entra-connection.ts';
import { gatherer, limits } from './facts.ts';

let company: ReturnType<typeof createCompany>;
let entra: Awaited<ReturnType<typeof startEntra>>;
const hour = 3_600_000;

beforeEach(async () => {
  company = createCompany();
  entra = await startEntra(company);
});
afterEach(async () => {
  await entra.close();
});

/** Reads one fact as a run would, without the pace that Graph asks for. */
async function read<N extends LiveFactName>(name: N, watcher?: EntraIdentity) {
  const config = configOf(entra, watcher === undefined ? {} : { watcher });
  const graph = createGraph(config.graphUrl, createTokenSource(config, config.watcher), limits, {
    wait: async () => await Promise.resolve(),
    note: () => undefined,
  });
  const provider = await connectEntra({ id: 'entra', config, clock: systemClock, limits });
  const gather = createGather(graph, systemClock, config.watcher);
  return await gatherer({ ...provider, gather }, []).fact(name);
}

const narrow: EntraIdentity = {
  kind: 'secret',
  clientId: credentials.entra.narrowClient,
  clientSecret: credentials.entra.narrowSecret,
};

function atlassian() {
  const [id = '', [job] = []] = [...company.entra.jobs][0] ?? [];
  const principal = company.entra.servicePrincipals.get(id);
  if (job === undefined || principal === undefined) throw new Error('no job');
  return { id, job, principal };
}

describe('jobs', () => {
  it('are told with the quarantine they are in', async () => {
    const { job } = atlassian();
    quarantine(job, 'TooManyDeletes');
    const [first] = await read('syncJobs');

    expect(first).toMatchObject({
      app: { name: 'Atlassian Cloud' },
      code: 'Quarantine',
      quarantine: { reason: 'TooManyDeletes', count: 1, since: expect.any(Date) },
    });
  });

  it('take 0001-01-01 and an empty text for no date', async () => {
    const { job } = atlassian();
    quarantine(job, 'Unknown');
    Object.assign(job.status.quarantine ?? {}, { seriesBegan: '', currentBegan: '0001-01-01T00:00:00Z' });
    job.status.steadyStateFirstAchievedTime = '0001-01-01T00:00:00Z';

    expect((await read('syncJobs'))[0]).toMatchObject({ steadySince: null, quarantine: { since: null } });
  });

  it('do not apply to a tenant without any', async () => {
    company.entra.jobs.clear();

    await expect(read('syncJobs')).rejects.toMatchObject({ code: 'NOT_APPLICABLE' });
    expect(await read('leaverPaths')).toEqual([]);
  });

  it('tell the guard against mass deletion, and what waits behind it', async () => {
    const { job } = atlassian();
    job.mostDeletes = null;
    quarantine(job, 'TooManyDeletes');
    company.entra.deletionPrevention.synchronizationPreventionType = 'disabled';
    const guards = await read('deletionGuards');

    expect(guards.map(({ limit, waiting }) => [limit, waiting !== null])).toEqual([
      [null, true],
      [50, false],
      [null, false],
    ]);
  });

  it('say where leavers are not switched off', async () => {
    const { job } = atlassian();
    job.writesActive = false;
    expect((await read('leaverPaths')).map(({ works }) => works)).toEqual([false, true]);
    Object.assign(job, { writesActive: true, flowTypes: 'Add, Update' });

    expect((await read('leaverPaths')).map(({ works }) => works)).toEqual([false, true]);
  });

  it('are assigned to groups whose nested groups do not count', async () => {
    const [jira] = company.entra.appAssignments;
    const it = [...company.entra.groups.values()].find(({ displayName }) => displayName === 'IT');
    company.entra.groups.get(jira?.principalId ?? '')?.members.add(it?.id ?? '');

    expect(await read('assignedGroups')).toMatchObject([{ directMembers: 40, nestedGroups: ['IT'] }]);
  });

  it('name the application whose key ends, or why it cannot be named', async () => {
    expect(await read('keyedApps')).toMatchObject({ apps: [{ name: 'Atlassian Cloud' }], unread: null });
    expect(await read('keyedApps', narrow)).toMatchObject({
      apps: [],
      unread: expect.stringContaining('Application.Read.All'),
    });
  });
});

describe('the provisioning log', () => {
  const note = (over: Partial<Provisioned>, hoursAgo: number) => {
    const { id, job } = atlassian();
    const identity = { id: 'p1', displayName: cast.vint.email, type: 'User' } as const;
    const plain = {
      servicePrincipalId: id,
      jobId: job.id,
      action: 'create',
      status: 'success',
      identity,
    } as const;
    noteProvisioning(company.entra, { ...plain, ...over }, Date.now() - hoursAgo * hour);
  };
  const error = { code: 'DuplicateTargetEntries', reason: 'userName is taken' };

  it('counts the last day by application, and people once', async () => {
    note({ status: 'failure', error }, 40);
    for (const hours of [20, 10, 1]) note({ status: 'failure', error }, hours);
    note({ identity: { id: 'p2', displayName: 'b', type: 'User' } }, 2);
    note({ status: 'skipped', identity: { id: 'p3', displayName: 'c', type: 'User' } }, 2);
    const { apps } = await read('provisioningLog');

    expect(apps).toMatchObject([
      { successes: 1, failures: 3, skipped: 1, failedObjects: 1, errors: [{ code: error.code, count: 3 }] },
    ]);
  });

  it('tells who fails since when, and forgets it after a success', async () => {
    for (const hours of [30, 20, 1]) note({ status: 'failure', error, action: 'disable' }, hours);
    const [stuck] = (await read('stuckAccounts')).found;
    expect(stuck).toMatchObject({ who: cast.vint.email, attempts: 3, leaver: true });
    expect((stuck?.lastAt.getTime() ?? 0) - (stuck?.since.getTime() ?? 0)).toBeGreaterThan(24 * hour);
    note({ action: 'disable' }, 0.5);

    expect((await read('stuckAccounts')).found).toEqual([]);
  });

  it('keeps failures of group members apart, by cycle', async () => {
    const identity = { id: 'g1', displayName: 'Jira Users', type: 'Group' } as const;
    const members = [{ displayName: 'members', oldValue: null, newValue: 'x' }];
    const name = [{ displayName: 'displayName', oldValue: 'a', newValue: 'b' }];
    for (const cycleId of ['c1', 'c2'])
      note({ status: 'failure', error, action: 'update', identity, cycleId, properties: members }, 2);
    note(
      { status: 'failure', error, action: 'update', identity: { ...identity, id: 'g2' }, properties: name },
      2,
    );
    const { apps } = await read('provisioningLog');

    expect(apps[0]).toMatchObject({
      groupUpdates: 2,
      failingGroups: [{ name: 'Jira Users', failures: 2, cycles: 2 }],
    });
    expect((await read('stuckAccounts')).found).toEqual([]);
  });

  it('is not an empty one where it cannot be read', async () => {
    await expect(read('provisioningLog', narrow)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    company.entra.licences.p1 = false;
    await expect(read('provisioningLog')).rejects.toMatchObject({ code: 'NOT_LICENSED' });
  });
});

describe('synchronisation from on-premises', () => {
  it('is told with its time, and its conflicts with their accounts', async () => {
    const user = [...company.entra.users.values()].find((each) => each.onPremisesSyncEnabled === true);
    if (user === undefined) throw new Error('nobody is synchronised');
    const occurredDateTime = new Date(Date.now() - 48 * hour).toISOString();
    const conflict = {
      category: 'PropertyConflict',
      propertyCausingError: 'ProxyAddress',
      value: 'x',
    } as const;
    user.onPremisesProvisioningErrors = [{ ...conflict, occurredDateTime }];

    expect(await read('directorySync')).toMatchObject({ enabled: true, lastAt: expect.any(Date) });
    expect((await read('syncErrors')).objects).toMatchObject([
      { accountId: user.id, property: 'ProxyAddress', since: new Date(occurredDateTime) },
    ]);
  });

  it('is an error where it is on and nobody is synchronised', async () => {
    for (const user of company.entra.users.values()) user.onPremisesSyncEnabled = null;

    await expect(read('syncErrors')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  });
});

describe('certificates and secrets', () => {
  it('are told of enabled SAML applications, each once, by the preferred one', async () => {
    const { principal } = atlassian();
    const [first] = principal.keyCredentials ?? [];
    if (first === undefined) throw new Error('no certificate');
    const newer = { ...first, keyId: 'k2', customKeyIdentifier: Buffer.alloc(20, 7).toString('base64') };
    newer.endDateTime = new Date(Date.now() + 900 * 24 * hour).toISOString();
    principal.keyCredentials = [...(principal.keyCredentials ?? []), newer];
    const all = await read('signingCertificates');

    expect(all.map(({ app }) => app).toSorted()).toEqual(['Atlassian Cloud', 'Expenses', 'Travel']);
    expect(all.find(({ app }) => app === 'Atlassian Cloud')).toMatchObject({
      expiresAt: new Date(first.endDateTime),
      successor: true,
    });
    principal.accountEnabled = false;
    expect(await read('signingCertificates')).toHaveLength(2);
  });

  it('say of one that has ended whether people still sign in', async () => {
    const { principal } = atlassian();
    for (const key of principal.keyCredentials ?? [])
      key.endDateTime = new Date(Date.now() - hour).toISOString();
    const used = async () =>
      (await read('signingCertificates')).find(({ app }) => app === 'Atlassian Cloud')?.used;
    expect(await used()).toBe(false);
    const [user] = company.entra.users.values();
    company.entra.signIns.push({
      id: 's1',
      userId: user?.id ?? '',
      userPrincipalName: user?.userPrincipalName ?? '',
      createdDateTime: new Date(Date.now() - hour).toISOString(),
      errorCode: 0,
      appDisplayName: 'Atlassian Cloud',
      appId: principal.appId,
    });
    expect(await used()).toBe(true);
    company.entra.licences.p1 = false;
    expect(await used()).toBeNull();
  });

  it('are told of registered applications; an empty list is an error, for ours is one of them', async () => {
    expect((await read('appCredentials')).map(({ app }) => app)).toContain('Payroll export');
    company.entra.applications.clear();

    await expect(read('appCredentials')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    await expect(read('ownCredentials')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  });

  it('tell our own secret by its first letters, past one that has ended', async () => {
    const own = company.entra.applications.get(credentials.entra.watcherClient);
    const [secret] = own?.passwordCredentials ?? [];
    if (own === undefined || secret === undefined) throw new Error('no secret');
    const soon = new Date(Date.now() + hour).toISOString();
    const past = new Date(Date.now() - hour).toISOString();
    own.passwordCredentials.push(
      { ...secret, hint: 'zzz', endDateTime: soon },
      { ...secret, endDateTime: past },
    );

    expect(await read('ownCredentials')).toMatchObject([{ expiresAt: new Date(secret.endDateTime) }]);
  });

  it('are read of federated domains from the certificate itself', async () => {
    expect(await read('federationCertificates')).toEqual([]);
    for (const domain of company.entra.domains)
      if (domain.id === 'acme.test') domain.authenticationType = 'Federated';
    await expect(read('federationCertificates')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    const federation = { id: 'f1', displayName: 'Partner', signingCertificate, nextSigningCertificate: null };
    company.entra.federations.set('acme.test', [federation]);

    expect(await read('federationCertificates')).toMatchObject([
      { name: 'acme.test', stops: true, expiresAt: new Date('2051-07-17T03:56:03Z'), nextExpiresAt: null },
    ]);
  });

  it.each(['syncJobs', 'appCredentials', 'signingCertificates', 'directorySync', 'deletionGuards'] as const)(
    'leave %s without an answer where the permission is missing',
    async (name) => {
      await expect(read(name, narrow)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    },
  );
});

/** Self-signed, of nobody, until 2051. */
const signingCertificate =
  'MIIBezCCASGgAwIBAgIUYDcK8VkBaEZA+B/nJ8SnE/LjB3cwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHcGFydG5lcjAgFw0yNjExMjUwMzU2MDNaGA8yMDUxMDcxNzAzNTYwM1owEjEQMA4GA1UEAwwHcGFydG5lcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPzkGFEMmhdGYaGAJQbRnubntj4whiQk7Hbut3qzGPR6qQX2lNwSJXtfhwUo8Z4e+EkD7n+Hfa/m1PEY7z8DyRejUzBRMB0GA1UdDgQWBBSbd/Kc3vK1qcFS1t+xOjfznzqZnDAfBgNVHSMEGDAWgBSbd/Kc3vK1qcFS1t+xOjfznzqZnDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQC1eV0mpMV91YbeYKYKKBHoqTrJA+WImKmQwN5v1mHHcQIgaeAKZN6eGksXC8wREYOZndF9LF7Up47x/zd56UEpDG0=';
