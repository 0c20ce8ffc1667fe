import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../sandbox/lib/listen.ts';
import type { StandIn } from '../../sandbox/stand-in.ts';
import type { OktaIdentity } from '../../src/config/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createGraph } from '../../src/providers/entra/graph.ts';
import { createClient } from '../../src/providers/okta/client.ts';
import { limits } from './facts.ts';

/** A vendor that leads its caller about, and another host that must never hear of it. */
let vendor: StandIn;
let elsewhere: StandIn;
let answer: () => Response;
beforeEach(async () => {
  elsewhere = await listen({ answer: () => Response.json({ value: [] }) });
  vendor = await listen({ answer: () => answer() });
});
afterEach(async () => {
  await vendor.close();
  await elsewhere.close();
});

const redirect = (): Response =>
  new Response(null, { status: 302, headers: { location: `${elsewhere.url}/v1.0/users` } });

describe('Graph', () => {
  const graph = () => createGraph(vendor.url, async () => await Promise.resolve('a-token'), limits);

  it('that redirects is not followed, since the token would go along', async () => {
    answer = redirect;

    await expect(graph().get('/users')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(elsewhere.requestCount()).toBe(0);
  });

  it('is not asked under the address of another host', async () => {
    const path = `${elsewhere.url.replace('http:', 'https:')}/v1.0/users`;

    await expect(graph().get(path)).rejects.toMatchObject({ code: 'FOREIGN_LINK' });
    expect(elsewhere.requestCount()).toBe(0);
  });

  it('whose pages lead in a circle is incomplete evidence, and is left after the second round', async () => {
    answer = () => Response.json({ value: [1], '@odata.nextLink': `${vendor.url}/v1.0/users` });

    await expect(graph().list('/users')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    expect(vendor.requestCount()).toBe(2);
  });
});

describe('Okta', () => {
  const users = '/api/v1/users';
  const okta = (identity: OktaIdentity = { kind: 'token', token: 'a-token' }) =>
    createClient(
      { orgUrl: vendor.url },
      { identity, scopes: ['okta.users.read'], clock: systemClock, limits },
    );

  it('that redirects is not followed, since the token would go along', async () => {
    answer = redirect;

    await expect(okta().list(users)).rejects.toMatchObject({ code: 'FOREIGN_LINK' });
    expect(elsewhere.requestCount()).toBe(0);
  });

  it('that redirects a change is not followed either, nor believed to have made it', async () => {
    answer = redirect;
    const settled = async () => await Promise.resolve(false);

    await expect(okta().send({ method: 'PUT', path: users, settled })).rejects.toMatchObject({
      code: 'FOREIGN_LINK',
    });
    expect(elsewhere.requestCount()).toBe(0);
  });

  it('whose token endpoint redirects is sent no proof of who asks elsewhere', async () => {
    answer = redirect;
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const identity = { kind: 'key', clientId: 'c', privateKey, keyId: null } as const;

    await expect(okta(identity).list(users)).rejects.toMatchObject({ code: 'FOREIGN_LINK' });
    expect(elsewhere.requestCount()).toBe(0);
  });

  it('whose pages lead in a circle is incomplete evidence, and is left after the second round', async () => {
    answer = () => Response.json([1], { headers: { link: `<${vendor.url}/api/v1/users>; rel="next"` } });

    await expect(okta().list('/api/v1/users')).rejects.toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    expect(vendor.requestCount()).toBe(2);
  });
});
