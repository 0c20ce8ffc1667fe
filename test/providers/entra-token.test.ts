import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { cast, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import type { EntraClient } from '../../sandbox/tenant/entra-tenant.ts';
import type { EntraConfig, EntraIdentity } from '../../src/config/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { selfSigned } from '../support/certificate.ts';
import { limits } from './facts.ts';

const { watcherClient: clientId, watcherSecret: clientSecret } = credentials.entra;
let entra: Awaited<ReturnType<typeof startEntra>>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-entra-'));
});
beforeEach(async () => {
  entra = await startEntra(createCompany());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await entra.close();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function connect(watcher: EntraIdentity, more: Partial<EntraConfig> = {}): Promise<Provider> {
  const config = {
    tenantId: entra.tenant.tenantId,
    graphUrl: entra.url,
    authorityUrl: entra.authorityUrl,
    watcher,
    actor: null,
    hookSecret: null,
    signIn: null,
    ...more,
  };
  return await connectEntra({ id: 'entra', config, clock: systemClock, limits });
}

const secret: EntraIdentity = { kind: 'secret', clientId, clientSecret };
const look = async ({ lookUp }: Provider) => await lookUp?.accountsByEmail(cast.bob.email);
const tokensAsked = () => entra.requests().filter((line) => line.includes('/oauth2/v2.0/token')).length;
const client = (): EntraClient => entra.tenant.clients.get(clientId)!;

it('signs in with a certificate', async () => {
  const { pem, certificate } = selfSigned();
  const certificatePath = join(folder, 'app.pem');
  await writeFile(certificatePath, pem);
  client().certificates = [certificate];

  expect((await look(await connect({ kind: 'certificate', clientId, certificatePath })))?.length).toBe(1);
});

it('says that a certificate is not registered', async () => {
  const certificatePath = join(folder, 'stranger.pem');
  await writeFile(certificatePath, selfSigned().pem);

  await expect(look(await connect({ kind: 'certificate', clientId, certificatePath }))).rejects.toMatchObject(
    { code: 'TOKEN_REJECTED', message: expect.stringContaining('AADSTS700027') },
  );
});

it('says that a certificate file is not there', async () => {
  const certificatePath = join(folder, 'nowhere.pem');

  await expect(look(await connect({ kind: 'certificate', clientId, certificatePath }))).rejects.toMatchObject(
    { name: 'OperatorError', message: expect.stringContaining('nowhere.pem') },
  );
});

it('says that the clock is off, with a certificate', async () => {
  await entra.close();
  entra = await startEntra(createCompany(), { clockSkewMs: 20 * 60_000 });
  const { pem, certificate } = selfSigned();
  const certificatePath = join(folder, 'late.pem');
  await writeFile(certificatePath, pem);
  client().certificates = [certificate];

  await expect(look(await connect({ kind: 'certificate', clientId, certificatePath }))).rejects.toMatchObject(
    { code: 'CLOCK_SKEW' },
  );
});

it('signs in as a workload, with the token that its platform left in a file', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const federation = { issuer: 'https://cluster.test', subject: 'system:serviceaccount:lockstep:bot' };
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  client().federated = [{ ...federation, publicKey: publicPem }];
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const claims = { iss: federation.issuer, sub: federation.subject, aud: 'api://AzureADTokenExchange', exp };
  const body = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  const tokenFilePath = join(folder, 'token');
  await writeFile(
    tokenFilePath,
    `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`,
  );

  expect((await look(await connect({ kind: 'workload', clientId, tokenFilePath })))?.length).toBe(1);
});

/** As App Service offers it. On a virtual machine the address is fixed (169.254.169.254) and cannot be tried here. */
it('signs in as the machine it runs on', async () => {
  const form = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' };
  const issued = await fetch(`${entra.authorityUrl}/${entra.tenant.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, scope: 'https://graph.microsoft.com/.default' }),
  });
  // What a token endpoint answers, read one line below.
  const { access_token } = (await issued.json()) as { access_token: string };
  const asked: (string | undefined)[] = [];
  const platform = createServer((request, response) => {
    asked.push(`${request.url} ${String(request.headers['x-identity-header'])}`);
    const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token, expires_on, token_type: 'Bearer', resource: 'graph' }));
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  const { port } = platform.address() as AddressInfo;
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${port}/msi/token`);
  vi.stubEnv('IDENTITY_HEADER', 'platform');
  try {
    expect((await look(await connect({ kind: 'managed', clientId: null })))?.length).toBe(1);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^\/msi\/token\?.*resource=https.*graph\.microsoft\.com.* platform$/);
  } finally {
    platform.close();
  }
});

it('asks once for many calls at once, and keeps the token', async () => {
  const provider = await connect(secret);
  await Promise.all(Array.from({ length: 10 }, async () => await look(provider)));
  await look(provider);

  expect(tokensAsked()).toBe(1);
});

const refused = {
  kind: 'status',
  status: 401,
  body: { error: { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed.' } },
} as const;

it('renews a token that Graph refuses, once', async () => {
  const provider = await connect(secret);
  await look(provider);
  entra.faults.add({ path: /^\/v1\.0\/users/, times: 1, fault: refused });

  expect((await look(provider))?.length).toBe(1);
  expect(tokensAsked()).toBe(2);
});

it('says that the token is refused when the new one is refused too', async () => {
  entra.faults.add({ path: /^\/v1\.0\//, fault: refused });

  await expect(look(await connect(secret))).rejects.toMatchObject({ code: 'TOKEN_REJECTED' });
  expect(tokensAsked()).toBe(2);
});

it('tells a tenant that does not exist from an authority that is down', async () => {
  const tenantId = '00000000-0000-4000-8000-000000000000';
  await expect(look(await connect(secret, { tenantId }))).rejects.toMatchObject({ code: 'TOKEN_REJECTED' });
  entra.faults.add({ path: /openid-configuration/, fault: { kind: 'html', status: 502 } });

  await expect(look(await connect(secret))).rejects.toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
    message: expect.stringContaining('502'),
  });
});

it('never reads in the name of the actor', async () => {
  const actor: EntraIdentity = { kind: 'secret', clientId: 'nobody', clientSecret: 'wrong' };
  const provider = await connect(secret, { actor });
  await look(provider);

  expect((await provider.probe()).authenticated).toBe(true);
});
