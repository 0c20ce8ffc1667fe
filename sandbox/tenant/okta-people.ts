import { breakGlass, type CastName, cast, printer } from './cast.ts';
import type { Moment } from './moment.ts';
import type { OktaFactor, OktaRole, OktaTenant, OktaUser } from './okta-tenant.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** Everything the makers of a tenant need. */
export interface Making {
  readonly random: Random;
  readonly moment: Moment;
}

const roleLabels: Readonly<Record<string, string>> = {
  SUPER_ADMIN: 'Super Administrator',
  ORG_ADMIN: 'Organizational Administrator',
  APP_ADMIN: 'Application Administrator',
  USER_ADMIN: 'Group Administrator',
  HELP_DESK_ADMIN: 'Help Desk Administrator',
  READ_ONLY_ADMIN: 'Read-only Administrator',
};

const castRoles: Partial<Record<CastName, string>> = {
  ada: 'SUPER_ADMIN',
  alan: 'SUPER_ADMIN',
  margaret: 'SUPER_ADMIN',
  edsger: 'SUPER_ADMIN',
  linus: 'USER_ADMIN',
  barbara: 'APP_ADMIN',
  donald: 'ORG_ADMIN',
  katherine: 'HELP_DESK_ADMIN',
};

/** [type, provider] of the second factors of the cast; who is absent has app push and a code generator. */
const castFactors: Partial<Record<CastName, readonly string[]>> = {
  ada: ['webauthn', 'push'],
  alan: ['sms'],
  margaret: ['webauthn', 'signed_nonce'],
  katherine: [],
  tim: [],
  hedy: ['sms'],
  kim2: ['call', 'sms'],
  linus: ['push', 'sms'],
};

export function settleOktaPeople(tenant: OktaTenant, people: readonly Person[], making: Making): void {
  for (const person of people) {
    const user = oktaUser(person.name, loginOf(person), making);
    user.profile.email = person.email;
    tenant.users.set(user.id, user);
    tenant.factors.set(user.id, factorsOf(person, user, making));
    const role = castRoles[person.id as CastName]; // Persons beyond the cast have ids that are no key here.
    if (role !== undefined) tenant.userRoles.set(user.id, [oktaRole(role, 'USER', making)]);
  }
  tellStories(tenant, making);
  settleBreakGlass(tenant, making);
  settleService(tenant, making);
}

export function oktaUserByLogin(tenant: OktaTenant, login: string): OktaUser {
  for (const user of tenant.users.values()) if (user.profile.login === login) return user;
  throw new Error(`no Okta user ${login}`);
}

export function oktaRole(
  type: string,
  assignmentType: 'USER' | 'GROUP',
  { random, moment }: Making,
): OktaRole {
  const created = moment.ago(300);
  return {
    id: random.oktaId('ra1'),
    type,
    label: roleLabels[type] ?? type,
    status: 'ACTIVE',
    assignmentType,
    created,
    lastUpdated: created,
  };
}

export function oktaFactor(factorType: string, user: OktaUser, { random, moment }: Making): OktaFactor {
  const id = random.oktaId('fuf');
  return { id, factorType, ...factorBrand(factorType, id, user), status: 'ACTIVE', created: moment.ago(250) };
}

function factorBrand(
  factorType: string,
  id: string,
  user: OktaUser,
): Pick<OktaFactor, 'provider' | 'profile'> {
  if (factorType === 'webauthn') {
    return { provider: 'FIDO', profile: { credentialId: `cred-${id}`, authenticatorName: 'YubiKey 5 NFC' } };
  }
  if (factorType === 'sms' || factorType === 'call') {
    return { provider: 'OKTA', profile: { phoneNumber: '+1 555 0100' } };
  }
  if (factorType === 'token:software:totp')
    return { provider: 'GOOGLE', profile: { credentialId: user.profile.login } };
  return {
    provider: 'OKTA',
    profile: { credentialId: user.profile.login, deviceType: 'SmartPhone_IPhone', name: 'Phone' },
  };
}

