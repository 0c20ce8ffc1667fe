import { ClientSecretCredential } from '@azure/identity';
import { Client, type Context, type Middleware } from '@microsoft/microsoft-graph-client';
import { expect, it } from 'vitest';
import { credentials } from '../../../sandbox/tenant/cast.ts';
import { type Entra, openEntra } from './open-entra.ts';

const { watcherClient, watcherSecret } = credentials.entra;

/** The identity library insists on https: the last step before the wire takes it off again. */
function credentialFor(entra: Entra, secret: string) {
  return new ClientSecretCredential(entra.tenant.tenantId, watcherClient, secret, {
    authorityHost: entra.authorityUrl.replace('http:', 'https:'),
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [
      {
        position: 'perRetry',
        policy: {
          name: 'plain-http',
          sendRequest: (request, next) => {
            request.url = request.url.replace('https:', 'http:');
            request.allowInsecureConnection = true;
            return next(request);
          },
        },
      },
    ],
  });
}

function clientFor(entra: Entra, token: string): Client {
  const wire: Middleware = {
    execute: async (context: Context) => {
      const headers = new Headers(context.options?.headers);
      headers.set('authorization', `Bearer ${token}`);
      // The client builds its requests from addresses, as text.
      context.response = await fetch(context.request as string, { ...context.options, headers });
    },
  };
  return Client.initWithMiddleware({ middleware: wire, baseUrl: `${entra.url}/` });
}

it('signs the identity library in', async () => {
  await using entra = await openEntra();
  const token = await credentialFor(entra, watcherSecret).getToken('https://graph.microsoft.com/.default');
  const me = await clientFor(entra, token.token).api('/organization').get();
  expect(me.value).toMatchObject([{ displayName: 'Acme' }]);
});

it('tells the identity library which AADSTS code it was', async () => {
  await using entra = await openEntra();
  const credential = credentialFor(entra, 'wrong');
  await expect(credential.getToken('https://graph.microsoft.com/.default')).rejects.toThrow(/AADSTS7000215/);
});

it('speaks the errors that the Graph client understands', async () => {
  await using entra = await openEntra();
  const client = clientFor(entra, await entra.tokenOf('watcher'));
  await expect(client.api('/users/nobody@acme.test').get()).rejects.toMatchObject({
    statusCode: 404,
    code: 'Request_ResourceNotFound',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

it('answers what the Graph client’s own builders ask', async () => {
  await using entra = await openEntra();
  const client = clientFor(entra, await entra.tokenOf('watcher'));
  const page = await client
    .api('/users')
    .select(['id', 'userPrincipalName'])
    .filter("userPrincipalName eq 'ada@acme.test'")
    .top(5)
    .get();
  expect(page.value).toMatchObject([{ userPrincipalName: 'ada@acme.test' }]);
});
