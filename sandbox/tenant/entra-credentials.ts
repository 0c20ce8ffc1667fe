import { createHash } from 'node:crypto';
import { groups } from './cast.ts';
import { entraGroupByName } from './entra-groups.ts';
import type { EntraTenant } from './entra-tenant.ts';
import type { Making } from './okta-people.ts';

/** An application object: the registration, not what stands for it in a tenant. */
export interface EntraApplication {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly owners?: Set<string>;
  readonly passwordCredentials: EntraSecret[];
  readonly keyCredentials: EntraKey[];
}

export interface EntraSecret {
  readonly keyId: string;
  readonly displayName: string;
  /** The first three characters of the secret. */
  readonly hint: string;
  readonly startDateTime: string;
  endDateTime: string;
}

/** Graph tells each certificate twice: once to sign, once to verify. */
export interface EntraKey {
  readonly keyId: string;
  readonly displayName: string;
  /** The thumbprint in base64. */
  readonly customKeyIdentifier: string;
  readonly type: 'AsymmetricX509Cert';
  readonly usage: 'Sign' | 'Verify';
  readonly key: null;
  readonly startDateTime: string;
  endDateTime: string;
}

export interface EntraAppAssignment {
  readonly id: string;
  readonly servicePrincipalId: string;
  readonly principalId: string;
  readonly principalType: 'User' | 'Group';
}

/** What partners sign with who stand for one of our domains; base64 of the certificates. */
export interface EntraDomainFederation {
  readonly id: string;
  readonly displayName: string;
  signingCertificate: string;
  nextSigningCertificate: string | null;
}

/** Settled last, so that everything else stays as it was drawn. */
export function settleEntraCredentials(tenant: EntraTenant, making: Making): void {
  const { random } = making;
  for (const { clientId, displayName, secret } of tenant.clients.values())
    addApplication(tenant, { appId: clientId, displayName, secret }, making);
  addApplication(tenant, { appId: random.guid(), displayName: 'Payroll export', secret: 'pay~' }, making);
  const byName = (name: string) =>
    [...tenant.servicePrincipals.values()].find(({ displayName }) => displayName === name)?.id ?? '';
  signsWith(tenant, byName('Atlassian Cloud'), 520, making);
  // The story's flaw: somebody must renew it this month.
  signsWith(tenant, addPrincipal(tenant, 'Expenses', making), 20, making);
  signsWith(tenant, addPrincipal(tenant, 'Travel', making), 300, making);
  tenant.appAssignments.push({
    id: random.guid(),
    servicePrincipalId: byName('Atlassian Cloud'),
    principalId: entraGroupByName(tenant, groups.entra.jira).id,
    principalType: 'Group',
  });
}

function addApplication(
  tenant: EntraTenant,
  {
    appId,
    displayName,
    secret,
  }: { readonly appId: string; readonly displayName: string; readonly secret: string },
  { random, moment }: Making,
): void {
  const first: EntraSecret = {
    keyId: random.guid(),
    displayName: 'first',
    hint: secret.slice(0, 3),
    startDateTime: moment.ago(40),
    endDateTime: moment.ahead(120),
  };
  tenant.applications.set(appId, {
    id: random.guid(),
    appId,
    displayName,
    passwordCredentials: [first],
    keyCredentials: [],
  });
}

function addPrincipal(tenant: EntraTenant, displayName: string, { random, moment }: Making): string {
  const id = random.guid();
  tenant.servicePrincipals.set(id, {
    id,
    appId: random.guid(),
    displayName,
    createdDateTime: moment.ago(500),
    tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
  });
  return id;
}

function signsWith(tenant: EntraTenant, id: string, days: number, { random, moment }: Making): void {
  const principal = tenant.servicePrincipals.get(id);
  if (principal === undefined) return;
  const thumbprint = createHash('sha1').update(id).digest();
  const certificate = {
    displayName: `CN=Microsoft Azure Federated SSO Certificate`,
    customKeyIdentifier: thumbprint.toString('base64'),
    type: 'AsymmetricX509Cert',
    key: null,
    startDateTime: moment.ago(1095 - days),
    endDateTime: moment.ahead(days),
  } as const;
  principal.preferredSingleSignOnMode = 'saml';
  principal.preferredTokenSigningKeyThumbprint = thumbprint.toString('hex').toUpperCase();
  principal.keyCredentials = (['Sign', 'Verify'] as const).map((usage) => ({
    ...certificate,
    keyId: random.guid(),
    usage,
  }));
}