/** Both Kims have one address but, as Okta demands, each a login of their own. */
function loginOf(person: Person): string {
  return person.id === 'kim2' ? 'kim.parker@acme.test' : person.email;
}

function oktaUser(name: string, login: string, { random, moment }: Making): OktaUser {
  const [firstName = name, ...rest] = name.split(' ');
  const age = 100 + random.below(1500);
  const created = moment.ago(age);
  return {
    id: random.oktaId('00u'),
    status: 'ACTIVE',
    created,
    activated: created,
    statusChanged: created,
    lastLogin: moment.ago(random.next() * 20),
    lastUpdated: moment.ago(20 + random.next() * 70),
    passwordChanged: moment.ago(1 + random.below(80)),
    profile: {
      login,
      email: login,
      firstName,
      lastName: rest.join(' '),
      mobilePhone: null,
      secondEmail: null,
    },
    provider: { type: 'OKTA', name: 'OKTA' },
  };
}

function factorsOf(person: Person, user: OktaUser, making: Making): OktaFactor[] {
  const known = castFactors[person.id as CastName]; // As above.
  return (known ?? usualFactors(person, making)).map((type) => oktaFactor(type, user, making));
}

/** Of the filler 3 % have nothing, 7 % only SMS, 15 % a security key, the rest push or a code generator. */
function usualFactors(person: Person, { random }: Making): readonly string[] {
  const draw = random.next();
  if (person.id in cast) return ['push', 'token:software:totp'];
  if (draw < 0.03) return [];
  if (draw < 0.1) return ['sms'];
  if (draw < 0.25) return ['webauthn', 'push'];
  return draw < 0.7 ? ['push'] : ['token:software:totp'];
}

function tellStories(tenant: OktaTenant, making: Making): void {
  const { moment } = making;
  const of = (name: CastName) => oktaUserByLogin(tenant, loginOf({ id: name, ...cast[name] }));
  of('edsger').lastLogin = moment.ago(200);
  Object.assign(of('donald'), { status: 'SUSPENDED', statusChanged: moment.ago(40) });
  Object.assign(of('tim'), { lastLogin: null });
  of('radia').provider = { type: 'ACTIVE_DIRECTORY', name: 'corp.acme.test' };
  const odd: readonly OktaUser['status'][] = [
    'DEPROVISIONED',
    'STAGED',
    'LOCKED_OUT',
    'PASSWORD_EXPIRED',
    'RECOVERY',
    'PROVISIONED',
  ];
  const filler = [...tenant.users.values()].slice(Object.keys(cast).length);
  for (const [index, status] of odd.entries()) {
    const user = filler[index * 3];
    if (user !== undefined) makeOdd(user, status);
  }
}

function makeOdd(user: OktaUser, status: OktaUser['status']): void {
  user.status = status;
  if (status !== 'STAGED' && status !== 'PROVISIONED') return;
  Object.assign(user, { activated: null, lastLogin: null, passwordChanged: null });
}

function settleBreakGlass(tenant: OktaTenant, making: Making): void {
  const accounts = [
    { login: breakGlass.okta.bg1, name: 'Emergency One', factors: ['webauthn', 'webauthn'] },
    { login: breakGlass.okta.bg2, name: 'Emergency Two', factors: ['sms'] },
  ];
  for (const { login, name, factors } of accounts) {
    const user = oktaUser(name, login, making);
    user.lastLogin = making.moment.ago(30);
    user.passwordChanged = making.moment.ago(30);
    tenant.users.set(user.id, user);
    tenant.userRoles.set(user.id, [oktaRole('SUPER_ADMIN', 'USER', making)]);
    tenant.factors.set(
      user.id,
      factors.map((type) => oktaFactor(type, user, making)),
    );
  }
}

function settleService(tenant: OktaTenant, making: Making): void {
  const user = oktaUser(printer.name, printer.login, making);
  user.profile.email = null;
  tenant.users.set(user.id, user);
  tenant.factors.set(user.id, [oktaFactor('sms', user, making)]);
}
