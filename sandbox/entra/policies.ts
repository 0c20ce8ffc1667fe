import type { EntraPolicy, EntraStrength, EntraTenant } from '../tenant/entra-tenant.ts';
import { type Call, contextOf, type Endpoint } from './endpoint.ts';
import { missing } from './failure.ts';
import { type Listing, oneItem, wholeList } from './listing.ts';
import { pick, type Shape } from './shape.ts';

const readPolicies = ['Policy.Read.All'];
const conditionalAccess = '/identity/conditionalAccess/policies';

const policyShape: Shape<EntraPolicy> = {
  type: 'microsoft.graph.conditionalAccessPolicy',
  usual: [
    'id',
    'templateId',
    'displayName',
    'createdDateTime',
    'modifiedDateTime',
    'state',
    'sessionControls',
    'conditions',
    'grantControls',
  ],
  fields: {
    id: ({ id }) => id,
    templateId: () => null,
    displayName: ({ displayName }) => displayName,
    createdDateTime: () => '2025-01-15T09:00:00Z',
    modifiedDateTime: () => null,
    state: ({ state }) => state,
    sessionControls: () => null,
    conditions: ({ conditions }) => conditions,
    grantControls: ({ grantControls }) => grantControls,
  },
};

const strengthShape: Shape<EntraStrength> = {
  type: 'microsoft.graph.authenticationStrengthPolicy',
  usual: [
    'id',
    'createdDateTime',
    'modifiedDateTime',
    'displayName',
    'description',
    'policyType',
    'requirementsSatisfied',
    'allowedCombinations',
  ],
  fields: {
    id: ({ id }) => id,
    createdDateTime: () => '2021-12-01T00:00:00Z',
    modifiedDateTime: () => '2021-12-01T00:00:00Z',
    displayName: ({ displayName }) => displayName,
    description: () => '',
    policyType: ({ policyType }) => policyType,
    requirementsSatisfied: () => 'mfa',
    allowedCombinations: ({ allowedCombinations }) => allowedCombinations,
  },
};

export const policyEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: conditionalAccess,
    roles: readPolicies,
    query: ['$select', '$filter', '$top'],
    family: 'conditional-access',
    answer: (call) => wholeList(call, policies(call.tenant)),
  },
  {
    method: 'GET',
    path: `${conditionalAccess}/:id`,
    roles: readPolicies,
    query: ['$select'],
    family: 'conditional-access',
    answer: (call) => {
      const policy = call.tenant.conditionalAccess.get(call.param('id'));
      if (policy === undefined) throw missing(call.param('id'));
      return oneItem(call, 'identity/conditionalAccess/policies', [policyShape, policy]);
    },
  },
  {
    method: 'GET',
    path: '/policies/authenticationStrengthPolicies',
    roles: readPolicies,
    query: ['$select', '$filter'],
    answer: (call) =>
      wholeList(call, {
        context: 'policies/authenticationStrengthPolicies',
        source: () => call.tenant.authenticationStrengths,
        idOf: ({ id }) => id,
        shape: strengthShape,
        filterable: { policyType: 'string', displayName: 'string' },
      }),
  },
  {
    method: 'GET',
    path: '/policies/authenticationStrengthPolicies/:id',
    roles: readPolicies,
    query: ['$select'],
    answer: (call) => {
      const strength = call.tenant.authenticationStrengths.find(({ id }) => id === call.param('id'));
      if (strength === undefined) throw missing(call.param('id'));
      return oneItem(call, 'policies/authenticationStrengthPolicies', [strengthShape, strength]);
    },
  },
  single('/policies/identitySecurityDefaultsEnforcementPolicy', (tenant) => ({
    id: '00000000-0000-0000-0000-000000000005',
    displayName: 'Security Defaults',
    description: 'Security defaults is a set of basic identity security mechanisms recommended by Microsoft.',
    isEnabled: tenant.securityDefaultsEnabled,
  })),
  single('/policies/authenticationMethodsPolicy', (tenant) => ({
    id: 'authenticationMethodsPolicy',
    displayName: 'Authentication Methods Policy',
    description:
      'The tenant-wide policy that controls which authentication methods are allowed in the tenant',
    lastModifiedDateTime: '2025-01-15T09:00:00Z',
    policyVersion: '1.5',
    policyMigrationState: 'migrationComplete',
    authenticationMethodConfigurations: [...tenant.methodsPolicy.keys()].map((id) =>
      methodConfiguration(tenant, id),
    ),
  })),
  {
    method: 'GET',
    path: '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/:id',
    roles: readPolicies,
    answer: (call) => {
      const wanted = call.param('id').toLowerCase();
      const id = [...call.tenant.methodsPolicy.keys()].find((name) => name.toLowerCase() === wanted);
      if (id === undefined) throw missing(call.param('id'));
      const context = contextOf(
        call,
        'policies/authenticationMethodsPolicy/authenticationMethodConfigurations/$entity',
      );
      return Response.json({ '@odata.context': context, ...methodConfiguration(call.tenant, id) });
    },
  },
  single('/policies/crossTenantAccessPolicy/default', ({ crossTenantDefault }) => ({
    isServiceDefault: crossTenantDefault.isServiceDefault,
    inboundTrust: {
      isMfaAccepted: crossTenantDefault.inboundTrust.isMfaAccepted,
      isCompliantDeviceAccepted: false,
      isHybridAzureADJoinedDeviceAccepted: false,
    },
    automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  })),
];

function policies(tenant: EntraTenant): Listing<EntraPolicy> {
  return {
    context: 'identity/conditionalAccess/policies',
    source: () => tenant.conditionalAccess.values(),
    idOf: ({ id }) => id,
    shape: policyShape,
    filterable: { id: 'string', displayName: 'string', state: 'string' },
  };
}

/** A policy of which the tenant has one. */
function single(path: string, read: (tenant: EntraTenant) => Record<string, unknown>): Endpoint {
  const answer = (call: Call): Response => {
    const whole = read(call.tenant);
    const names = Object.keys(whole);
    const fields = Object.fromEntries(names.map((name) => [name, () => whole[name]]));
    const shape: Shape<unknown> = {
      type: `microsoft.graph${path.replaceAll('/', '.')}`,
      fields,
      usual: names,
    };
    if (call.query.has('$select')) return oneItem(call, path.slice(1), [shape, whole]);
    return Response.json({
      '@odata.context': contextOf(call, `${path.slice(1)}/$entity`),
      ...pick(shape, names, whole),
    });
  };
  return { method: 'GET', path, roles: readPolicies, query: ['$select'], answer };
}

function methodConfiguration(tenant: EntraTenant, id: string) {
  const configuration = tenant.methodsPolicy.get(id);
  const type = `${id[0]?.toLowerCase()}${id.slice(1)}`;
  return {
    '@odata.type': `#microsoft.graph.${type}AuthenticationMethodConfiguration`,
    id,
    state: configuration?.state,
    excludeTargets: [],
    includeTargets: configuration?.includeTargets.map((target) => ({
      ...target,
      isRegistrationRequired: false,
    })),
  };
}
