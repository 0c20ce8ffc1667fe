import { randomBytes, randomInt } from 'node:crypto';
import type { OktaFactor, OktaUser } from '../tenant/okta-tenant.ts';
import type { OktaPush } from '../tenant/okta-verify.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { invalid, notFound } from './failure.ts';
import { findUser } from './users.ts';

/** How long a push waits for an answer. */
const PATIENCE_MS = 5 * 60_000;

export const verifyFactorEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/api/v1/users/:id/factors/:factorId/verify',
    scope: 'okta.users.manage',
    answer: sendPush,
  },
  {
    method: 'GET',
    path: '/api/v1/users/:id/factors/:factorId/transactions/:transactionId',
    scope: 'okta.users.read',
    answer: pushResult,
  },
];

function sendPush(call: Call): Response {
  const { user, factor } = found(call);
  const asksNumber = numberAsked(call.body);
  if (factor.factorType !== 'push')
    throw invalid('factorType', 'Only a push is verified without a passCode.');
  if (factor.provider !== 'OKTA' || factor.status !== 'ACTIVE' || user.status !== 'ACTIVE')
    throw invalid('factor', 'The factor is not active.');
  const push: OktaPush = {
    id: `v2mst.${randomBytes(16).toString('base64url')}`,
    userId: user.id,
    factorId: factor.id,
    number: asksNumber ? randomInt(10, 100) : null,
    expiresAt: call.now() + PATIENCE_MS,
    result: 'WAITING',
  };
  call.tenant.pushes.push(push);
  return Response.json(waiting(call, push, factor), { status: 201 });
}

function pushResult(call: Call): Response {
  const { user, factor } = found(call);
  const id = call.param('transactionId');
  const push = call.tenant.pushes.find((each) => each.id === id);
  if (push?.userId !== user.id || push.factorId !== factor.id) throw notFound(`${id} (Transaction)`);
  if (push.result !== 'WAITING') return Response.json({ factorResult: push.result });
  if (push.expiresAt <= call.now()) return Response.json({ factorResult: 'TIMEOUT' });
  return Response.json(waiting(call, push, factor));
}

function found(call: Call): { readonly user: OktaUser; readonly factor: OktaFactor } {
  const user = findUser(call);
  const factors = call.tenant.factors.get(user.id) ?? [];
  const factor = factors.find(({ id }) => id === call.param('factorId'));
  if (factor === undefined) throw notFound(`${call.param('factorId')} (UserFactor)`);
  return { user, factor };
}

/** No body, or this one field (Okta, verify a factor). */
function numberAsked(body: string): boolean {
  if (body === '') return false;
  const parsed = parse(body);
  const [[name, value] = [], ...rest] = Object.entries(parsed ?? { '': null });
  if (rest.length > 0 || (name !== undefined && name !== 'useNumberMatchingChallenge'))
    throw invalid('body', 'The request body was not well-formed.');
  return value === true;
}

function parse(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function waiting({ url }: Call, push: OktaPush, factor: OktaFactor): object {
  const base = `${url.origin}/api/v1/users/${push.userId}/factors/${push.factorId}`;
  const poll = { href: `${base}/transactions/${push.id}`, hints: { allow: ['GET'] } };
  const challenge = push.number === null ? {} : { _embedded: { challenge: { correctAnswer: push.number } } };
  return {
    factorResult: 'WAITING',
    expiresAt: new Date(push.expiresAt).toISOString(),
    profile: factor.profile,
    _links: { poll, cancel: { href: poll.href, hints: { allow: ['DELETE'] } } },
    ...challenge,
  };
}
