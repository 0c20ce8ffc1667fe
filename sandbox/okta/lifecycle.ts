import { randomBytes } from 'node:crypto';
import { updateUser, wordsOf, writeLog } from '../tenant/okta-changes.ts';
import { beginDeactivation } from '../tenant/okta-deactivation.ts';
import type { OktaStatus, OktaUser } from '../tenant/okta-tenant.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { notFound, OktaFailure } from './failure.ts';
import { findUser } from './users.ts';

const manage = 'okta.users.manage';

interface Step {
  readonly verb: string;
  readonly from: readonly OktaStatus[];
  readonly to: OktaStatus;
  readonly query?: readonly string[];
}

const living: readonly OktaStatus[] = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'LOCKED_OUT',
  'PASSWORD_EXPIRED',
  'SUSPENDED',
];

const steps: readonly Step[] = [
  { verb: 'suspend', from: ['ACTIVE'], to: 'SUSPENDED' },
  { verb: 'unsuspend', from: ['SUSPENDED'], to: 'ACTIVE' },
  { verb: 'deactivate', from: living, to: 'DEPROVISIONED', query: ['sendEmail'] },
  { verb: 'activate', from: ['STAGED', 'DEPROVISIONED'], to: 'PROVISIONED', query: ['sendEmail'] },
  { verb: 'unlock', from: ['LOCKED_OUT'], to: 'ACTIVE' },
];

export const lifecycleEndpoints: readonly Endpoint[] = [
  ...steps.map(
    (step): Endpoint => ({
      method: 'POST',
      path: `/api/v1/users/:id/lifecycle/${step.verb}`,
      scope: manage,
      query: step.query ?? [],
      answer: (call) => move(call, step),
    }),
  ),
  {
    method: 'DELETE',
    path: '/api/v1/users/:id/sessions',
    scope: manage,
    query: ['oauthTokens', 'forgetDevices'],
    answer: (call) => {
      const user = findUser(call);
      report(call, user, 'user.session.clear');
      return new Response(null, { status: 204 });
    },
  },
];

function move(call: Call, step: Step): Response {
  const user = findUser(call);
  if (user.status === 'DEPROVISIONED' && step.verb === 'deactivate') throw notFound(`${user.id} (User)`);
  if (!step.from.includes(user.status)) throw wrongState(step, user);
  if (user.transitioningToStatus !== undefined) throw underWay();
  report(call, user, `user.lifecycle.${step.verb}`);
  if (step.verb === 'deactivate') {
    beginDeactivation(call.tenant, user.id);
    return call.async ? new Response(null, { status: 202 }) : Response.json({});
  }
  updateUser(call.tenant, user.id, { status: step.to });
  return Response.json(step.verb === 'activate' ? activation(call) : {});
}

/** Whoever has the token sets the password: it is told where no e-mail brings it (Okta, activate a user). */
function activation({ query, url }: Call): object {
  if (query.get('sendEmail') !== 'false') return {};
  const activationToken = randomBytes(15).toString('base64url');
  return { activationUrl: `${url.origin}/welcome/${activationToken}`, activationToken };
}

const underWay = () =>
  new OktaFailure(403, 'E0000038', "This operation is not allowed in the user's current status.");

function wrongState(step: Step, user: OktaUser): OktaFailure {
  if (step.verb === 'unlock') {
    return new OktaFailure(403, 'E0000032', 'Unlock is not allowed for this user.');
  }
  const cause = `Cannot ${step.verb} a user that is ${user.status}.`;
  return new OktaFailure(400, 'E0000001', `Api validation failed: ${step.verb}User`, [cause]);
}

function report(call: Call, user: OktaUser, eventType: string): void {
  const displayName = `${user.profile.firstName} ${user.profile.lastName}`;
  writeLog(call.tenant, eventType, {
    ...(call.doer === null ? {} : wordsOf(call.doer)),
    target: [{ id: user.id, type: 'User', alternateId: user.profile.login, displayName, detailEntry: null }],
  });
}
