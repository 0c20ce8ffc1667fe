import { z } from 'zod';
import type { OktaPolicies, OktaPolicy, OktaRule } from '../../../domain/okta-policy.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { OktaClient } from '../client.ts';

const ids = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const some = z
  .array(z.unknown())
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
    network: z.object({ connection: z.string(), include: ids, exclude: ids }).nullish(),
    device: z
      .object({
        managed: z.boolean().nullish(),
        registered: z.boolean().nullish(),
        assurance: z.object({ include: ids }).nullish(),
      })
      .nullish(),
    userType: z.object({ include: ids, exclude: ids }).nullish(),
    app: z.object({ include: some, exclude: some }).nullish(),
    authProvider: z.object({ provider: z.string().nullish() }).nullish(),
    elCondition: z.object({ condition: z.string() }).nullish(),
    riskScore: z.object({ level: z.string() }).nullish(),
    risk: z.object({ behaviors: ids }).nullish(),
    platform: z.object({ include: z.array(z.object({ type: z.string().nullish() })).nullish() }).nullish(),
    authContext: z.object({ authType: z.string().nullish() }).nullish(),
    identityProvider: z.object({ provider: z.string().nullish() }).nullish(),
    userIdentifier: z
      .object({
        type: z.string().nullish(),
        patterns: z.array(z.object({ matchType: z.string(), value: z.string() })).nullish(),
      })
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
          .object({
            type: z.string().nullish(),
            factorMode: z.string().nullish(),
            constraints: z.array(Constraint).nullish(),
            chains: z.array(z.object({ next: z.array(z.unknown()).nullish() })).nullish(),
          })
          .nullish(),
      })
      .nullish(),
    idp: z
      .object({
        idpSelectionType: z.string().nullish(),
        providers: z.array(z.object({ type: z.string() })).nullish(),
      })
      .nullish(),
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
    authProvider: policy.conditions?.authProvider?.provider ?? null,
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
    active: status === 'ACTIVE' && isInteractive(conditions),
    includeUsers: people?.users?.include ?? [],
    excludeUsers: people?.users?.exclude ?? [],
    includeGroups: people?.groups?.include ?? [],
    excludeGroups: people?.groups?.exclude ?? [],
    network: networkOf(conditions?.network),
    requiresManagedDevice: asksForDevice(conditions?.device),
    undecidable: isUndecidable(conditions),
    access: accessOf(app?.access ?? actions?.signon?.access),
    factorMode: factorMode(app?.verificationMethod, actions?.signon?.requireFactor),
    phishingResistant: asksForResistance(app?.verificationMethod?.constraints ?? []),
    inactivityDays: actions?.updateUserLifecycle == null ? null : inactivityDays(people?.users?.inactivity),
    idps:
      actions?.idp?.idpSelectionType === 'DYNAMIC'
        ? ['DYNAMIC']
        : (actions?.idp?.providers ?? []).map(({ type }) => type),
    loginPatterns: (conditions?.userIdentifier?.patterns ?? []).map(({ matchType, value }) => ({
      matchType: conditions?.userIdentifier?.type === 'ATTRIBUTE' ? 'ATTRIBUTE' : matchType,
      value,
    })),
  };
}

type Conditions = z.infer<typeof Conditions>;

/** Rules for RADIUS or for people of one named external provider meet nobody who signs in to Okta itself. */
function isInteractive(conditions: Conditions): boolean {
  return (
    conditions?.authContext?.authType !== 'RADIUS' &&
    conditions?.identityProvider?.provider !== 'SPECIFIC_IDP'
  );
}

function networkOf(network: NonNullable<Conditions>['network']): OktaRule['network'] {
  const connection = network?.connection ?? 'ANYWHERE';
  if (connection === 'ANYWHERE') return 'anywhere';
  const onlyExcluded = network?.include.length === 0 && network.exclude.length > 0;
  return connection === 'OFF_NETWORK' || (connection === 'ZONE' && onlyExcluded) ? 'outside' : 'inside';
}

/** A device assurance is met by devices that Okta knows, and by no other. */
function asksForDevice(device: NonNullable<Conditions>['device']): boolean {
  return (
    device?.managed === true || device?.registered === true || (device?.assurance?.include ?? []).length > 0
  );
}

function isUndecidable(conditions: Conditions): boolean {
  const platforms = conditions?.platform?.include ?? [];
  const { userType, app } = conditions ?? {};
  const kinds = [userType?.include, userType?.exclude, app?.include, app?.exclude];
  return (
    kinds.some((list) => (list ?? []).length > 0) ||
    conditions?.elCondition != null ||
    (conditions?.riskScore != null && conditions.riskScore.level !== 'ANY') ||
    (conditions?.risk?.behaviors.length ?? 0) > 0 ||
    platforms.some(({ type }) => type !== 'ANY')
  );
}

/** Constraints are alternatives: only what each of them asks for is asked of everybody (Okta Policy API, constraints). */
function asksForResistance(constraints: readonly z.infer<typeof Constraint>[]): boolean {
  return (
    constraints.length > 0 &&
    constraints.every(({ possession }) => possession?.phishingResistant === 'REQUIRED')
  );
}

function accessOf(access: string | null | undefined): OktaRule['access'] {
  return access === 'ALLOW' || access === 'DENY' ? access : null;
}

type Verification = NonNullable<
  NonNullable<NonNullable<z.infer<typeof Actions>>['appSignOn']>['verificationMethod']
>;

function factorMode(
  method: Verification | null | undefined,
  requireFactor: boolean | null | undefined,
): OktaRule['factorMode'] {
  const mode = method?.factorMode;
  if (mode === '1FA' || mode === '2FA') return mode;
  // A chain of methods asks for a second one where every way through it has a next step.
  const chains = method?.chains ?? [];
  if (chains.length > 0) return chains.every(({ next }) => (next ?? []).length > 0) ? '2FA' : '1FA';
  if (requireFactor == null) return null;
  return requireFactor ? '2FA' : '1FA';
}

function inactivityDays(
  inactivity: { readonly number: number; readonly unit: string } | null | undefined,
): number {
  // An automation without this condition acts whenever it runs.
  if (inactivity == null) return 0;
  const unit = inactivity.unit.toUpperCase();
  if (unit.startsWith('HOUR')) return Math.floor(inactivity.number / 24);
  if (unit.startsWith('DAY')) return inactivity.number;
  return inactivity.number * (unit.startsWith('WEEK') ? 7 : 30);
}
