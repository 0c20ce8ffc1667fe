import { breakGlass, type CastName, cast, guest } from './cast.ts';
import type { EntraMethod, EntraTenant, EntraUser } from './entra-tenant.ts';
import { neverInGraph } from './moment.ts';
import type { Making } from './okta-people.ts';
import type { Person } from './people.ts';

export function settleEntraPeople(
  tenant: EntraTenant,
  people: readonly Person[],
  count: number,
  making: Making,
): void {
  const guests = count < 60 ? 1 : 5;
  for (const person of people.slice(0, count - guests)) settleMember(tenant, person, making);
  settleGuests(tenant, guests, making);
  settleBreakGlass(tenant, making);
  tellStories(tenant, making);
}

export function entraUserByName(tenant: EntraTenant, userPrincipalName: string): EntraUser {
  for (const user of tenant.users.values()) if (user.userPrincipalName === userPrincipalName) return user;
  throw new Error(`no Entra user ${userPrincipalName}`);
}

/** The userPrincipalName of one of the cast. */
export function entraNameOf(name: CastName): string {
  return name === 'kim2' ? 'kim.parker@acme.test' : cast[name].email;
}

function settleMember(tenant: EntraTenant, person: Person, making: Making): void {
  const known = person.id in cast;
  // Every id of the cast is a CastName, as `known` just said.
  const upn = known ? entraNameOf(person.id as CastName) : person.email;
  const user = entraUser(upn, person.name, making);
  user.mail = person.email;
  if (!known && making.random.next() < 0.2) makeSynced(user, making);
  tenant.users.set(user.id, user);
  tenant.authenticationMethods.set(user.id, methodsOf(person, user, making));
}

