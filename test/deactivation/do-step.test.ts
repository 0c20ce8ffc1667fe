import { describe, expect, it } from 'vitest';
import { doStep } from '../../src/deactivation/do-step.ts';
import { principal } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';

const about = { subject: principal('ben'), because: 'deactivation d1' };
const place = { connection: 'okta', accountId: 'ben', groupId: 'approvers', groupName: 'Approvers' };
const steps = {
  leave: { step: 'leave-group', ...place },
  join: { step: 'join-group', ...place },
} as const;

const closeAccess = async () => await Promise.reject(new Error('a step about a group closes no access'));

function open(members: readonly string[]) {
  const okta = directoryOfGroups({ approvers: members });
  const tools = { providers: [okta], closeAccess };
  return { okta, take: async (step: keyof typeof steps) => await doStep(tools, steps[step], about) };
}

describe.each([
  ['leave', ['ben', 'ada'], '-ben', 'is no longer in Approvers', 'is not in Approvers'],
  ['join', ['ada'], '+ben', 'is in Approvers again', 'is in Approvers'],
] as const)('to %s a group', (step, members, change, done, already) => {
  it('is done once, read back, and said', async () => {
    const { okta, take } = open(members);

    expect(await take(step)).toBe(done);
    expect(await take(step)).toBe(already);
    expect(okta.writes).toEqual([change]);
  });

  it('is not said to be done where the directory says so and does nothing', async () => {
    const { okta, take } = open(members);
    okta.pretends = true;

    await expect(take(step)).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
  });

  it('is not even tried where the group may not be changed by now', async () => {
    const { okta, take } = open(members);
    okta.obstacles.set('approvers', { kind: 'admin_role', why: 'its members are administrators' });

    await expect(take(step)).rejects.toMatchObject({ code: 'GROUP_NOT_WRITABLE' });
    expect(okta.writes).toEqual([]);
  });

  it('is refused where Lockstep has no right to change groups', async () => {
    await expect(doStep({ providers: [], closeAccess }, steps[step], about)).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
    });
  });
});
