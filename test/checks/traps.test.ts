import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { OperatorError } from '../../src/lib/operator-error.ts';
import {
  account,
  daysAgo,
  factors,
  healthy,
  inWords,
  key,
  oktaPolicy,
  policy,
  role,
  roleGroup,
  rule,
  sealed,
  sms,
} from '../support/facts.ts';

const okta = healthy('okta').oktaPolicies;
const emergencyChecks = checks.filter(({ id }) => id.startsWith('break-glass-')).map(({ id }) => id);
const access = (over: Parameters<typeof policy>[0]) => ({
  conditionalAccess: { policies: [policy(over)], securityDefaults: false },
});

describe('an empty registry', () => {
  it.each(emergencyChecks)('fails %s', (id) => {
    expect(inWords(id, { breakGlass: [] })).toMatch(/^registry /);
  });
});

describe('a part of an emergency account that was refused', () => {
  const refusals = [
    ['NOT_PERMITTED', 'not_permitted'],
    ['NOT_LICENSED', 'not_licensed'],
    ['PROVIDER_UNAVAILABLE', 'provider_unavailable'],
    ['NOT_FOUND', 'evidence_incomplete'],
  ] as const;
  const parts = [
    ['break-glass-entra-weak-factors', 'factors', 'entra'],
    ['break-glass-entra-personal', 'inactiveCustodians', 'entra'],
    ['break-glass-entra-expiring', 'groupIds', 'entra'],
    ['break-glass-entra-locked-out', 'factors', 'entra'],
    ['break-glass-okta-weak-factors', 'factors', 'okta'],
    ['break-glass-okta-blocked', 'groupIds', 'okta'],
    ['break-glass-okta-undrilled', 'groupIds', 'okta'],
    ['break-glass-okta-missing', 'blocks', 'okta'],
  ] as const;
  const cases = parts.flatMap(([id, part, kind]) =>
    refusals.map(([code, reason]) => ({ id, part, kind, code, reason })),
  );

  it.each(cases)(
    'leaves $id without a verdict, $reason, where $part said $code',
    ({ id, part, kind, code, reason }) => {
      const refusal = new OperatorError(code, 'it said no', 'Grant it.');
      const breakGlass = ['bg1', 'bg2'].map((login) => sealed(login, { [part]: refusal }));

      expect(inWords(id, { breakGlass }, kind)).toBe(reason);
    },
  );
});

describe('an administrator whom the mirror does not list yet', () => {
  const roles = [...healthy('entra').roles, role('new')];

  it('is judged by the factors that were read live', () => {
    const adminFactors = factors({
      bg1: [key],
      bg2: [key],
      ann: [key],
      ben: [key],
      cat: [key],
      dan: [key],
      new: [],
    });

    expect(inWords('mfa-admin-missing', { roles, adminFactors })).toBe('new high');
  });

  it.each(['admin-guest', 'admin-synced'])('leaves %s without a verdict', (id) => {
    expect(inWords(id, { roles })).toBe('evidence_incomplete');
  });

  it('may be the one too many', () => {
    const top = ['a', 'b'].map((id) =>
      role(id, { roleId: healthy('entra').roles[0]?.roleId ?? '', tier: 'top' }),
    );

    expect(inWords('admin-global-count', { roles: [...healthy('entra').roles, ...top] })).toBe(
      'directory medium',
    );
  });
});

describe('a locked administrator', () => {
  it('still needs a second factor: the lock ends by itself', () => {
    const accounts = healthy('okta').accounts.map((each) =>
      each.id === 'ben' ? account('ben', { status: 'locked' }) : each,
    );
    const adminFactors = factors({ bg1: [key], bg2: [key], ann: [key], ben: [], cat: [key], dan: [key] });

    expect(inWords('mfa-admin-missing', { accounts, adminFactors }, 'okta')).toBe('ben high');
  });
});

