import { z } from 'zod';
import type { OktaPolicies, OktaPolicy, OktaRule } from '../../../domain/okta-policy.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { OktaClient } from '../client.ts';

const ids = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const People = z
  .object({
    users: z
      .object({
        include: ids,
        exclude: ids,
        inactivity: z.object({ number: z.number(), unit: z.string() }).nullish(),
      })
      .nullish(),
    groups: z.object({ include: ids, exclude: ids }).nullish(),
  })
  .nullish();
const Conditions = z
  .object({
    people: People,
    network: z.object({ connection: z.string() }).nullish(),
    device: z.object({ managed: z.boolean().nullish(), registered: z.boolean().nullish() }).nullish(),
    elCondition: z.object({ condition: z.string() }).nullish(),
    riskScore: z.object({ level: z.string() }).nullish(),
    userIdentifier: z
      .object({ patterns: z.array(z.object({ matchType: z.string(), value: z.string() })).nullish() })
      .nullish(),
  })
  .nullish();
const Constraint = z.object({ possession: z.object({ phishingResistant: z.string().nullish() }).nullish() });
const Actions = z
  .object({
    signon: z.object({ access: z.string().nullish(), requireFactor: z.boolean().nullish() }).nullish(),
    appSignOn: z
      .object({
        access: z.string().nullish(),
        verificationMethod: z
          .object({ factorMode: z.string().nullish(), constraints: z.array(Constraint).nullish() })
          .nullish(),
      })
      .nullish(),
    idp: z.object({ providers: z.array(z.object({ type: z.string() })).nullish() }).nullish(),
    updateUserLifecycle: z.object({ targetStatus: z.string() }).nullish(),
  })
  .nullish();
const Rule = z.object({
  id: z.string(),
  name: z.string(),
  priority: z.number().nullish(),
  status: z.string(),
  conditions: Conditions,
  actions: Actions,
});
const Policy = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  priority: z.number().nullish(),
  status: z.string(),
  conditions: Conditions,
  settings: z
    .object({
      password: z.object({ age: z.object({ maxAgeDays: z.number().nullish() }).nullish() }).nullish(),
      authenticators: z
        .array(z.object({ key: z.string(), enroll: z.object({ self: z.string() }).nullish() }))
        .nullish(),
    })
    .nullish(),
});
const App = z.object({
  name: z.string(),
  _links: z.object({ accessPolicy: z.object({ href: z.string() }).nullish() }).nullish(),
});

/** All policies that checks rest on, each with its rules (Okta Policy API). Classic orgs have no app policies. */
export async function gatherPolicies(client: OktaClient): Promise<OktaPolicies> {
  const engine = await readEngine(client);
  const [signOn, mfaEnroll, idpDiscovery, password, lifecycle] = await Promise.all(
    ['OKTA_SIGN_ON', 'MFA_ENROLL', 'IDP_DISCOVERY', 'PASSWORD', 'USER_LIFECYCLE'].map(
      async (type) => await readPolicies(client, type),
    ),
  );
  return {
    engine,
    signOn: signOn ?? [],
    adminConsole: engine === 'oie' ? await appPolicy(client, 'saasure') : null,
    dashboard: engine === 'oie' ? await appPolicy(client, 'okta_enduser') : null,
    mfaEnroll: mfaEnroll ?? [],
    idpDiscovery: idpDiscovery ?? [],
    password: password ?? [],
    lifecycle: lifecycle ?? [],
  };
}

async function readEngine(client: OktaClient): Promise<'oie' | 'classic'> {
  const { body } = await client.get('/.well-known/okta-organization');
  return z.object({ pipeline: z.string() }).parse(body).pipeline === 'idx' ? 'oie' : 'classic';
}

