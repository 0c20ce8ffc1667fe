import { z } from 'zod';
import type { AppName, KeyedApps, LeaverPath } from '../../../domain/provisioning.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { OktaClient } from '../client.ts';

const App = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  signOnMode: z.string().nullish(),
  features: z
    .array(z.string())
    .nullish()
    .transform((list) => list ?? []),
  credentials: z.object({ signing: z.object({ kid: z.string().nullish() }).nullish() }).nullish(),
  settings: z.object({ signOn: z.object({ signatureAlgorithm: z.string().nullish() }).nullish() }).nullish(),
});
export type App = z.infer<typeof App>;

/** Every active application. Okta's own console is always one of them. */
export async function readApps(client: OktaClient): Promise<readonly App[]> {
  const filter = encodeURIComponent('status eq "ACTIVE"');
  const apps = (await client.list(`/api/v1/apps?filter=${filter}&limit=200`)).map((raw) => App.parse(raw));
  if (apps.length > 0) return apps;
  throw new OperatorError(
    'EVIDENCE_INCOMPLETE',
    'Okta told no application, not even its own',
    'Grant okta.apps.read with an administrator role that sees all apps.',
  );
}

/** Okta creates or changes accounts there. */
export function isProvisioned({ features }: App): boolean {
  return features.some((feature) => feature.startsWith('PUSH_') && feature !== 'PUSH_PASSWORD_UPDATES');
}

export function nameOf({ id, label }: App): AppName {
  return { id, name: label };
}

/** The list of features says it; where it does not, the few applications with a documented page of features do. */
export async function gatherLeaverPaths(
  client: OktaClient,
  apps: readonly App[],
): Promise<readonly LeaverPath[]> {
  return await Promise.all(
    apps.filter(isProvisioned).map(async (app) => {
      if (app.features.includes('PUSH_USER_DEACTIVATION'))
        return { app: nameOf(app), works: true, because: '' };
      const works = await deactivates(client, app);
      const because = works === null ? untold : 'deactivating its accounts is switched off';
      return { app: nameOf(app), works, because };
    }),
  );
}

const untold =
  'Okta does not tell whether its accounts are deactivated; look at its provisioning page, and at leaver-still-active';

const Feature = z.object({
  capabilities: z
    .object({
      update: z.object({ lifecycleDeactivate: z.object({ status: z.string() }).nullish() }).nullish(),
    })
    .nullish(),
});

/** null: documented for six applications only; the others answer 404 or 400. */
async function deactivates(client: OktaClient, { id }: App): Promise<boolean | null> {
  try {
    const { body } = await client.get(`/api/v1/apps/${id}/features/USER_PROVISIONING`);
    const status = Feature.parse(body).capabilities?.update?.lifecycleDeactivate?.status;
    return status === undefined ? null : status === 'ENABLED';
  } catch (error) {
    if (error instanceof OperatorError && /^(NOT_FOUND|PROVIDER_REFUSED)$/.test(error.code)) return null;
    throw error;
  }
}

/** Atlassian's keys live a year, and nobody is told when they end. */
export async function keyedAppsOf(read: () => Promise<readonly App[]>): Promise<KeyedApps> {
  try {
    const apps = await read();
    const keyed = apps.filter((app) => isProvisioned(app) && /atlassian/i.test(app.name));
    return { apps: keyed.map(nameOf), unread: null };
  } catch (error) {
    if (error instanceof OperatorError) return { apps: [], unread: error.message };
    throw error;
  }
}
