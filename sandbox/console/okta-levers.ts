import { randomUUID } from 'node:crypto';
import type { Faults } from '../faults.ts';
import { breakGlass as emergency } from '../tenant/cast.ts';
import { updateUser, writeLog } from '../tenant/okta-changes.ts';
import type { OktaFactor, OktaTenant, OktaUser } from '../tenant/okta-tenant.ts';
import type { Lever } from './lever.ts';

const resistant = new Set(['webauthn', 'signed_nonce', 'u2f']);

export function oktaLevers(tenant: OktaTenant, faults: Faults): readonly Lever[] {
  return [
    weakFactor(tenant),
    brokenKey(tenant),
    breakGlassSignIn(tenant),
    down(faults),
    revokedToken(tenant),
  ];
}

function weakFactor(tenant: OktaTenant): Lever {
  const saved = new Map<string, OktaFactor[]>();
  return {
    id: 'okta-weak-factor',
    side: 'okta',
    title: 'Weak factor for an admin',
    what: 'A super administrator with a phishing-resistant factor is left with text messages only.',
    apply: () => {
      const admin = strongAdmin(tenant);
      const before = tenant.factors.get(admin.id) ?? [];
      if (!saved.has(admin.id)) saved.set(admin.id, before);
      tenant.factors.set(admin.id, [textMessages()]);
      return `${admin.profile.login} has text messages only`;
    },
    undo: () => restore(tenant, saved, 'has the factors back'),
  };
}

function brokenKey(tenant: OktaTenant): Lever {
  const saved = new Map<string, OktaFactor[]>();
  return {
    id: 'okta-bg-key',
    side: 'okta',
    title: "Disable bg1's key",
    what: 'The security keys of the first break-glass account are removed.',
    apply: () => {
      const account = breakGlass(tenant);
      const before = tenant.factors.get(account.id) ?? [];
      if (!saved.has(account.id)) saved.set(account.id, before);
      tenant.factors.set(
        account.id,
        before.filter(({ factorType }) => !resistant.has(factorType)),
      );
      return `${account.profile.login} has no security key`;
    },
    undo: () => restore(tenant, saved, 'has its keys back'),
  };
}

function restore(tenant: OktaTenant, saved: Map<string, OktaFactor[]>, words: string): string {
  const logins = [...saved].map(([id, factors]) => {
    tenant.factors.set(id, factors);
    return tenant.users.get(id)?.profile.login ?? id;
  });
  saved.clear();
  return `${logins.join(', ') || 'nobody'} ${words}`;
}

function breakGlassSignIn(tenant: OktaTenant): Lever {
  return {
    id: 'okta-bg-sign-in',
    side: 'okta',
    title: 'Sign in with a break-glass account',
    what: 'Somebody opens a session with the first break-glass account; the System Log tells.',
    apply: () => {
      const { id, profile } = breakGlass(tenant);
      updateUser(tenant, id, { lastLogin: new Date().toISOString() });
      const displayName = `${profile.firstName} ${profile.lastName}`;
      const actor = { id, type: 'User', alternateId: profile.login, displayName, detailEntry: null };
      writeLog(tenant, 'user.session.start', { actor, displayMessage: 'User login to Okta' });
      return `${profile.login} signed in`;
    },
  };
}

function down(faults: Faults): Lever {
  return {
    id: 'okta-down',
    side: 'okta',
    title: 'Okta is down',
    what: 'Every request is answered with 503.',
    apply: () => {
      faults.clear();
      faults.add({ path: /./, fault: { kind: 'status', status: 503, body: unavailable } });
      return 'Okta answers 503';
    },
    undo: () => {
      faults.clear();
      return 'Okta is back';
    },
  };
}

const unavailable = { errorCode: 'E0000009', errorSummary: 'Internal Server Error', errorCauses: [] };

function revokedToken(tenant: OktaTenant): Lever {
  const tokens = new Map(tenant.apiTokens);
  const clients = new Map([...tenant.clients].map(([id, { status }]) => [id, status]));
  return {
    id: 'okta-revoke-token',
    side: 'okta',
    title: 'Revoke the Okta token',
    what: 'API tokens are revoked and service apps deactivated: Okta answers 401.',
    apply: () => {
      tenant.apiTokens.clear();
      for (const client of tenant.clients.values()) client.status = 'INACTIVE';
      return 'no token is valid any more';
    },
    undo: () => {
      for (const [secret, token] of tokens) tenant.apiTokens.set(secret, token);
      for (const [id, status] of clients) {
        const client = tenant.clients.get(id);
        if (client !== undefined) client.status = status;
      }
      return 'tokens are valid again';
    },
  };
}

function strongAdmin(tenant: OktaTenant): OktaUser {
  const strong = (id: string): boolean =>
    (tenant.factors.get(id) ?? []).some(
      ({ factorType, status }) => status === 'ACTIVE' && resistant.has(factorType),
    );
  for (const [id, roles] of tenant.userRoles) {
    const user = tenant.users.get(id);
    const top = roles.some(({ type, status }) => type === 'SUPER_ADMIN' && status === 'ACTIVE');
    if (user?.status === 'ACTIVE' && top && strong(id) && !isBreakGlass(user)) return user;
  }
  throw new Error('no super administrator with a phishing-resistant factor is left');
}

function breakGlass(tenant: OktaTenant): OktaUser {
  const account = [...tenant.users.values()].find(({ profile }) => profile.login === emergency.okta.bg1);
  if (account === undefined) throw new Error(`Okta has no account ${emergency.okta.bg1}`);
  return account;
}

function isBreakGlass(user: OktaUser): boolean {
  return Object.values<string>(emergency.okta).includes(user.profile.login);
}

function textMessages(): OktaFactor {
  return {
    id: `sms${randomUUID().replaceAll('-', '').slice(0, 17)}`,
    factorType: 'sms',
    provider: 'OKTA',
    status: 'ACTIVE',
    created: new Date().toISOString(),
    profile: { phoneNumber: '+49 30 5550100' },
  };
}