describe('the way to the Admin Console', () => {
  const corporate = rule({ name: 'office', priority: 1, network: 'inside' });

  it('goes on to the next rule where the first is for the office only', () => {
    const adminConsole = oktaPolicy([corporate, rule({ priority: 2 })]);

    expect(inWords('break-glass-okta-blocked', { oktaPolicies: { ...okta, adminConsole } })).toBe('pass');
  });

  it('goes on to the next session policy where no rule of the first lets anybody in', () => {
    const signOn = [oktaPolicy([corporate]), oktaPolicy([rule()], { priority: 2 })];

    expect(inWords('break-glass-okta-blocked', { oktaPolicies: { ...okta, signOn } })).toBe('pass');
  });

  it('stops at a session policy that denies, whatever comes after it', () => {
    const signOn = [oktaPolicy([rule({ access: 'DENY' })]), oktaPolicy([rule()], { priority: 2 })];

    expect(inWords('break-glass-okta-blocked', { oktaPolicies: { ...okta, signOn } })).toBe(
      'bg1 high, bg2 high',
    );
  });

  it('ends where only the office is let in', () => {
    expect(
      inWords('break-glass-okta-blocked', {
        oktaPolicies: { ...okta, adminConsole: oktaPolicy([corporate]) },
      }),
    ).toBe('bg1 high, bg2 high');
  });

  it('ends with a password that outlived its policy, whatever the status says', () => {
    const password = [oktaPolicy([], { type: 'PASSWORD', maxAgeDays: 90 })];
    const breakGlass = [sealed('bg1', { passwordChangedAt: daysAgo(91) }), sealed('bg2')];

    expect(inWords('break-glass-okta-blocked', { breakGlass, oktaPolicies: { ...okta, password } })).toBe(
      'bg1 medium',
    );
  });

  it('looks for its password among the policies of Okta, and not of Active Directory', () => {
    const directory = oktaPolicy([], { type: 'PASSWORD', authProvider: 'ACTIVE_DIRECTORY', maxAgeDays: 0 });
    const own = oktaPolicy([], { type: 'PASSWORD', authProvider: 'OKTA', maxAgeDays: 90, priority: 2 });
    const breakGlass = [sealed('bg1', { passwordChangedAt: daysAgo(91) }), sealed('bg2')];
    const oktaPolicies = { ...okta, password: [directory, own] };

    expect(inWords('break-glass-okta-blocked', { breakGlass, oktaPolicies })).toBe('bg1 medium');
  });

  it('does not take an unknown access for a closed door', () => {
    const adminConsole = oktaPolicy([rule({ access: null, factorMode: '1FA' })]);

    expect(inWords('mfa-console-single-factor', { oktaPolicies: { ...okta, adminConsole } })).toBe(
      'Policy: catch-all critical',
    );
  });

  it('finds a routing rule whose pattern only Okta can evaluate', () => {
    const loginPatterns = [{ matchType: 'EXPRESSION', value: '.*@acme' }];
    const idpDiscovery = [oktaPolicy([rule({ idps: ['SAML2'], loginPatterns })])];

    expect(inWords('break-glass-okta-external', { oktaPolicies: { ...okta, idpDiscovery } })).toBe(
      'bg1 medium, bg2 medium',
    );
  });

  it.each([
    ['in the office only', { network: 'inside' as const }],
    ['for some applications or platforms only', { undecidable: true }],
    [
      'by a pattern that only Okta can evaluate',
      { loginPatterns: [{ matchType: 'EXPRESSION', value: '.*' }] },
    ],
  ])('looks behind a routing rule that keeps the account here %s', (_, narrow) => {
    const home = rule({ idps: ['OKTA'], ...narrow });
    const away = rule({ idps: ['SAML2'], priority: 2 });
    const idpDiscovery = [oktaPolicy([home, away])];

    expect(inWords('break-glass-okta-external', { oktaPolicies: { ...okta, idpDiscovery } })).toBe(
      'bg1 medium, bg2 medium',
    );
  });

  it('needs no look behind a routing rule that keeps the account here from everywhere', () => {
    const home = rule({ idps: ['OKTA'], loginPatterns: [{ matchType: 'SUFFIX', value: 'onmicrosoft.com' }] });
    const idpDiscovery = [oktaPolicy([home, rule({ idps: ['SAML2'], priority: 2 })])];

    expect(inWords('break-glass-okta-external', { oktaPolicies: { ...okta, idpDiscovery } })).toBe('pass');
  });

  it('leaves an automation alone that never comes to its end between two drills', () => {
    const lifecycle = [oktaPolicy([rule({ inactivityDays: 365 })])];

    expect(inWords('break-glass-okta-undrilled', { oktaPolicies: { ...okta, lifecycle } })).toBe('pass');
  });
});

