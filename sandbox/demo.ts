import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsWith } from './demo-settings.ts';
import { startEntra } from './entra/server.ts';
import { startOkta } from './okta/server.ts';
import { type PagerDuty, ROUTING_KEY, startPagerDuty } from './sinks/pagerduty.ts';
import { API_TOKEN } from './sinks/pagerduty-rest.ts';
import { type SlackWorkspace, startSlack } from './slack/server.ts';
import type { StandIn } from './stand-in.ts';
import { cast, credentials } from './tenant/cast.ts';
import { type Company, type CompanyOptions, createCompany } from './tenant/company.ts';

/** The made-up company with its stand-ins, and what a bot needs to be connected to them. */
export interface Demo {
  readonly company: Company;
  readonly okta: StandIn;
  readonly entra: StandIn & { readonly authorityUrl: string };
  readonly slack: StandIn & SlackWorkspace;
  readonly pagerDuty: PagerDuty;
  /** Environment for `lockstep`. */
  readonly env: Record<string, string>;
  /** Has the stand-ins call a bot that runs now, as an admin sets up their hooks. */
  readonly calledBack: <T extends { readonly url: string }>(bot: T) => T;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts all stand-ins on free loopback ports, with a database and a lockstep.yaml in a temporary folder.
 * `calm`: nothing is wrong from the start, and Lockstep's own patience is what it is elsewhere.
 */
export async function startDemo({
  databaseUrl,
  company: options = {},
  calm = false,
}: {
  readonly databaseUrl?: string;
  readonly company?: CompanyOptions;
  readonly calm?: boolean;
} = {}): Promise<Demo> {
  const company = createCompany(options);
  const { watcherClient, actorClient } = credentials.okta;
  const [okta, entra, slack, pagerDuty] = await Promise.all([
    startOkta(company),
    startEntra(company),
    startSlack(company),
    startPagerDuty(),
  ]);
  fillRota(pagerDuty);
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-demo-'));
  const config = join(folder, 'lockstep.yaml');
  await writeFile(config, settingsWith({ pagerDutyUrl: pagerDuty.url, calm }));
  const env = {
    OKTA_ORG_URL: okta.url,
    OKTA_CLIENT_ID: watcherClient,
    OKTA_PRIVATE_KEY: registerKey(company, watcherClient),
    OKTA_KEY_ID: KEY_ID,
    OKTA_ACTOR_CLIENT_ID: actorClient,
    OKTA_ACTOR_PRIVATE_KEY: registerKey(company, actorClient),
    OKTA_ACTOR_KEY_ID: KEY_ID,
    ENTRA_TENANT_ID: company.entra.tenantId,
    ENTRA_CLIENT_ID: credentials.entra.watcherClient,
    ENTRA_CLIENT_SECRET: credentials.entra.watcherSecret,
    ENTRA_ACTOR_CLIENT_ID: credentials.entra.actorClient,
    ENTRA_ACTOR_CLIENT_SECRET: credentials.entra.actorSecret,
    ENTRA_GRAPH_URL: entra.url,
    ENTRA_AUTHORITY_URL: entra.authorityUrl,
    SLACK_BOT_TOKEN: slack.credentials.botToken,
    SLACK_APP_TOKEN: slack.credentials.appToken,
    SLACK_API_URL: slack.apiUrl,
    DATABASE_URL: databaseUrl ?? `file:${join(folder, 'lockstep.db')}`,
    PAGERDUTY_API_TOKEN: API_TOKEN,
    PAGERDUTY_API_URL: pagerDuty.url,
    PAGERDUTY_KEY: ROUTING_KEY,
    PAGERDUTY_WEBHOOK_SECRET: WEBHOOK_SECRET,
    LOCKSTEP_CONFIG: config,
    LOCKSTEP_HTTP_PORT: '0',
  };
  const close = async (): Promise<void> => {
    await Promise.all([okta.close(), entra.close(), slack.close(), pagerDuty.close()]);
    await rm(folder, { recursive: true, force: true });
  };
  const calledBack: Demo['calledBack'] = (bot) => {
    pagerDuty.sendTo({ uri: `${bot.url}/hooks/pagerduty`, secret: WEBHOOK_SECRET });
    return bot;
  };
  return { company, okta, entra, slack, pagerDuty, env, calledBack, folder, close };
}

/** Everybody with a name is there, and one of them has the night. */
function fillRota({ rota }: PagerDuty): void {
  for (const { slackId, name, email } of Object.values(cast))
    rota.users.push({ id: `P${slackId}`, name, email });
  const until = new Date(Date.now() + 8 * 3_600_000);
  rota.onCalls.push({ userId: `P${cast.hedy.slackId}`, policy: 'Production', schedule: 'Nights', until });
}

const KEY_ID = 'lockstep-demo';
const WEBHOOK_SECRET = 'sandbox-pagerduty-signs-with-this';

/** Both identities sign in to Okta with a private key, as a service app should; the org knows the public half. */
function registerKey(company: Company, clientId: string): string {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  company.okta.clients.get(clientId)?.keys.push({ kid: KEY_ID, n, e });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
