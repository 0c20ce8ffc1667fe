import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LifecycleStep, SignInState } from '../../src/domain/lifecycle.ts';
import type { Lifecycle } from '../../src/providers/provider.ts';
import { failureOf } from './memberships-conformance.ts';

/** The lifecycle of one provider over its stand-in, and the levers the suite pulls. */
export interface LifecycleSubject {
  readonly lifecycle: Lifecycle;
  /** May sign in, holds no administrator role, and is in `group` by hand. */
  readonly accountId: string;
  readonly login: string;
  readonly group: { readonly id: string; readonly name: string };
  /** An id of the right form that no account has. */
  readonly nobody: string;
  /** An administrator with the strongest role, and a way to take that role or the sign-in from all others. */
  readonly topAdmin: string;
  readonly disarmOthers: () => void;
  /** Makes the account the only owner of something, and tells its name. */
  readonly ownAlone: (accountId: string) => string;
  /** What the vendor itself says of the account. */
  readonly stateAtVendor: (accountId: string) => SignInState;
  /** Requests so far that would change an account. */
  readonly writes: () => number;
  readonly failWrites: (times: number, carriedOut: boolean) => void;
  readonly forbid: () => void;
  readonly pretend: () => void;
  /** The vendor refuses to tell roles, owners, apps and the like; the account itself stays readable. */
  readonly hide: () => void;
  readonly down: () => void;
  readonly close: () => Promise<void>;
}

/** The contract of Lifecycle in provider.ts, for every provider that has one. */
export function testLifecycle(connect: () => Promise<LifecycleSubject>): void {
  let at: LifecycleSubject;

  beforeEach(async () => {
    at = await connect();
  });
  afterEach(async () => await at.close());

  const carryOut = async (step: LifecycleStep, id = at.accountId) => await at.lifecycle.carryOut(step, id);
  const state = async () => await at.lifecycle.state(at.accountId);

  it('takes an account out of service step by step, and brings it back', async () => {
    expect(await state()).toBe('active');
    for (const step of at.lifecycle.steps) await carryOut(step);
    expect(['suspended', 'deactivated']).toContain(await state());
    expect(at.stateAtVendor(at.accountId)).toBe(await state());

    await carryOut('restore');
    expect(await state()).toBe('active');
  });

  it('ends with what bars the account for longest, and sessions end after nobody can open a new one', () => {
    const { steps } = at.lifecycle;

    expect(steps[0]).toBe('suspend');
    expect(steps.indexOf('end-sessions')).toBeGreaterThan(0);
  });

  it('takes every step twice as well as once, and says in words what it did', async () => {
    for (const step of [...at.lifecycle.steps, 'restore'] as const) {
      expect(await carryOut(step)).toMatch(/\w+ \w+/);
      const after = at.stateAtVendor(at.accountId);
      expect(await carryOut(step)).toMatch(/\w+ \w+/);
      expect(at.stateAtVendor(at.accountId)).toBe(after);
    }
  });

  it('suspends at once, without deactivating', async () => {
    await carryOut('suspend');

    expect([await state(), at.stateAtVendor(at.accountId)]).toEqual(['suspended', 'suspended']);
  });

  it('has no state of an account that is not there, and does nothing to it', async () => {
    expect(await at.lifecycle.state(at.nobody)).toBeNull();
    expect((await failureOf(at.lifecycle.impact(at.nobody))).code).toBe('ACCOUNT_UNKNOWN');
    for (const step of [...at.lifecycle.steps, 'restore'] as const)
      expect((await failureOf(carryOut(step, at.nobody))).code).toBe('ACCOUNT_UNKNOWN');
  });

  it('makes no path of what is not an id', async () => {
    const before = at.writes();
    for (const odd of ['', 'me', '..', at.login, 'a?b=c']) {
      expect((await failureOf(at.lifecycle.state(odd))).code).toBe('ACCOUNT_UNKNOWN');
      expect((await failureOf(carryOut('suspend', odd))).code).toBe('ACCOUNT_UNKNOWN');
    }
    expect(at.writes()).toBe(before);
  });

  it('tries again what failed in passing, and looks before it does', async () => {
    at.failWrites(1, false);
    await carryOut('suspend');
    expect([at.stateAtVendor(at.accountId), at.writes()]).toEqual(['suspended', 2]);

    at.failWrites(1, true);
    await carryOut('restore');
    expect([at.stateAtVendor(at.accountId), at.writes()]).toEqual(['active', 3]);
  });

  it('says that it is not permitted, and what to grant', async () => {
    at.forbid();
    const failure = await failureOf(carryOut('suspend'));

    expect(failure.code).toBe('NOT_PERMITTED');
    expect(failure.next).toMatch(/Grant/i);
    expect(await state()).toBe('active');
  });

  it('shows as it is an account of which the vendor only said that it is suspended', async () => {
    at.pretend();
    await carryOut('suspend');

    expect(await state()).toBe('active');
  });

  it('tells whose account it is and what goes with it', async () => {
    const owned = at.ownAlone(at.accountId);
    const impact = await at.lifecycle.impact(at.accountId);

    expect(impact).toMatchObject({
      accountId: at.accountId,
      login: at.login,
      state: 'active',
      adminRoles: [],
      lastAdmin: false,
      protectedBecause: null,
      unread: [],
    });
    expect(impact.groups).toContainEqual({ ...at.group, manual: true });
    expect(impact.soleOwnerOf).toContain(owned);
    expect(at.lifecycle.byHand(impact).join('\n')).toContain(owned);
  });

  it('knows the last administrator from one of several', async () => {
    const first = await at.lifecycle.impact(at.topAdmin);
    expect(first.adminRoles).not.toEqual([]);
    expect(first.lastAdmin).toBe(false);

    at.disarmOthers();
    expect((await at.lifecycle.impact(at.topAdmin)).lastAdmin).toBe(true);
  });

  it('never shows as empty what it could not read, nor rules out that it is the last administrator', async () => {
    at.hide();
    const impact = await at.lifecycle.impact(at.topAdmin);

    expect(impact.unread.length).toBeGreaterThan(0);
    expect(impact.lastAdmin).toBe(true);
  });

  it('never answers for a vendor that does not', async () => {
    at.down();
    const calls = [state(), at.lifecycle.impact(at.accountId), carryOut('suspend'), carryOut('restore')];

    const failures = await Promise.all(calls.map(failureOf));
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['PROVIDER_UNAVAILABLE']));
  }, 30_000);
}
