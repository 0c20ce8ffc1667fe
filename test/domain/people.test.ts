import { describe, expect, it } from 'vitest';
import type { AccountStatus } from '../../src/domain/account.ts';
import {
  administrators,
  countUnlisted,
  coverageOf,
  daysSince,
  existing,
  holders,
  isEnabled,
  isTierZero,
  isTop,
  registeredLogins,
  strongest,
} from '../../src/domain/people.ts';
import { account, daysAgo, factors, key, now, role, sealed, sms, totp } from '../support/facts.ts';

describe('administrators', () => {
  it('are each counted once, however many ways they hold roles', () => {
    const roles = [role('ann'), role('ann', { roleId: 'OTHER' }), role('ben')];

    expect(administrators(roles, [account('ann'), account('ben')]).map(({ id }) => id)).toEqual([
      'ann',
      'ben',
    ]);
  });

  it('leave out who may not sign in, and keep who is newer than the mirror', () => {
    const roles = ['off', 'on', 'new'].map((id) => role(id));
    const accounts = [account('off', { status: 'disabled' }), account('on')];

    expect(administrators(roles, accounts).map(({ login }) => login)).toEqual(['on@acme.example', 'new']);
    expect(countUnlisted(['off', 'on', 'new'], accounts)).toBe(1);
  });

  it('are asked for by what they hold', () => {
    const roles = [role('top', { tier: 'top' }), role('zero', { tier: 'tier0' }), role('desk')];

    expect([...holders(roles, isTop)]).toEqual(['top']);
    expect([...holders(roles, isTierZero)]).toEqual(['top', 'zero']);
  });
});

it.each<[AccountStatus, boolean]>([
  ['active', true],
  ['locked', true],
  ['disabled', false],
  ['suspended', false],
  ['staged', false],
])('somebody %s is back with one sign-in: %s', (status, enabled) => {
  expect(isEnabled(status)).toBe(enabled);
});

it('knows of the registered accounts only those that exist', () => {
  const registered = [
    sealed('here'),
    sealed('bin', { softDeleted: true }),
    { ...sealed('gone'), account: null },
  ];

  expect(existing(registered).map(({ account }) => account.id)).toEqual(['here']);
  expect(registeredLogins([{ ...sealed('BG').entry, login: 'BG@Acme.test' }])).toEqual(
    new Set(['bg@acme.test']),
  );
});

describe('factors', () => {
  it.each([
    ['a key beside a phone', [sms, key], 'resistant'],
    ['an app beside a phone', [sms, totp], 'strong'],
    ['a phone', [sms], 'weak'],
    ['something new beside a phone', [sms, { ...totp, strength: 'unrecognised' as const }], 'unrecognised'],
    ['nothing', [], 'none'],
  ])('are as strong as the best: %s', (_, list, strength) => {
    expect(strongest({ factors: list })).toBe(strength);
  });

  it('say how many are known and how old the oldest reading is', () => {
    const known = factors({ ann: [key], ben: [sms] });

    expect(coverageOf({ ...known, population: 5, oldest: daysAgo(1) }, now)).toBe(
      'factors of 2 of 5 accounts, oldest 24 h',
    );
    expect(coverageOf({ ...known, oldest: null }, now)).toBe('factors of 2 of 2 accounts');
  });
});

it('counts whole days', () => {
  expect([0.9, 1, 1.9].map((days) => daysSince(daysAgo(days), now))).toEqual([0, 1, 1]);
});
