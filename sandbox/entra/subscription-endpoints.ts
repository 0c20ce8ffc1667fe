import { bodyOf, type Call, contextOf, type Endpoint, mayAlso, noContent } from './endpoint.ts';
import { badRequest, denied, GraphFailure } from './failure.ts';
import type { Subscription } from './subscriptions.ts';

const readers = ['Group.Read.All', 'User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'];
const MOST_MINUTES = 41_760;
const MOST_PER_APP = 100;

/** Only the application's own subscriptions are ever seen (subscription resource). */
export const subscriptionEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/subscriptions',
    roles: readers,
    answer: (call) =>
      Response.json({ '@odata.context': contextOf(call, 'subscriptions'), value: ownOf(call).map(write) }),
  },
  { method: 'POST', path: '/subscriptions', roles: readers, answer: create },
  {
    method: 'GET',
    path: '/subscriptions/:id',
    roles: readers,
    answer: (call) => Response.json(write(oneOf(call))),
  },
  { method: 'PATCH', path: '/subscriptions/:id', roles: readers, answer: extend },
  {
    method: 'POST',
    path: '/subscriptions/:id/reauthorize',
    roles: readers,
    answer: (call) => {
      oneOf(call);
      return noContent();
    },
  },
  {
    method: 'DELETE',
    path: '/subscriptions/:id',
    roles: readers,
    answer: (call) => {
      call.shared.subscriptions.drop(oneOf(call).id);
      return noContent();
    },
  },
];

function ownOf({ shared, caller }: Call): readonly Subscription[] {
  return shared.subscriptions.all().filter(({ clientId }) => clientId === caller.clientId);
}

function oneOf(call: Call): Subscription {
  const id = call.param('id');
  const found = ownOf(call).find((one) => one.id === id);
  if (found === undefined)
    throw new GraphFailure(404, 'ResourceNotFound', `The object '${id}' was not found.`);
  return found;
}

/** clientState is never told again. */
function write({ clientId, ...rest }: Subscription): object {
  return { ...rest, applicationId: clientId, clientState: null, includeResourceData: null };
}

async function create(call: Call): Promise<Response> {
  const body = await bodyOf(call);
  const resource = textOf(body, 'resource').replace(/^\//, '');
  if (!/^(groups|users)(\/[0-9a-f-]{36}(\/members)?)?$/.test(resource))
    throw badRequest(`Resource '${resource}' is not supported.`);
  const wanted = resource.startsWith('groups') ? 'Group.Read.All' : 'User.Read.All';
  if (!mayAlso(call, [wanted, 'Directory.Read.All'])) throw denied();
  if (!/^(updated|deleted)(,(updated|deleted))?$/.test(textOf(body, 'changeType')))
    throw badRequest('changeType must be updated or deleted.');
  const clientState = typeof body.clientState === 'string' ? body.clientState : null;
  if ((clientState?.length ?? 0) > 128) throw badRequest('clientState is longer than 128 characters.');
  if (ownOf(call).length >= MOST_PER_APP)
    throw new GraphFailure(403, 'Forbidden', `The limit of ${MOST_PER_APP} subscriptions was reached.`);
  const lifecycle = body.lifecycleNotificationUrl;
  const made = await call.shared.subscriptions.create({
    clientId: call.caller.clientId,
    resource,
    changeType: textOf(body, 'changeType'),
    notificationUrl: textOf(body, 'notificationUrl'),
    lifecycleNotificationUrl: typeof lifecycle === 'string' ? lifecycle : null,
    clientState,
    expirationDateTime: expiryOf(body),
  });
  return Response.json(write(made), { status: 201 });
}

async function extend(call: Call): Promise<Response> {
  const found = oneOf(call);
  const body = await bodyOf(call);
  for (const name of Object.keys(body))
    if (name !== 'expirationDateTime' && name !== 'notificationUrl')
      throw badRequest(`The property '${name}' cannot be changed.`);
  found.expirationDateTime = expiryOf(body);
  return Response.json(write(found));
}

function expiryOf(body: Readonly<Record<string, unknown>>): string {
  const text = textOf(body, 'expirationDateTime');
  const minutes = (Date.parse(text) - Date.now()) / 60_000;
  if (minutes > 0 && minutes <= MOST_MINUTES) return text;
  throw new GraphFailure(
    400,
    'ExtensionError',
    `Subscription expiration can only be ${MOST_MINUTES} minutes in the future.`,
  );
}

function textOf(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest(`A value is required for property ${name} of resource Subscription.`);
}
