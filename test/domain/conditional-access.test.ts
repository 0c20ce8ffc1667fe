import { describe, expect, it } from 'vitest';
import {
  coversAllApplications,
  demandsMfa,
  hitBy,
  type Subject,
} from '../../src/domain/conditional-access.ts';
import { policy } from '../support/facts.ts';

const subject: Subject = { id: 'ann', type: 'member', groupIds: ['it'], roleIds: ['global'] };
const nobody = { includeUsers: [], excludeUsers: [] };

describe('a policy hits', () => {
  it.each([
    ['all users', {}, 'all users'],
    ['the account', { ...nobody, includeUsers: ['ann'] }, 'the account itself'],
    ['a group', { ...nobody, includeGroups: ['it'] }, 'a group it is in'],
    ['a role', { ...nobody, includeRoles: ['global'] }, 'a role it holds'],
    ['others', { ...nobody, includeUsers: ['ben'], includeGroups: ['hr'], includeRoles: ['desk'] }, null],
    ['guests', { ...nobody, includeUsers: ['GuestsOrExternalUsers'] }, null],
    ['everybody but the account', { excludeUsers: ['ann'] }, null],
    ['everybody but a group', { excludeGroups: ['it'] }, null],
    ['everybody but a role', { excludeRoles: ['global'] }, null],
    ['the account but not its group', { includeUsers: ['ann'], excludeGroups: ['it'] }, null],
    ['nobody while it is off', { state: 'disabled' }, null],
    ['no people', { targetsPeople: false }, null],
  ] as const)('%s', (_, over, clause) => {
    expect(hitBy(policy(over), subject)).toBe(clause);
  });

  it('a guest by any word for guests, unless they are excluded', () => {
    const guest: Subject = { ...subject, type: 'guest' };
    const words = [{ includeUsers: ['GuestsOrExternalUsers'] }, { includeGuests: ['b2bCollaborationGuest'] }];

    for (const over of words) expect(hitBy(policy({ ...nobody, ...over }), guest)).toBe('guests');
    expect(hitBy(policy({ excludeUsers: ['GuestsOrExternalUsers'] }), guest)).toBeNull();
  });

  it.each([
    ['every kind of guest', ['b2bCollaborationGuest', 'internalGuest'], null],
    ['invited guests, while one may be made here', ['b2bCollaborationGuest'], 'all users'],
    ['guests of some tenants', ['some:b2bCollaborationGuest', 'some:internalGuest'], 'all users'],
    ['service providers', ['serviceProvider'], 'all users'],
  ])('a guest or not, where it excludes %s', (_, excludeGuests, clause) => {
    expect(hitBy(policy({ excludeGuests }), { ...subject, type: 'guest' })).toBe(clause);
  });

  it('a member, whatever guests are excluded', () => {
    const excludeGuests = ['b2bCollaborationGuest', 'internalGuest', 'b2bCollaborationMember'];

    expect(hitBy(policy({ excludeGuests }), subject)).toBe('all users');
  });
});

it.each([
  ['mfa', { grantControls: ['mfa'] }, true],
  ['mfa and a device', { grantControls: ['mfa', 'compliantDevice'], grantOperator: 'AND' }, true],
  ['mfa or a device', { grantControls: ['mfa', 'compliantDevice'], grantOperator: 'OR' }, false],
  ['a device', { grantControls: ['compliantDevice'] }, false],
  ['nothing', { grantControls: [] }, false],
] as const)('asks everybody for a second factor: %s', (_, over, asks) => {
  expect(demandsMfa(policy(over))).toBe(asks);
});

it('covers all applications only without an exclusion', () => {
  expect(coversAllApplications(policy())).toBe(true);
  expect(coversAllApplications(policy({ excludeApplications: ['app'] }))).toBe(false);
  expect(coversAllApplications(policy({ includeApplications: ['Office365'] }))).toBe(false);
});
