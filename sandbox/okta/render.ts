import type {
  OktaApp,
  OktaFactor,
  OktaGroup,
  OktaGroupRule,
  OktaPolicyRecord,
  OktaRole,
  OktaUser,
} from '../tenant/okta-tenant.ts';

/** `base` is the org's address, for the links that Okta puts everywhere. */
export function renderUser(user: OktaUser, base: string): Record<string, unknown> {
  return {
    id: user.id,
    status: user.status,
    created: user.created,
    activated: user.activated,
    statusChanged: user.statusChanged,
    lastLogin: user.lastLogin,
    lastUpdated: user.lastUpdated,
    passwordChanged: user.passwordChanged,
    ...(user.transitioningToStatus === undefined
      ? {}
      : { transitioningToStatus: user.transitioningToStatus }),
    type: { id: 'otyacme0sandbox000000' },
    profile: user.profile,
    credentials: { password: {}, provider: user.provider },
    _links: { self: { href: `${base}/api/v1/users/${user.id}` } },
  };
}

export function renderGroup(group: OktaGroup, base: string): Record<string, unknown> {
  const { name, description, ...rest } = group;
  const objectClass = group.type === 'APP_GROUP' ? 'okta:windows_security_principal' : 'okta:user_group';
  return {
    ...rest,
    objectClass: [objectClass],
    profile: { name, description },
    _links: {
      users: { href: `${base}/api/v1/groups/${group.id}/users` },
      apps: { href: `${base}/api/v1/groups/${group.id}/apps` },
    },
  };
}

export function renderRule(rule: OktaGroupRule): Record<string, unknown> {
  return {
    type: 'group_rule',
    id: rule.id,
    status: rule.status,
    name: rule.name,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    conditions: {
      people: { users: { exclude: rule.excludedUsers }, groups: { exclude: [] } },
      expression: { value: rule.expression, type: 'urn:okta:expression:1.0' },
    },
    actions: { assignUserToGroups: { groupIds: rule.groupIds } },
  };
}

export function renderRole(role: OktaRole, owner: string): Record<string, unknown> {
  return { ...role, _links: { assignee: { href: owner } } };
}

export function renderFactor(factor: OktaFactor, user: string): Record<string, unknown> {
  return {
    id: factor.id,
    factorType: factor.factorType,
    provider: factor.provider,
    vendorName: factor.provider,
    status: factor.status,
    created: factor.created,
    lastUpdated: factor.created,
    profile: factor.profile,
    _links: { self: { href: `${user}/factors/${factor.id}` } },
  };
}

export function renderPolicy(policy: OktaPolicyRecord, base: string): Record<string, unknown> {
  const { rules: _, ...rest } = policy;
  return { ...rest, _links: { rules: { href: `${base}/api/v1/policies/${policy.id}/rules` } } };
}

export function renderApp(app: OktaApp, base: string): Record<string, unknown> {
  const { accessPolicyId, features = [], signing, ...rest } = app;
  const access =
    accessPolicyId === null ? {} : { accessPolicy: { href: `${base}/api/v1/policies/${accessPolicyId}` } };
  const signs =
    signing === undefined
      ? {}
      : {
          credentials: { signing: { kid: signing.kid } },
          settings: { signOn: { signatureAlgorithm: signing.algorithm } },
        };
  return {
    ...rest,
    features,
    ...signs,
    _links: { self: { href: `${base}/api/v1/apps/${app.id}` }, ...access },
  };
}
