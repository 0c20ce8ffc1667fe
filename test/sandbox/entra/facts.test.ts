import { expect, it } from 'vitest';
import { breakGlass } from '../../../sandbox/tenant/cast.ts';
import { openEntra, readPages, refusalOf, userNamed } from './open-entra.ts';

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

it('tells the organization with its licences and domains', async () => {
  await using entra = await openEntra();
  const plans = async () => {
    const { value } = await entra.read('/organization');
    expect(value?.[0]).toMatchObject({
      id: entra.tenant.tenantId,
      onPremisesSyncEnabled: true,
      verifiedDomains: [
        { name: 'acme.onmicrosoft.com', isInitial: true, type: 'Managed' },
        { isDefault: true },
      ],
    });
    return value?.[0]?.['assignedPlans'];
  };
  expect(await plans()).toHaveLength(2);
  entra.tenant.licences.p2 = false;
  expect(await plans()).toHaveLength(1);
});

it('tells who holds a role, and keeps what a group passes on out of the assignments', async () => {
  await using entra = await openEntra();
  const filter = `$filter=roleDefinitionId eq '${globalAdministrator}'`;
  const path = `/roleManagement/directory/roleAssignments?${filter}`;
  const holders = async () => (await readPages(entra, path)).items.map((item) => item['principalId']);
  const before = await holders();
  expect(before).toContain(userNamed(entra, breakGlass.entra.bg1).id);
  const [known] = entra.tenant.activeRoles;
  entra.tenant.activeRoles.push({ ...known!, id: 'passed-on', memberType: 'Group', principalId: 'somebody' });
  expect(await holders()).toEqual(before);
  const instances = await readPages(entra, '/roleManagement/directory/roleAssignmentScheduleInstances');
  expect(instances.items.map(({ id }) => id)).toContain('passed-on');
});

it('finds the eligible roles of one person', async () => {
  await using entra = await openEntra();
  const ada = userNamed(entra, 'ada@acme.test').id;
  const filter = `$filter=principalId eq '${ada}'`;
  const { items } = await readPages(
    entra,
    `/roleManagement/directory/roleEligibilityScheduleInstances?${filter}`,
  );
  expect(items).toMatchObject([
    { roleDefinitionId: globalAdministrator, memberType: 'Direct', endDateTime: null },
  ]);
  expect(items[0]).not.toHaveProperty('assignmentType');
});

it('expands principals and role definitions', async () => {
  await using entra = await openEntra();
  const { items } = await readPages(
    entra,
    '/roleManagement/directory/roleAssignments?$expand=principal,roleDefinition',
  );
  const types = items.map(({ principal }) => (principal as Record<string, unknown>)['@odata.type']);
  expect(new Set(types)).toEqual(new Set(['#microsoft.graph.user', '#microsoft.graph.group']));
  expect(items[0]).toMatchObject({ roleDefinition: { displayName: 'Global Administrator' } });
});

it('tells the methods of one person with their types', async () => {
  await using entra = await openEntra();
  const { value } = await entra.read('/users/ada@acme.test/authentication/methods');
  expect(value?.map((method) => method['@odata.type'])).toEqual([
    '#microsoft.graph.passwordAuthenticationMethod',
    '#microsoft.graph.fido2AuthenticationMethod',
    '#microsoft.graph.microsoftAuthenticatorAuthenticationMethod',
  ]);
  expect(value?.[1]).toMatchObject({ passkeyType: 'deviceBound' });
  expect(value?.[1]).not.toHaveProperty('type');
});

it('reports the registrations of those it knows and nobody else', async () => {
  await using entra = await openEntra();
  const report = '/reports/authenticationMethods/userRegistrationDetails';
  const { items } = await readPages(entra, report);
  expect(new Set(items.map(({ id }) => id))).toEqual(new Set(entra.tenant.registrationDetails.keys()));
  const disabled = userNamed(entra, 'donald@acme.test').id;
  expect((await entra.ask(`${report}/${disabled}`)).status).toBe(404);
  const admins = await readPages(entra, `${report}?$filter=isAdmin eq true and isMfaRegistered eq false`);
  expect(admins.items).toMatchObject([{ userPrincipalName: 'katherine@acme.test', methodsRegistered: [] }]);
});

