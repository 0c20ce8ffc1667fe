import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOkta } from '../../sandbox/okta/server.ts';
import { cast, credentials, groups } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { issueKey } from '../../sandbox/tenant/okta-keys.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import type { OktaIdentity } from '../../src/config/config.ts';
import type { LiveFactName } from '../../src/domain/fact.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { gatherer, limits } from './facts.ts';

let company: ReturnType<typeof createCompany>;
let okta: Awaited<ReturnType<typeof startOkta>>;
const open: Provider[] = [];
const hour = 3_600_000;

beforeEach(async () => {
  company = createCompany();
  okta = await startOkta(company);
});
afterEach(async () => {
  for (const provider of open.splice(0)) await provider.close();
  await okta.close();
});

async function connect(watcher: OktaIdentity): Promise<Provider> {
  const config = { orgUrl: okta.url, watcher, actor: null, hookSecret: null, signIn: null };
  const provider = await connectOkta({ id: 'okta', config, clock: systemClock, limits });
  open.push(provider);
  return provider;
}

async function read<N extends LiveFactName>(name: N, token: string = credentials.okta.watcherToken) {
  return await gatherer(await connect({ kind: 'token', token }), []).fact(name);
}

function atlassian() {
  const app = [...company.okta.apps.values()].find(({ name }) => name === 'atlassian');
  if (app === undefined) throw new Error('no application');
  return app;
}