async function readPolicies(client: OktaClient, type: string): Promise<readonly OktaPolicy[]> {
  try {
    const raw = await client.list(`/api/v1/policies?type=${type}`);
    return await Promise.all(raw.map(async (policy) => await withRules(client, policy)));
  } catch (error) {
    // USER_LIFECYCLE exists only where automations are licensed.
    if (type === 'USER_LIFECYCLE' && error instanceof OperatorError && error.code === 'PROVIDER_REFUSED')
      return [];
    throw error;
  }
}

/** The sign-on policy of one of Okta's own apps. */
async function appPolicy(client: OktaClient, name: string): Promise<OktaPolicy | null> {
  const [app] = await client.list(`/api/v1/apps?filter=${encodeURIComponent(`name eq "${name}"`)}`);
  const href = app === undefined ? undefined : App.parse(app)._links?.accessPolicy?.href;
  const id = href?.split('/').at(-1);
  if (id === undefined)
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      `Okta names no access policy of its app ${name}`,
      'Grant okta.apps.read with an administrator role that sees all apps.',
    );
  return await withRules(client, (await client.get(`/api/v1/policies/${id}`)).body);
}

async function withRules(client: OktaClient, raw: unknown): Promise<OktaPolicy> {
  const policy = Policy.parse(raw);
  const rules = await client.list(`/api/v1/policies/${policy.id}/rules`);
  return {
    id: policy.id,
    name: policy.name,
    type: policy.type,
    priority: policy.priority ?? 0,
    active: policy.status === 'ACTIVE',
    includeGroups: policy.conditions?.people?.groups?.include ?? [],
    maxAgeDays: policy.settings?.password?.age?.maxAgeDays ?? null,
    disabledAuthenticators: (policy.settings?.authenticators ?? [])
      .filter(({ enroll }) => enroll?.self === 'NOT_ALLOWED')
      .map(({ key }) => key),
    rules: rules.map(toRule).toSorted((a, b) => a.priority - b.priority),
  };
}

function toRule(raw: unknown): OktaRule {
  const { id, name, priority, status, conditions, actions } = Rule.parse(raw);
  const people = conditions?.people;
  const app = actions?.appSignOn;
  return {
    id,
    name,
    priority: priority ?? 0,
    active: status === 'ACTIVE',
    includeUsers: people?.users?.include ?? [],
    excludeUsers: people?.users?.exclude ?? [],
    includeGroups: people?.groups?.include ?? [],
    excludeGroups: people?.groups?.exclude ?? [],
    network: conditions?.network?.connection ?? 'ANYWHERE',
    requiresManagedDevice: conditions?.device?.managed === true || conditions?.device?.registered === true,
    undecidable:
      conditions?.elCondition != null ||
      (conditions?.riskScore != null && conditions.riskScore.level !== 'ANY'),
    access: accessOf(app?.access ?? actions?.signon?.access),
    factorMode: factorMode(app?.verificationMethod?.factorMode, actions?.signon?.requireFactor),
    phishingResistant: (app?.verificationMethod?.constraints ?? []).some(
      ({ possession }) => possession?.phishingResistant === 'REQUIRED',
    ),
    inactivityDays: actions?.updateUserLifecycle == null ? null : inactivityDays(people?.users?.inactivity),
    idps: (actions?.idp?.providers ?? []).map(({ type }) => type),
    loginPatterns: (conditions?.userIdentifier?.patterns ?? []).map(({ value }) => value),
  };
}

function accessOf(access: string | null | undefined): OktaRule['access'] {
  return access === 'ALLOW' || access === 'DENY' ? access : null;
}

function factorMode(
  mode: string | null | undefined,
  requireFactor: boolean | null | undefined,
): OktaRule['factorMode'] {
  if (mode === '1FA' || mode === '2FA') return mode;
  if (requireFactor == null) return null;
  return requireFactor ? '2FA' : '1FA';
}

function inactivityDays(
  inactivity: { readonly number: number; readonly unit: string } | null | undefined,
): number | null {
  if (inactivity == null) return null;
  return inactivity.unit.toUpperCase().startsWith('DAY') ? inactivity.number : inactivity.number * 30;
}