it('tells Conditional Access as it is now', async () => {
  await using entra = await openEntra();
  const { value } = await entra.read('/identity/conditionalAccess/policies');
  expect(value).toHaveLength(entra.tenant.conditionalAccess.size);
  const [first] = [...entra.tenant.conditionalAccess.values()];
  first!.state = 'disabled';
  expect(await entra.read(`/identity/conditionalAccess/policies/${first!.id}`)).toMatchObject({
    state: 'disabled',
  });
});

it('tells the tenant’s single policies', async () => {
  await using entra = await openEntra();
  expect(await entra.read('/policies/identitySecurityDefaultsEnforcementPolicy')).toMatchObject({
    isEnabled: false,
  });
  expect(await entra.read('/policies/crossTenantAccessPolicy/default')).toMatchObject({
    inboundTrust: { isMfaAccepted: false },
  });
  const methods = await entra.read('/policies/authenticationMethodsPolicy');
  expect(methods['authenticationMethodConfigurations']).toContainEqual({
    '@odata.type': '#microsoft.graph.smsAuthenticationMethodConfiguration',
    id: 'Sms',
    state: 'enabled',
    excludeTargets: [],
    includeTargets: [{ targetType: 'group', id: 'all_users', isRegistrationRequired: false }],
  });
  const { value } = await entra.read('/policies/authenticationStrengthPolicies');
  expect(value?.map(({ displayName }) => displayName)).toContain('Phishing-resistant MFA');
});

it('tells whom a workflow is for only where it is asked about by itself', async () => {
  await using entra = await openEntra();
  const path = '/identityGovernance/lifecycleWorkflows/workflows';
  const [workflow] = (await readPages(entra, path)).items;
  expect(workflow).toMatchObject({ category: 'leaver', isEnabled: true });
  expect(workflow).not.toHaveProperty('executionConditions');
  expect(await entra.read(`${path}/${String(workflow?.['id'])}`)).toMatchObject({
    executionConditions: { scope: { rule: "(department eq 'Sales')" } },
  });
});

it('tells access reviews with their scope', async () => {
  await using entra = await openEntra();
  const { items } = await readPages(entra, '/identityGovernance/accessReviews/definitions?$top=100');
  expect(items).toMatchObject([
    {
      scope: { query: expect.stringMatching(/^\/groups\/.*\/transitiveMembers$/) },
      settings: { autoApplyDecisionsEnabled: true },
    },
  ]);
});

it('writes an audit row for a membership, the user first and the group quoted', async () => {
  await using entra = await openEntra();
  const [group] = [...entra.tenant.groups.values()];
  const path = `/groups/${group!.id}/members/${[...group!.members][0]}/$ref`;
  await entra.ask(path, { as: 'actor', method: 'DELETE' });
  const filter =
    "activityDisplayName eq 'Remove member from group' and activityDateTime ge 2020-01-01T00:00:00Z";
  const { items } = await readPages(entra, `/auditLogs/directoryAudits?$filter=${filter}`);
  const quoted = JSON.stringify(group!.id);
  expect(items).toMatchObject([
    {
      targetResources: [
        {
          type: 'User',
          modifiedProperties: [{ displayName: 'Group.ObjectID', oldValue: quoted, newValue: null }, {}],
        },
        { type: 'Group', id: group!.id },
      ],
    },
  ]);
  const other = `targetResources/any(t:t/id eq 'nobody')`;
  expect((await readPages(entra, `/auditLogs/directoryAudits?$filter=${other}`)).items).toEqual([]);
});

it('lists sign-ins of one account since a time', async () => {
  await using entra = await openEntra();
  const account = userNamed(entra, breakGlass.entra.bg1);
  const base = {
    userId: account.id,
    userPrincipalName: account.userPrincipalName,
    appDisplayName: 'Azure Portal',
  };
  entra.tenant.signIns.push(
    { id: 'a', ...base, createdDateTime: '2026-01-01T00:00:00Z', errorCode: 0 },
    { id: 'b', ...base, createdDateTime: '2026-03-01T00:00:00Z', errorCode: 50126 },
  );
  const filter = `userId eq '${account.id}' and createdDateTime ge 2026-02-01T00:00:00Z`;
  const { items } = await readPages(entra, `/auditLogs/signIns?$filter=${filter}`);
  expect(items).toMatchObject([{ id: 'b', status: { errorCode: 50126 } }]);
});

it('answers 404 to a role that there is not', async () => {
  await using entra = await openEntra();
  const answer = await entra.ask('/roleManagement/directory/roleDefinitions/none');
  expect(await refusalOf(answer)).toEqual([404, 'Request_ResourceNotFound']);
});
