import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, groups } from '../../sandbox/tenant/cast.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { deactivateMapping, refuseMapping } from '../../sandbox/tenant/okta-push.ts';
import { failureOf } from '../support/memberships-conformance.ts';
import { openOkta } from './okta-connection.ts';

let world: Awaited<ReturnType<typeof openOkta>>;
beforeEach(async () => {
  world = await openOkta();
});
afterEach(async () => await world.close());

/** The mapping of a group of the story, with what an alert about it offers to act on. */
function pushOf(name: string) {
  const group = oktaGroupByName(world.org, name).id;
  for (const [app, mappings] of world.org.integrations.pushMappings) {
    const mapping = mappings.find(({ sourceGroupId }) => sourceGroupId === group);
    if (mapping !== undefined)
      return { app, mapping, on: { app, group, mapping: `gmr${mapping.id.slice(3)}` } };
  }
  throw new Error(`${name} is not pushed`);
}

async function retry(on: Readonly<Record<string, string>>): Promise<string> {
  const remedy = world.provider.remedies?.['retry-push'];
  if (remedy === undefined) throw new Error('Okta cannot push again');
  return await remedy(on);
}

const writes = () => world.okta.requests().filter((line) => line.startsWith('PATCH ')).length;
const lastEvent = () => world.org.log.at(-1)?.eventType;
const broken = () => {
  const { app, mapping, on } = pushOf(groups.okta.engineering);
  refuseMapping(world.org, { appId: app, mapping, because: 'Service Unavailable' });
  return { app, mapping, on };
};

it('pushes a group again: off, on, and what Okta then says', async () => {
  const { mapping, on } = broken();

  expect(await retry(on)).toBe('the group is pushed again; Okta says ACTIVE');
  expect(mapping.status).toBe('ACTIVE');
  expect(lastEvent()).toBe('application.provision.group_push.pushed');
  expect(writes()).toBe(2);
});

it('only switches on what is off, as after a crash half way', async () => {
  const { app, mapping, on } = broken();
  deactivateMapping(world.org, app, mapping);

  expect(await retry(on)).toContain('ACTIVE');
  expect(writes()).toBe(1);
});

it('says what the app answers when it refuses the group again', async () => {
  const { on } = pushOf(groups.okta.vpn);

  expect(await failureOf(retry(on))).toMatchObject({
    code: 'PUSH_FAILED',
    message: expect.stringContaining('displayName already exists'),
  });
});

it('carries on when Okta did it and its answer was lost', async () => {
  const { mapping, on } = broken();
  world.okta.faults.add({
    path: /group-push/,
    method: 'PATCH',
    times: 1,
    fault: { kind: 'lost', status: 503 },
  });

  expect(await retry(on)).toContain('ACTIVE');
  expect(mapping.status).toBe('ACTIVE');
});

it('names the scope that is missing, and changes nothing', async () => {
  const { mapping, on } = broken();
  Object.assign(world.org.clients.get(credentials.okta.actorClient)!, { scopes: ['okta.groups.manage'] });

  expect(await failureOf(retry(on))).toMatchObject({
    code: 'NOT_PERMITTED',
    message: expect.stringContaining('okta.apps.manage'),
  });
  expect(mapping.status).toBe('ERROR');
});

it('says that the push is off when Okta takes the first half only', async () => {
  const { app, mapping, on } = broken();
  deactivateMapping(world.org, app, mapping);
  Object.assign(world.org.clients.get(credentials.okta.actorClient)!, { scopes: ['okta.groups.manage'] });

  expect(await failureOf(retry(on))).toMatchObject({ code: 'PUSH_LEFT_OFF' });
});

it.each([
  ['a group that is not pushed', { group: '00gNobody00000000000' }],
  ['an app that is gone', { app: '0oaNobody00000000000' }],
  ['what is no id', { app: '../users' }],
  ['a mapping without a group, by the id of the log', { group: undefined, mapping: 'gmr1' }],
])('refuses %s without a write', async (_, change) => {
  const { on } = broken();
  const asked = Object.fromEntries(
    Object.entries({ ...on, ...change }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

  expect(await failureOf(retry(asked))).toMatchObject({ code: 'PUSH_UNKNOWN' });
  expect(writes()).toBe(0);
});