function entraUser(userPrincipalName: string, displayName: string, { random, moment }: Making): EntraUser {
  const [givenName = displayName, ...rest] = displayName.split(' ');
  const lastSeen = moment.ago(random.next() * 20);
  return {
    id: random.guid(),
    userPrincipalName,
    mail: userPrincipalName,
    displayName,
    givenName,
    surname: rest.join(' ') || null,
    accountEnabled: true,
    userType: 'Member',
    onPremisesSyncEnabled: null,
    onPremisesImmutableId: null,
    createdDateTime: moment.ago(100 + random.below(1500)),
    passwordPolicies: null,
    lastPasswordChangeDateTime: moment.ago(1 + random.below(300)),
    signInActivity: activity(lastSeen),
    mobilePhone: null,
    otherMails: [],
    externalUserState: null,
    isManagementRestricted: null,
    certificateUserIds: [],
    assignedLicenses: [{ skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965' }],
  };
}

function activity(lastSeen: string) {
  return {
    lastSignInDateTime: lastSeen,
    lastNonInteractiveSignInDateTime: lastSeen,
    lastSuccessfulSignInDateTime: lastSeen,
  };
}

function makeSynced(user: EntraUser, { random }: Making): void {
  user.onPremisesSyncEnabled = true;
  user.onPremisesImmutableId = Buffer.from(random.guid().slice(0, 16)).toString('base64');
}

const password = (making: Making): EntraMethod => ({
  id: '28c10230-6103-485e-b985-444c60001490',
  type: 'passwordAuthenticationMethod',
  password: null,
  createdDateTime: making.moment.ago(90),
});

export function entraMethod(
  kind: 'fido2' | 'sms' | 'push' | 'totp',
  { random, moment }: Making,
): EntraMethod {
  const id = random.guid();
  if (kind === 'fido2') {
    return {
      id,
      type: 'fido2AuthenticationMethod',
      displayName: 'Security key',
      aaGuid: '2fc0579f-8113-47ea-b116-bb5a8db9202a',
      model: 'YubiKey 5 Series with NFC',
      attestationLevel: 'attested',
      passkeyType: 'deviceBound',
      createdDateTime: moment.ago(200),
    };
  }
  if (kind === 'sms') {
    return {
      id,
      type: 'phoneAuthenticationMethod',
      phoneNumber: '+1 5550100',
      phoneType: 'mobile',
      smsSignInState: 'notAllowedByPolicy',
    };
  }
  if (kind === 'totp') return { id, type: 'softwareOathAuthenticationMethod', secretKey: null };
  return {
    id,
    type: 'microsoftAuthenticatorAuthenticationMethod',
    displayName: 'iPhone',
    deviceTag: 'SoftwareTokenActivated',
    phoneAppVersion: '6.8.3',
    createdDateTime: moment.ago(200),
  };
}

type Kind = Parameters<typeof entraMethod>[0];

const castMethods: Partial<Record<CastName, readonly Kind[]>> = {
  ada: ['fido2', 'push'],
  alan: ['sms'],
  margaret: ['fido2'],
  katherine: [],
  tim: [],
  hedy: ['sms'],
  kim2: ['sms'],
};

function methodsOf(person: Person, _user: EntraUser, making: Making): EntraMethod[] {
  const known = castMethods[person.id as CastName]; // Ids beyond the cast are no key here.
  return [
    password(making),
    ...(known ?? usualMethods(person, making)).map((kind) => entraMethod(kind, making)),
  ];
}

function usualMethods(person: Person, { random }: Making): readonly Kind[] {
  const draw = random.next();
  if (person.id in cast) return ['push', 'totp'];
  if (draw < 0.03) return [];
  if (draw < 0.1) return ['sms'];
  return draw < 0.25 ? ['fido2', 'push'] : ['push'];
}

function settleGuests(tenant: EntraTenant, count: number, making: Making): void {
  for (let n = 0; n < count; n += 1) {
    const name = n === 0 ? guest.userPrincipalName : `partner${n}_partner.test#EXT#@acme.onmicrosoft.com`;
    const user = entraUser(name, n === 0 ? guest.name : `Partner ${n}`, making);
    user.mail = n === 0 ? guest.email : `partner${n}@partner.test`;
    user.userType = 'Guest';
    user.externalUserState = n === 3 ? 'PendingAcceptance' : 'Accepted';
    user.assignedLicenses = [];
    tenant.users.set(user.id, user);
    tenant.authenticationMethods.set(user.id, n === 2 ? [] : [entraMethod('push', making)]);
  }
}

/** Two keys each; what is wrong with the second account stands in the Conditional Access policies. */
function settleBreakGlass(tenant: EntraTenant, making: Making): void {
  for (const [index, name] of Object.values(breakGlass.entra).entries()) {
    const user = entraUser(name, `Emergency ${index + 1}`, making);
    user.mail = null;
    user.passwordPolicies = 'DisablePasswordExpiration';
    user.assignedLicenses = [];
    user.signInActivity = activity(making.moment.ago(30));
    tenant.users.set(user.id, user);
    const keys = [entraMethod('fido2', making), entraMethod('fido2', making)];
    tenant.authenticationMethods.set(user.id, [password(making), ...keys]);
  }
}

function tellStories(tenant: EntraTenant, making: Making): void {
  const { moment } = making;
  const of = (name: CastName) => entraUserByName(tenant, entraNameOf(name));
  of('edsger').signInActivity = activity(moment.ago(200));
  // Failed attempts move only the first of the three dates.
  of('edsger').signInActivity = { ...activity(moment.ago(200)), lastSignInDateTime: moment.ago(2) };
  of('donald').accountEnabled = false;
  of('tim').signInActivity = null;
  of('hedy').signInActivity = { ...activity(neverInGraph) };
  of('vint').lastPasswordChangeDateTime = null;
  of('grace').mail = null;
  of('grace').otherMails = ['grace@home.test'];
  makeSynced(of('radia'), making);
  // Who answers for whom; hedy's manager may not sign in any more.
  of('vint').managerId = of('frances').id;
  of('tim').managerId = of('bob').id;
  of('hedy').managerId = of('donald').id;
}
