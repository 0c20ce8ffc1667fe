import type { OktaPolicyRecord, OktaRuleRecord } from '../tenant/okta-tenant.ts';
import { type Call, type Endpoint, listPage } from './endpoint.ts';
import { invalid, notFound } from './failure.ts';
import { renderPolicy } from './render.ts';

const read = 'okta.policies.read';
const listQuery = ['type', 'status', 'q', 'expand', 'sortBy', 'limit', 'resourceId', 'after'];

export const policyEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/api/v1/policies', scope: read, query: listQuery, answer: listPolicies },
  {
    method: 'GET',
    path: '/api/v1/policies/:id',
    scope: read,
    query: ['expand'],
    answer: (call) => Response.json(withRules(call, findPolicy(call))),
  },
  { method: 'GET', path: '/api/v1/policies/:id/rules', scope: read, query: ['limit'], answer: listRules },
];

const types = new Set([
  'OKTA_SIGN_ON',
  'PASSWORD',
  'MFA_ENROLL',
  'IDP_DISCOVERY',
  'ACCESS_POLICY',
  'PROFILE_ENROLLMENT',
  'USER_LIFECYCLE',
]);
const onlyInIdentityEngine = new Set(['ACCESS_POLICY', 'PROFILE_ENROLLMENT']);

function listPolicies(call: Call): Response {
  const type = call.query.get('type');
  const status = call.query.get('status');
  if (type === null) throw invalid('type', 'type: The field cannot be left blank');
  const known = types.has(type) && (call.tenant.pipeline === 'idx' || !onlyInIdentityEngine.has(type));
  if (!known) throw invalid('type', 'type: Invalid policy type.');
  const source = () =>
    [...call.tenant.policies.values()]
      .filter((policy) => policy.type === type && (status === null || policy.status === status))
      .sort((a, b) => a.priority - b.priority);
  const render = (policy: OktaPolicyRecord) => withRules(call, policy);
  return listPage(call, { source, idOf: ({ id }) => id, render, usual: 100, most: 100 });
}

function withRules(call: Call, policy: OktaPolicyRecord): Record<string, unknown> {
  const body = renderPolicy(policy, call.url.origin);
  const expand = call.query.get('expand');
  if (expand !== null && expand !== 'rules') throw invalid('expand', 'expand: only rules.');
  return expand === null ? body : { ...body, _embedded: { rules: rulesOf(policy) } };
}

function findPolicy({ tenant, param }: Call): OktaPolicyRecord {
  const policy = tenant.policies.get(param('id'));
  if (policy === undefined) throw notFound(`${param('id')} (Policy)`);
  return policy;
}

function listRules(call: Call): Response {
  const policy = findPolicy(call);
  return listPage(call, {
    source: () => rulesOf(policy),
    idOf: ({ id }) => id,
    render: (rule) => rule,
    usual: 100,
    most: 100,
  });
}

function rulesOf(policy: OktaPolicyRecord): OktaRuleRecord[] {
  return policy.rules.toSorted((a, b) => a.priority - b.priority);
}
