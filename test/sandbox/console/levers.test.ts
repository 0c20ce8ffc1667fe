import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLevers } from '../../../sandbox/console/levers.ts';
import { createFaults } from '../../../sandbox/faults.ts';
import { startSlack } from '../../../sandbox/slack/server.ts';
import type { StandIn } from '../../../sandbox/stand-in.ts';
import { breakGlass } from '../../../sandbox/tenant/cast.ts';
import { createCompany } from '../../../sandbox/tenant/company.ts';

/** A vendor that nobody calls here: levers touch its tenant and its faults only. */
function unheard(): StandIn {
  return {
    url: 'http://127.0.0.1:1',
    faults: createFaults(),
    requests: () => [],
    requestCount: () => 0,
    forgetRequests: () => {},
    close: async () => {},
  };
}

async function stage() {
  const company = createCompany({ now: Date.UTC(2026, 10, 24) });
  const slack = await startSlack(company);
  const [okta, entra] = [unheard(), unheard()];
  const levers = createLevers({ slack, okta, entra, company });
  const lever = (id: string) => levers.find((each) => each.id === id)!;
  return { company, slack, okta, entra, levers, lever };
}

type Stage = Awaited<ReturnType<typeof stage>>;

let all: Stage;

beforeEach(async () => {
  all = await stage();
});

afterEach(() => all.slack.close());

const oktaUser = (login: string) =>
  [...all.company.okta.users.values()].find(({ profile }) => profile.login === login)!;
const kinds = (login: string) =>
  all.company.okta.factors.get(oktaUser(login).id)?.map(({ factorType }) => factorType);
const policies = () => JSON.stringify([...all.company.entra.conditionalAccess.values()]);
const members = () =>
  JSON.stringify([...all.company.entra.groups.values()].map((group) => [...group.members].toSorted()));

/** Everything a lever may change, in one text. */
const world = () =>
  JSON.stringify([
    [...all.company.okta.factors],
    [...all.company.okta.apiTokens],
    [...all.company.okta.clients],
    all.company.entra.activeRoles,
    JSON.parse(policies()),
    JSON.parse(members()),
  ]);

describe('levers', () => {
  it('have ids of their own', () => {
    const ids = all.levers.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(['okta-weak-factor', 'okta-bg-key', 'okta-revoke-token', 'entra-exclusion', 'entra-global-admin'])(
    '%s changes the tenant, and its undo puts everything back',
    (id) => {
      const before = world();
      all.lever(id).apply();
      expect(world()).not.toBe(before);
      all.lever(id).undo?.();

      expect(world()).toBe(before);
    },
  );

  it.each(['okta-weak-factor', 'entra-exclusion', 'entra-global-admin'])(
    '%s can be pulled twice and undone once',
    (id) => {
      const before = world();
      all.lever(id).apply();
      all.lever(id).apply();
      all.lever(id).undo?.();

      expect(world()).toBe(before);
    },
  );

  it('leave an admin with text messages only', () => {
    const login = all.lever('okta-weak-factor').apply().split(' ')[0]!;

    expect(kinds(login)).toEqual(['sms']);
    expect(all.company.okta.userRoles.get(oktaUser(login).id)?.map(({ type }) => type)).toContain(
      'SUPER_ADMIN',
    );
  });

  it('take the keys of the first break-glass account', () => {
    expect(kinds(breakGlass.okta.bg1)).toContain('webauthn');
    all.lever('okta-bg-key').apply();

    expect(kinds(breakGlass.okta.bg1)).not.toContain('webauthn');
  });

  it('write a break-glass sign-in to the System Log', () => {
    all.lever('okta-bg-sign-in').apply();

    expect(all.company.okta.log.at(-1)).toMatchObject({
      eventType: 'user.session.start',
      actor: { alternateId: breakGlass.okta.bg1 },
    });
  });

  it('make a Global Administrator of somebody who held no role', () => {
    const { activeRoles } = all.company.entra;
    const before = new Set(activeRoles.map(({ principalId }) => principalId));
    all.lever('entra-global-admin').apply();

    expect(before.has(activeRoles.at(-1)!.principalId)).toBe(false);
  });

  it.each([
    { id: 'okta-down', vendor: 'okta' as const, path: '/api/v1/users', status: 503 },
    { id: 'entra-throttled', vendor: 'entra' as const, path: '/v1.0/users', status: 429 },
  ])('$id answers $status until it is undone', ({ id, vendor, path, status }) => {
    all.lever(id).apply();
    expect(all[vendor].faults.hit('GET', path)).toMatchObject({ status });
    expect(all[vendor].faults.hit('GET', path)).toMatchObject({ status });
    all.lever(id).undo?.();

    expect(all[vendor].faults.hit('GET', path)).toBeUndefined();
  });
});