describe('Conditional Access', () => {
  const only = (allows: readonly string[]) =>
    access({ excludeUsers: [], grantControls: [], strength: { name: 'keys', resistant: true, allows } });
  const fido = [{ kind: 'fido2', strength: 'resistant' as const, device: 'k' }];
  const breakGlass = [sealed('bg1', { factors: fido }), sealed('bg2', { factors: fido })];

  it('is answered by a passkey where passkeys are allowed, and not where only certificates are', () => {
    expect(inWords('break-glass-entra-locked-out', { breakGlass, ...only(['fido2']) })).toBe('pass');
    expect(
      inWords('break-glass-entra-locked-out', { breakGlass, ...only(['x509CertificateMultiFactor']) }),
    ).toBe('bg1 critical, bg2 critical');
  });

  it('does not cover guests with a policy for service providers or for some tenants', () => {
    const kinds = (kind: string) => access({ includeUsers: [], includeGuests: [kind] });

    expect(inWords('mfa-guests-uncovered', kinds('serviceProvider'))).toBe('directory medium');
    expect(inWords('mfa-guests-uncovered', kinds('some:b2bCollaborationGuest'))).toBe('directory medium');
    expect(inWords('mfa-guests-uncovered', kinds('b2bCollaborationGuest'))).toBe('pass');
  });
});

describe('the rest of the traps', () => {
  it('names the few members without a second factor who are no newcomers', () => {
    const many = Array.from({ length: 200 }, (_, i) => account(`m${i}`));
    const known = Object.fromEntries(many.map(({ id }, i) => [id, i === 0 ? [] : [key]]));

    expect(inWords('mfa-missing', { accounts: many, factors: factors(known) })).toBe('m0 low');
  });

  it('rates an administrator who has only SMS above the rest', () => {
    const many = Array.from({ length: 100 }, (_, i) => account(`m${i}`));
    const known = Object.fromEntries(many.map(({ id }, i) => [id, i < 2 ? [sms] : [key]]));

    expect(inWords('mfa-weak-only', { accounts: many, factors: factors(known), roles: [role('m0')] })).toBe(
      'm0 medium, m1 low',
    );
  });

  it('finds a role on a group that Okta fills with everybody', () => {
    const roleGroups = [roleGroup({ type: 'builtin', name: 'Everyone', grantsTop: true })];

    expect(inWords('admin-group-filled', { roleGroups })).toBe('Everyone high');
  });

  it('does not count readers as administrators to compare with', () => {
    const readers = ['ben', 'cat', 'dan'].map((id) => role(id, { tier: 'ordinary' }));
    const top = healthy('entra').roles.filter(({ tier }) => tier === 'top');
    const fourth = role('eve', { tier: 'top' });

    expect(inWords('admin-global-majority', { roles: [...top, fourth, ...readers] })).toBe(
      'directory medium',
    );
  });

  it('finds a review of the Global Administrators', () => {
    const scope = [healthy('entra').roles[0]?.roleId ?? ''];
    const lifecycleAutomations = [{ kind: 'access_review' as const, name: 'Admins', scope }];

    expect(inWords('break-glass-entra-expiring', { lifecycleAutomations })).toBe('bg1 medium, bg2 medium');
  });

  it('says that policy refuses a phone that is still registered', () => {
    const adminFactors = factors({
      bg1: [key],
      bg2: [key],
      ann: [key, sms],
      ben: [key],
      cat: [key],
      dan: [key],
    });

    expect(inWords('mfa-admin-weak-fallback', { adminFactors, methodsPolicy: { weakEnabled: [] } })).toBe(
      'ann low',
    );
  });
});
