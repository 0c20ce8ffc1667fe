import type { OktaFactor, OktaTenant, OktaUser } from '../tenant/okta-tenant.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { notFound, OktaFailure } from './failure.ts';
import { renderFactor } from './render.ts';
import { findUser } from './users.ts';

export const factorEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/api/v1/users/:id/factors', scope: 'okta.users.read', answer: listFactors },
  {
    method: 'GET',
    path: '/api/v1/users/:id/authenticator-enrollments',
    scope: 'okta.users.read',
    answer: listEnrollments,
  },
];

/** Identity Engine names the verified primary address as a factor of everybody (Okta, OIE API changes). */
function listFactors(call: Call): Response {
  const user = findUser(call);
  if (user.status === 'DEPROVISIONED') throw notFound(`${user.id} (User)`);
  const hidden = hiddenByPolicy(call.tenant, user);
  const shown = (call.tenant.factors.get(user.id) ?? []).filter(
    (factor) => !hidden.has(authenticatorOf(factor)),
  );
  const own = `${call.url.origin}/api/v1/users/${user.id}`;
  const factors = call.tenant.pipeline === 'idx' ? [...shown, ...emailFactor(user)] : shown;
  return Response.json(factors.map((factor) => renderFactor(factor, own)));
}

function emailFactor(user: OktaUser): OktaFactor[] {
  const { email } = user.profile;
  if (email === null) return [];
  const id = `emf${user.id.slice(3)}`;
  return [
    {
      id,
      factorType: 'email',
      provider: 'OKTA',
      status: 'ACTIVE',
      created: user.created,
      profile: { email },
    },
  ];
}

/** Only factors that the first applicable enrolment policy allows are listed: enrolled ones may be missing (Okta Factors API). */
function hiddenByPolicy(tenant: OktaTenant, user: OktaUser): Set<string> {
  const policies = [...tenant.policies.values()]
    .filter(({ type, status }) => type === 'MFA_ENROLL' && status === 'ACTIVE')
    .sort((a, b) => a.priority - b.priority);
  const policy = policies.find(({ conditions }) => appliesTo(conditions, tenant, user));
  // Written by the makers of the tenant in exactly this shape (Okta Policy API, settings of MFA_ENROLL).
  const listed = (policy?.settings['authenticators'] ?? []) as { key: string; enroll: { self: string } }[];
  return new Set(listed.filter(({ enroll }) => enroll.self === 'NOT_ALLOWED').map(({ key }) => key));
}

function appliesTo(conditions: Record<string, unknown> | null, tenant: OktaTenant, user: OktaUser): boolean {
  // As above: people.groups.include is a list of group ids.
  const people = conditions?.['people'] as { groups?: { include?: string[] } } | undefined;
  const include = people?.groups?.include;
  return (
    include === undefined || include.some((groupId) => tenant.memberships.get(groupId)?.has(user.id) === true)
  );
}

function authenticatorOf(factor: OktaFactor): string {
  switch (factor.factorType) {
    case 'webauthn':
      return 'webauthn';
    case 'sms':
    case 'call':
      return 'phone_number';
    case 'question':
      return 'security_question';
    case 'token:software:totp':
      return factor.provider === 'GOOGLE' ? 'google_otp' : 'okta_verify';
    default:
      return 'okta_verify';
  }
}

/** An array, whatever the OpenAPI file says; policies hide nothing here. */
function listEnrollments(call: Call): Response {
  const user = findUser(call);
  if (call.tenant.pipeline !== 'idx') {
    throw new OktaFailure(
      401,
      'E0000015',
      'You do not have permission to access the feature you are requesting',
    );
  }
  const factors = [...(call.tenant.factors.get(user.id) ?? []), ...emailFactor(user)];
  const enrolled = factors.map((factor) => {
    const key = factor.factorType === 'email' ? 'okta_email' : authenticatorOf(factor);
    return enrollment(call, user, { id: factor.id, key, status: factor.status, profile: factor.profile });
  });
  return Response.json([
    enrollment(call, user, {
      id: `pwd${user.id.slice(3)}`,
      key: 'okta_password',
      status: 'ACTIVE',
      profile: {},
    }),
    ...enrolled,
  ]);
}

function enrollment(
  call: Call,
  user: OktaUser,
  own: { id: string; key: string; status: string; profile: unknown },
) {
  const authenticator = call.tenant.authenticators.values().find(({ key }) => key === own.key);
  return {
    ...own,
    type: authenticator?.type ?? 'app',
    name: authenticator?.name ?? own.key,
    created: user.created,
    lastUpdated: user.lastUpdated,
    _links: {
      self: { href: `${call.url.origin}/api/v1/users/${user.id}/authenticator-enrollments/${own.id}` },
    },
  };
}