describe('accounts of applications', () => {
  const users = () => company.okta.integrations.appUsers.get(atlassian().id) ?? [];

  it('are stuck when Okta says so, not when an application says DISABLED', async () => {
    expect((await read('stuckAccounts')).found).toEqual([]);
    const states = [
      { syncState: 'ERROR' },
      { status: 'STAGED' },
      { externalId: null },
      { status: 'REVOKED' },
      { status: 'DEPROVISIONED', externalId: null },
    ];
    for (const [index, state] of states.entries()) Object.assign(users()[index] ?? {}, state);

    expect((await read('stuckAccounts')).found.map(({ state }) => state)).toEqual([
      'error',
      'staged',
      'unlinked',
      'revoked',
    ]);
  });

  it('are left over when their person is off and they are on', async () => {
    const [first] = users();
    const person = company.okta.users.get(first?.id ?? '');
    if (person === undefined) throw new Error('nobody');
    person.status = 'DEPROVISIONED';

    expect(await read('leftovers')).toMatchObject({
      apps: 1,
      accounts: 40,
      found: [{ login: person.profile.login, status: 'deprovisioned' }],
    });
  });

  it.each(['', null])('are left over since a time that is not told where Okta says %j', async (told) => {
    const person = company.okta.users.get(users()[0]?.id ?? '');
    Object.assign(person ?? {}, { status: 'SUSPENDED', statusChanged: told });

    expect((await read('leftovers')).found).toMatchObject([{ status: 'suspended', since: null }]);
  });

  it('are not judged by a time that is none', async () => {
    const person = company.okta.users.get(users()[0]?.id ?? '');
    Object.assign(person ?? {}, { status: 'SUSPENDED', statusChanged: 'yesterday' });

    await expect(read('leftovers')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  });

  it('are no empty list where no application is told', async () => {
    company.okta.apps.clear();

    await expect(read('leftovers')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  });

  it('tell whether leavers are switched off, or that nothing tells it', async () => {
    expect(await read('leaverPaths')).toMatchObject([{ app: { name: 'Atlassian Cloud' }, works: true }]);
    atlassian().features = ['PUSH_NEW_USERS'];
    expect(await read('leaverPaths')).toMatchObject([{ works: null }]);
    expect(await read('keyedApps')).toMatchObject({ apps: [{ name: 'Atlassian Cloud' }] });
  });
});

describe('pushed groups', () => {
  it('are told with their error, by name', async () => {
    const mappings = await read('pushMappings');

    expect(mappings.map(({ group, status }) => [group, status])).toEqual([
      [groups.okta.engineering, 'ACTIVE'],
      [groups.okta.production, 'ACTIVE'],
      [groups.okta.vpn, 'ERROR'],
    ]);
    expect(mappings.every(({ assigns }) => !assigns)).toBe(true);
    company.okta.integrations.appGroups
      .get(atlassian().id)
      ?.add(oktaGroupByName(company.okta, groups.okta.vpn).id);
    expect((await read('pushMappings')).filter(({ assigns }) => assigns)).toHaveLength(1);
  });

  it('are not evaluated where the org has no such feature', async () => {
    okta.faults.add({
      path: /group-push/,
      fault: { kind: 'status', status: 401, body: { errorCode: 'E0000015', errorSummary: 'no feature' } },
    });

    await expect(read('pushMappings')).rejects.toMatchObject({ code: 'NOT_LICENSED' });
  });
});

describe('the log', () => {
  let count = 0;
  const note = (eventType: string, result: string, hoursAgo: number, over: object = {}) => {
    count += 1;
    const { id, label } = atlassian();
    company.okta.log.push({
      uuid: `e${count}`,
      published: new Date(Date.now() - hoursAgo * hour).toISOString(),
      eventType,
      outcome: { result, reason: 'Unauthorized' },
      target: [
        { id: `u${count}`, type: 'AppUser' },
        { id, type: 'AppInstance', displayName: label },
      ],
      ...over,
    });
  };

  it('tells credentials that were refused, until something goes through', async () => {
    note('application.configuration.update', 'SUCCESS', 5);
    expect(await read('troubles')).toEqual([]);
    note('application.configuration.update', 'FAILURE', 4);
    note('application.integration.authentication_failure', 'SUCCESS', 3);
    note('application.configuration.update', 'SUCCESS', 2);
    expect(await read('troubles')).toMatchObject([{ kind: 'credentials', count: 2, healed: false }]);
    note('application.provision.user.push', 'SUCCESS', 1);

    expect(await read('troubles')).toMatchObject([{ kind: 'credentials', healed: true }]);
  });

  it('counts failures by application, those that call themselves a success included', async () => {
    note('application.provision.user.push', 'SUCCESS', 2);
    note('application.provision.user.push', 'FAILURE', 2);
    note('application.provision.group_membership.add', 'SUCCESS', 2, { target: null });
    note('application.provision.user.push', 'FAILURE', 30);
    const { apps } = await read('provisioningLog');

    expect(apps.map(({ successes, failures }) => [successes, failures])).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it('tells imports that failed, graver where profiles come from them', async () => {
    note('app.realtimesync.import_failed', 'FAILURE', 3);
    expect(await read('troubles')).toMatchObject([{ kind: 'import', healed: false, source: false }]);
    atlassian().features = ['PROFILE_MASTERING'];
    expect(await read('troubles')).toMatchObject([{ source: true }]);
    note('system.import.complete', 'SUCCESS', 1);
    expect(await read('troubles')).toMatchObject([{ healed: true }]);
  });

  it('tells an import that has waited for a decision for days', async () => {
    note('system.import.roadblock', 'SUCCESS', 24 * 5);
    expect(await read('deletionGuards')).toMatchObject([
      { waiting: expect.stringContaining('Atlassian Cloud') },
    ]);
    note('system.import.complete', 'SUCCESS', 1);
    expect(await read('deletionGuards')).toMatchObject([{ waiting: null }]);
  });
});

describe('keys, agents and tokens', () => {
  it('tell the key in use of SAML applications, and ask for each once', async () => {
    const provider = await connect({ kind: 'token', token: credentials.okta.watcherToken });
    const [certificate] = await gatherer(provider, []).fact('signingCertificates');
    okta.forgetRequests();
    await gatherer(provider, []).fact('signingCertificates');

    expect(certificate).toMatchObject({ app: 'Atlassian Cloud', weakSignature: false });
    expect((certificate?.expiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(3000 * 24 * hour);
    expect(okta.requests().filter((line) => line.includes('/credentials/keys'))).toEqual([]);
  });

  it('do not take a key that is not told for a good one', async () => {
    company.okta.integrations.appKeys.clear();

    await expect(read('signingCertificates')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  });

  it('tell certificates of active identity providers', async () => {
    expect(await read('federationCertificates')).toMatchObject([{ name: 'Partner', stops: false }]);
    company.okta.integrations.idpKeys.splice(0);
    await expect(read('federationCertificates')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
  });

  it('leave out agents that were removed', async () => {
    const [pool] = company.okta.integrations.agentPools;
    Object.assign(pool?.agents[0] ?? {}, { operationalStatus: 'INACTIVE', isHidden: true });

    expect(await read('agentPools')).toMatchObject([{ agents: [{ name: 'dc02', status: 'OPERATIONAL' }] }]);
  });

  it('tell API tokens with their owners, and see when one is gone', async () => {
    const owner = oktaUserByLogin(company.okta, cast.barbara.email);
    const { privateKey, keyId } = issueKey(company.okta, credentials.okta.watcherClient);
    const clientId = credentials.okta.watcherClient;
    const provider = await connect({ kind: 'key', clientId, privateKey, keyId });
    owner.status = 'SUSPENDED';
    const tokens = await gatherer(provider, []).fact('apiTokens');

    expect(tokens).toHaveLength(3);
    expect(tokens.every(({ ownerActive }) => !ownerActive)).toBe(true);
    expect(await gatherer(provider, []).fact('ownCredentials')).toMatchObject([
      { kind: 'key', expiresAt: null },
    ]);
  });

  it('leave everything else readable where the further scopes are not granted', async () => {
    const client = company.okta.clients.get(credentials.okta.watcherClient);
    if (client === undefined) throw new Error('no client');
    const further = ['okta.agentPools.read', 'okta.idps.read', 'okta.apiTokens.read'];
    client.scopes = client.scopes.filter((scope) => !further.includes(scope));
    const { privateKey, keyId } = issueKey(company.okta, credentials.okta.watcherClient);
    const clientId = credentials.okta.watcherClient;
    const provider = await connect({ kind: 'key', clientId, privateKey, keyId });
    const { authenticated, permissions } = await provider.probe();

    expect(authenticated).toBe(true);
    const missing = permissions.filter(({ granted, optional }) => granted !== true && optional !== true);
    expect(missing.map(({ name }) => name)).toEqual(further);
    await expect(gatherer(provider, []).fact('agentPools')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it.each([
    ['agentPools', 'okta.agentPools.read'],
    ['apiTokens', 'okta.apiTokens.read'],
    ['pushMappings', 'okta.apps.read'],
    ['troubles', 'okta.logs.read'],
    ['federationCertificates', 'okta.idps.read'],
  ] as const)(
    'leave %s without an answer where the scope is missing, and name it: %s',
    async (name, scope) => {
      await expect(read(name, credentials.okta.narrowToken)).rejects.toMatchObject({
        code: 'NOT_PERMITTED',
        next: expect.stringContaining(scope),
      });
    },
  );
});
