import { expect, it } from 'vitest';
import { openEntra, refusalOf, userNamed } from './open-entra.ts';

const someId = '11111111-1111-4111-8111-111111111111';

it.each([
  '/organization',
  '/domains',
  '/groups',
  '/groups/delta',
  `/groups/${someId}`,
  `/groups/${someId}/members`,
  `/users/${someId}/transitiveMemberOf`,
  `/users/${someId}/authentication/methods`,
  '/reports/authenticationMethods/userRegistrationDetails',
  '/roleManagement/directory/roleDefinitions',
  '/roleManagement/directory/roleAssignments',
  '/roleManagement/directory/roleAssignmentScheduleInstances',
  '/roleManagement/directory/roleEligibilityScheduleInstances',
  '/identity/conditionalAccess/policies',
  '/policies/identitySecurityDefaultsEnforcementPolicy',
  '/policies/authenticationStrengthPolicies',
  '/policies/authenticationMethodsPolicy',
  '/policies/crossTenantAccessPolicy/default',
  '/identityGovernance/accessReviews/definitions',
  '/identityGovernance/lifecycleWorkflows/workflows',
  '/servicePrincipals',
  '/applications',
  '/domains/acme.test/federationConfiguration',
  '/directory/onPremisesSynchronization',
  '/auditLogs/directoryAudits',
  '/auditLogs/signIns',
  '/users?$select=id,signInActivity',
])('lets nobody read %s with User.Read.All alone', async (path) => {
  await using entra = await openEntra();
  expect(await refusalOf(await entra.ask(path, { as: 'narrow' }))).toEqual([
    403,
    'Authorization_RequestDenied',
  ]);
});

it.each([
  ['an unknown path', '/nothing', 'BadRequest'],
  ['beta', 'beta', 'BadRequest'],
  ['an unknown parameter', '/users?colour=red', 'BadRequest'],
  ['$skip', '/users?$skip=5', 'BadRequest'],
  ['a parameter twice', '/users?$top=1&$top=2', 'BadRequest'],
  ['an unknown property', '/users?$select=id,colour', 'BadRequest'],
  ['a page of 1000', '/users?$top=1000', 'Request_UnsupportedQuery'],
  ['a page of 0', '/users?$top=0', 'Request_UnsupportedQuery'],
  ['a filter on an unknown property', "/users?$filter=colour eq 'red'", 'Request_UnsupportedQuery'],
  ['a filter of the wrong type', "/users?$filter=accountEnabled eq 'true'", 'BadRequest'],
  ['half a filter', '/users?$filter=mail eq', 'BadRequest'],
  ['a filter of somebody named O’Brien, unescaped', "/users?$filter=surname eq 'O'Brien'", 'BadRequest'],
  ['ne without ConsistencyLevel', "/users?$filter=userType ne 'Guest'", 'Request_UnsupportedQuery'],
  ['endsWith without it', "/users?$filter=endswith(mail,'@acme.test')", 'Request_UnsupportedQuery'],
  [
    'sixteen clauses',
    `/users?$filter=${Array.from({ length: 16 }, (_, n) => `mail eq 'a${n}'`).join(' or ')}`,
    'Request_UnsupportedQuery',
  ],
  ['a token that is none', '/users?$skiptoken=nonsense', 'BadRequest'],
  [
    'options on authentication methods',
    '/users/ada@acme.test/authentication/methods?$select=id',
    'BadRequest',
  ],
  ['signInActivity by name', '/users/ada@acme.test?$select=signInActivity', 'BadRequest'],
])('refuses %s', async (_, path, code) => {
  await using entra = await openEntra();
  const address = path === 'beta' ? `${entra.url}/beta/users` : path;
  expect(await refusalOf(await entra.ask(address))).toEqual([400, code]);
});

it.each([
  `/users/${someId}`,
  '/users/nobody@acme.test',
  `/groups/${someId}`,
  `/groups/${someId}/members`,
  `/groups/${someId}/transitiveMembers`,
  `/users/${someId}/memberOf`,
  `/directory/deletedItems/${someId}`,
])('answers 404 to %s', async (path) => {
  await using entra = await openEntra();
  expect(await refusalOf(await entra.ask(path))).toEqual([404, 'Request_ResourceNotFound']);
});

it('refuses a method that the path does not have', async () => {
  await using entra = await openEntra();
  expect((await entra.ask('/organization', { method: 'DELETE' })).status).toBe(405);
});

it('refuses the language of Node’s fetch where Graph does', async () => {
  await using entra = await openEntra();
  const path = '/roleManagement/directory/roleDefinitions';
  const answer = await entra.ask(path, { headers: { 'accept-language': '*' } });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('Invalid language specified');
  expect((await entra.ask(path)).status).toBe(200);
});

it('names the request on every answer', async () => {
  await using entra = await openEntra();
  for (const path of ['/organization', '/nothing']) {
    const { headers } = await entra.ask(path, { headers: { 'client-request-id': 'mine' } });
    expect(headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('client-request-id')).toBe('mine');
    expect(Date.parse(headers.get('date') ?? '')).not.toBeNaN();
  }
});

it('tells in the body of an error which request it was', async () => {
  await using entra = await openEntra();
  const answer = await entra.ask('/nothing');
  expect(await answer.json()).toMatchObject({
    error: { innerError: { 'request-id': answer.headers.get('request-id') } },
  });
});

it('takes licences seriously', async () => {
  await using entra = await openEntra();
  const ada = userNamed(entra, 'ada@acme.test').id;
  entra.tenant.licences.p2 = false;
  for (const name of ['roleAssignmentScheduleInstances', 'roleEligibilityScheduleInstances']) {
    const answer = await entra.ask(`/roleManagement/directory/${name}`);
    expect(await refusalOf(answer)).toEqual([400, 'AadPremiumLicenseRequired']);
  }
  expect((await entra.ask('/roleManagement/directory/roleAssignments')).status).toBe(200);
  entra.tenant.licences.p1 = false;
  for (const path of [
    '/reports/authenticationMethods/userRegistrationDetails',
    '/auditLogs/signIns',
    `/users/${ada}?$select=signInActivity`,
  ]) {
    expect(await refusalOf(await entra.ask(path))).toEqual([
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    ]);
  }
});
