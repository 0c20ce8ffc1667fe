import { expect, it } from 'vitest';
import { entraChangeLevers } from '../../../sandbox/console/entra-change-levers.ts';
import { cast, groups } from '../../../sandbox/tenant/cast.ts';
import { type Entra, groupNamed, jsonOf, openEntra, refusalOf, userNamed } from './open-entra.ts';

const hour = 3_600_000;
const idOf = (entra: Entra, name: keyof typeof cast) => userNamed(entra, cast[name].email).id;
const actor = (method: string, body?: unknown) => ({ as: 'actor', method, body }) as const;
const pim = '/identityGovernance/privilegedAccess/group';

const pull = (entra: Entra, id: string) => {
  const lever = entraChangeLevers(entra.tenant).find((each) => each.id === id);
  if (lever === undefined) throw new Error(`no lever ${id}`);
  lever.apply();
  return lever;
};

/** Switches an account off, and what the next reads say of it. */
async function switchOff(entra: Entra, reads: number) {
  const path = `/users/${idOf(entra, 'tim')}`;
  const { status } = await entra.ask(path, actor('PATCH', { accountEnabled: false }));
  const told: unknown[] = [];
  for (let n = 0; n < reads; n++)
    told.push((await entra.read(`${path}?$select=accountEnabled`))['accountEnabled']);
  return { status, told };
}

it('shows a change after some reads while the lever is pulled, and at once when it is let go', async () => {
  await using entra = await openEntra();
  const lever = pull(entra, 'entra-lag');
  const { status, told } = await switchOff(entra, 7);
  expect([status, told]).toEqual([204, [true, true, true, true, true, true, false]]);
  lever.undo?.();
  await entra.ask(`/users/${idOf(entra, 'tim')}`, actor('PATCH', { accountEnabled: true }));
  expect(userNamed(entra, cast.tim.email).accountEnabled).toBe(true);
});

it('says done and does nothing while it pretends', async () => {
  await using entra = await openEntra();
  const lever = pull(entra, 'entra-pretends');
  expect(await switchOff(entra, 2)).toEqual({ status: 204, told: [true, true] });
  lever.undo?.();
  expect(await switchOff(entra, 1)).toEqual({ status: 204, told: [false] });
});

it('lets the narrow role switch accounts and nothing else', async () => {
  await using entra = await openEntra();
  const path = `/users/${idOf(entra, 'tim')}`;
  const patch = async (body: unknown) => await refusalOf(await entra.ask(path, actor('PATCH', body)));
  expect(await patch({ accountEnabled: false, displayName: 'T' })).toEqual([
    403,
    'Authorization_RequestDenied',
  ]);
  expect(await patch({ displayName: 'T' })).toEqual([403, 'Authorization_RequestDenied']);
  expect(await patch({ accountEnabled: 'no' })).toEqual([400, 'Request_BadRequest']);
  expect((await entra.ask(path, { method: 'PATCH', body: { accountEnabled: false } })).status).toBe(403);
  expect((await entra.ask(`${path}/revokeSignInSessions`, { method: 'POST' })).status).toBe(403);
});

it('answers 200 with true when sessions are revoked, as tenants do', async () => {
  await using entra = await openEntra();
  const path = `/users/${idOf(entra, 'tim')}/revokeSignInSessions`;
  const answer = await entra.ask(path, actor('POST'));
  expect([answer.status, (await jsonOf(answer))['value']]).toEqual([200, true]);
});

const request = (entra: Entra, more: Record<string, unknown> = {}, end: unknown = Date.now() + hour) => ({
  accessId: 'member',
  action: 'adminAssign',
  groupId: groupNamed(entra, groups.entra.vpn).id,
  principalId: idOf(entra, 'tim'),
  scheduleInfo: {
    expiration: {
      type: 'afterDateTime',
      endDateTime: typeof end === 'number' ? new Date(end).toISOString() : end,
    },
  },
  ...more,
});

it.each([
  ['no end', { scheduleInfo: {} }, 'RoleAssignmentRequestPolicyValidationFailed'],
  ['the relation of an owner', { accessId: 'owner' }, 'InvalidRoleAssignmentRequest'],
  ['another action', { action: 'adminDoes' }, 'InvalidRoleAssignmentRequest'],
  ['an end to what is not there', { action: 'adminRemove' }, 'RoleAssignmentDoesNotExist'],
])('refuses a PIM request with %s', async (_, more, code) => {
  await using entra = await openEntra();
  const answer = await entra.ask(`${pim}/assignmentScheduleRequests`, actor('POST', request(entra, more)));
  expect(await refusalOf(answer)).toEqual([400, code]);
  expect(entra.tenant.pim.assignments).toEqual([]);
});

it.each([Date.now() - hour, 'soon'])('refuses a PIM request that ends at %s', async (end) => {
  await using entra = await openEntra();
  const answer = await entra.ask(`${pim}/assignmentScheduleRequests`, actor('POST', request(entra, {}, end)));
  expect(await refusalOf(answer)).toEqual([400, 'InvalidRoleAssignmentRequest']);
});

it('keeps an end beside a removal by reference, and takes at that end whoever is in the group', async () => {
  await using entra = await openEntra();
  const group = groupNamed(entra, groups.entra.vpn);
  const tim = idOf(entra, 'tim');
  await entra.ask(`${pim}/assignmentScheduleRequests`, actor('POST', request(entra)));
  await entra.ask(`/groups/${group.id}/members/${tim}/$ref`, actor('DELETE'));
  expect([group.members.has(tim), entra.tenant.pim.assignments.length]).toEqual([false, 1]);
  group.members.add(tim);
  for (const each of entra.tenant.pim.assignments) each.endDateTime = new Date(0).toISOString();
  await entra.ask('/organization');
  expect([group.members.has(tim), entra.tenant.pim.assignments.length]).toEqual([false, 0]);
});

it('lists what PIM keeps only by group or person', async () => {
  await using entra = await openEntra();
  const path = `${pim}/assignmentScheduleInstances`;
  expect((await entra.ask(path, { as: 'actor' })).status).toBe(400);
  const { id } = groupNamed(entra, groups.entra.vpn);
  expect(await entra.read(`${path}?$filter=groupId eq '${id}'`, { as: 'actor' })).toMatchObject({
    value: [],
  });
  expect((await entra.ask(`${path}?$filter=groupId eq '${id}'`, { as: 'narrow' })).status).toBe(403);
});
