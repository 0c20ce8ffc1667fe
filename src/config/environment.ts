import { checkedEndpoint } from '../lib/endpoint.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type {
  Config,
  EntraConfig,
  EntraIdentity,
  OktaConfig,
  OktaIdentity,
  PagerDutyConfig,
  SignInApp,
  SlackConfig,
} from './config.ts';
import { checkedPrivateKey } from './private-key.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything of Config but the settings file. A half-set connection is an error that names the missing variable. */
export function readEnvironment(env: Environment): Omit<Config, 'settings' | 'file'> {
  return {
    slack: readSlack(env),
    okta: readOkta(env),
    entra: readEntra(env),
    pagerDuty: readPagerDuty(env),
    databaseUrl: value(env, 'DATABASE_URL') ?? 'file:./data/lockstep.db',
    http: { host: value(env, 'LOCKSTEP_HTTP_HOST') ?? '127.0.0.1', port: readPort(env) },
    publicUrl: readPublicUrl(env),
    logLevel: readLogLevel(env),
  };
}

function readSlack(env: Environment): SlackConfig | null {
  const appToken = value(env, 'SLACK_APP_TOKEN');
  const signingSecret = value(env, 'SLACK_SIGNING_SECRET');
  const botToken = value(env, 'SLACK_BOT_TOKEN');
  if (botToken === undefined && appToken === undefined && signingSecret === undefined) return null;
  if (botToken === undefined) throw missing('SLACK_BOT_TOKEN', 'Slack');
  if (appToken === undefined && signingSecret === undefined) {
    throw missing('SLACK_APP_TOKEN', 'Slack', ' (Socket Mode), or SLACK_SIGNING_SECRET (HTTP mode)');
  }
  return {
    botToken,
    mode:
      appToken === undefined
        ? { kind: 'http', signingSecret: signingSecret ?? '' }
        : { kind: 'socket', appToken },
    apiUrl: checkedEndpoint('SLACK_API_URL', value(env, 'SLACK_API_URL') ?? 'https://slack.com/api'),
    command: readCommand(env),
  };
}

const oktaKeys = ['API_TOKEN', 'CLIENT_ID', 'PRIVATE_KEY', 'KEY_ID'];
const signInKeys = ['SIGN_IN_CLIENT_ID', 'SIGN_IN_CLIENT_SECRET'];
const oktaNames = ['ORG_URL', ...oktaKeys, ...oktaKeys.map((name) => `ACTOR_${name}`), ...signInKeys];

function readOkta(env: Environment): OktaConfig | null {
  if (!oktaNames.some((name) => value(env, `OKTA_${name}`) !== undefined)) return null;
  const orgUrl = value(env, 'OKTA_ORG_URL');
  if (orgUrl === undefined) throw missing('OKTA_ORG_URL', 'Okta');
  const watcher = oktaIdentity(env, 'OKTA_');
  if (watcher === null) {
    throw missing('OKTA_API_TOKEN', 'Okta', ', or OKTA_CLIENT_ID with OKTA_PRIVATE_KEY');
  }
  return {
    orgUrl: checkedEndpoint('OKTA_ORG_URL', orgUrl),
    watcher,
    actor: oktaIdentity(env, 'OKTA_ACTOR_'),
    hookSecret: hookSecret(env, 'OKTA_HOOK_SECRET'),
    signIn: signInApp(env, 'OKTA', 'Okta'),
  };
}

function oktaIdentity(env: Environment, prefix: string): OktaIdentity | null {
  const token = value(env, `${prefix}API_TOKEN`);
  if (token !== undefined) return { kind: 'token', token };
  const clientId = value(env, `${prefix}CLIENT_ID`);
  const privateKey = value(env, `${prefix}PRIVATE_KEY`);
  const keyId = value(env, `${prefix}KEY_ID`);
  if (clientId === undefined && privateKey === undefined && keyId === undefined) return null;
  if (clientId === undefined) throw missing(`${prefix}CLIENT_ID`, 'Okta');
  if (privateKey === undefined) throw missing(`${prefix}PRIVATE_KEY`, 'Okta');
  // .env files keep a PEM on one line with \n written out.
  return {
    kind: 'key',
    clientId,
    privateKey: checkedPrivateKey(`${prefix}PRIVATE_KEY`, privateKey.replaceAll('\\n', '\n')),
    keyId: keyId ?? null,
  };
}

const entraKeys = ['CLIENT_ID', 'CLIENT_SECRET', 'CLIENT_CERTIFICATE_PATH'];
const entraNames = ['TENANT_ID', ...entraKeys, ...entraKeys.map((name) => `ACTOR_${name}`), ...signInKeys];

function readEntra(env: Environment): EntraConfig | null {
  if (!entraNames.some((name) => value(env, `ENTRA_${name}`) !== undefined)) return null;
  const tenantId = value(env, 'ENTRA_TENANT_ID');
  if (tenantId === undefined) throw missing('ENTRA_TENANT_ID', 'Entra ID');
  const watcher = entraIdentity(env, 'ENTRA_') ?? platformIdentity(env);
  if (watcher === null)
    throw missing(
      'ENTRA_CLIENT_ID',
      'Entra ID',
      ' (with ENTRA_CLIENT_SECRET or ENTRA_CLIENT_CERTIFICATE_PATH)',
    );
  return {
    tenantId,
    graphUrl: checkedEndpoint(
      'ENTRA_GRAPH_URL',
      value(env, 'ENTRA_GRAPH_URL') ?? 'https://graph.microsoft.com',
    ),
    authorityUrl: checkedEndpoint(
      'ENTRA_AUTHORITY_URL',
      value(env, 'ENTRA_AUTHORITY_URL') ?? 'https://login.microsoftonline.com',
    ),
    watcher,
    actor: entraIdentity(env, 'ENTRA_ACTOR_') ?? federatedActor(env),
    hookSecret: hookSecret(env, 'ENTRA_HOOK_SECRET'),
    signIn: entraSignIn(env),
  };
}

function signInApp(env: Environment, prefix: string, system: string): SignInApp | null {
  const [clientId, clientSecret] = signInKeys.map((name) => value(env, `${prefix}_${name}`));
  if (clientId === undefined && clientSecret === undefined) return null;
  if (clientId === undefined) throw missing(`${prefix}_SIGN_IN_CLIENT_ID`, system);
  if (clientSecret === undefined) throw missing(`${prefix}_SIGN_IN_CLIENT_SECRET`, system);
  return { clientId, clientSecret };
}

function entraSignIn(env: Environment): EntraConfig['signIn'] {
  const app = signInApp(env, 'ENTRA', 'Entra ID');
  const context = value(env, 'ENTRA_SIGN_IN_CONTEXT') ?? null;
  if (context !== null && !/^c[1-9]\d?$/.test(context)) {
    throw new OperatorError(
      'CONFIG_INVALID',
      `ENTRA_SIGN_IN_CONTEXT is ${context}`,
      'Set it to the id of an authentication context, c1 to c99, or leave it out.',
    );
  }
  return app === null ? null : { ...app, context };
}

/** Graph takes up to 128 characters (subscription resource, clientState); one rule for both is easier to keep. */
function hookSecret(env: Environment, name: string): string | null {
  const secret = value(env, name) ?? null;
  if (secret === null || (secret.length >= 24 && secret.length <= 128)) return secret;
  throw new OperatorError(
    'CONFIG_INVALID',
    `${name} has ${secret.length} characters`,
    'Use 24 to 128 random ones, e.g. from: openssl rand -hex 32',
  );
}

function entraIdentity(env: Environment, prefix: string): EntraIdentity | null {
  const clientId = value(env, `${prefix}CLIENT_ID`);
  const clientSecret = value(env, `${prefix}CLIENT_SECRET`);
  const certificatePath = value(env, `${prefix}CLIENT_CERTIFICATE_PATH`);
  if (clientSecret === undefined && certificatePath === undefined) return null;
  if (clientId === undefined) throw missing(`${prefix}CLIENT_ID`, 'Entra ID');
  if (clientSecret !== undefined) return { kind: 'secret', clientId, clientSecret };
  return { kind: 'certificate', clientId, certificatePath: certificatePath ?? '' };
}

/** Workload identity (AKS sets AZURE_FEDERATED_TOKEN_FILE) or a managed identity (IDENTITY_ENDPOINT, or a VM). */
function platformIdentity(env: Environment): EntraIdentity | null {
  const clientId = value(env, 'ENTRA_CLIENT_ID');
  const tokenFilePath = value(env, 'AZURE_FEDERATED_TOKEN_FILE');
  if (tokenFilePath !== undefined && clientId !== undefined)
    return { kind: 'workload', clientId, tokenFilePath };
  return { kind: 'managed', clientId: clientId ?? null };
}

/** The actor signs in by a credential of its own: the identity of the machine is the watcher's. */
function federatedActor(env: Environment): EntraIdentity | null {
  const clientId = value(env, 'ENTRA_ACTOR_CLIENT_ID');
  if (clientId === undefined) return null;
  const tokenFilePath = value(env, 'AZURE_FEDERATED_TOKEN_FILE');
  if (tokenFilePath !== undefined) return { kind: 'workload', clientId, tokenFilePath };
  throw missing('ENTRA_ACTOR_CLIENT_SECRET', 'Entra ID', ' or ENTRA_ACTOR_CLIENT_CERTIFICATE_PATH');
}

function readPagerDuty(env: Environment): PagerDutyConfig | null {
  const apiToken = value(env, 'PAGERDUTY_API_TOKEN');
  const apiUrl = value(env, 'PAGERDUTY_API_URL');
  if (apiToken === undefined && apiUrl === undefined) return null;
  if (apiToken === undefined) throw missing('PAGERDUTY_API_TOKEN', 'PagerDuty');
  // It goes into a header: fetch would refuse it late, and quote it.
  if (!/^[\x21-\x7e]+$/.test(apiToken)) {
    throw new OperatorError(
      'CONFIG_INVALID',
      'PAGERDUTY_API_TOKEN is not one word of plain characters',
      'Copy the REST API key again (docs/setup-sinks.md).',
    );
  }
  return { apiToken, apiUrl: checkedEndpoint('PAGERDUTY_API_URL', apiUrl ?? 'https://api.pagerduty.com') };
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

function readLogLevel(env: Environment): string {
  const level = value(env, 'LOG_LEVEL') ?? 'info';
  if (logLevels.includes(level)) return level;
  throw new OperatorError('CONFIG_INVALID', `LOG_LEVEL is ${level}`, `Use one of ${logLevels.join(', ')}.`);
}

/** Bolt would wait for ever for a command that Slack never sends. */
function readCommand(env: Environment): string {
  const command = value(env, 'SLACK_COMMAND') ?? '/idp';
  if (/^\/[^\s/]+$/.test(command)) return command;
  throw new OperatorError(
    'CONFIG_INVALID',
    `SLACK_COMMAND is ${command}`,
    'Set it to one word that begins with a slash, like /idp.',
  );
}

function readPort(env: Environment): number {
  const text = value(env, 'LOCKSTEP_HTTP_PORT') ?? '3000';
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new OperatorError(
    'CONFIG_INVALID',
    `LOCKSTEP_HTTP_PORT is ${text}`,
    'Set it to a port between 0 and 65535.',
  );
}

/** Vendors put a path behind it. */
function readPublicUrl(env: Environment): string | null {
  const url = value(env, 'LOCKSTEP_PUBLIC_URL');
  if (url === undefined) return null;
  const checked = checkedEndpoint('LOCKSTEP_PUBLIC_URL', url);
  if (!/[?#@]/.test(checked)) return checked;
  throw new OperatorError(
    'CONFIG_INVALID',
    'LOCKSTEP_PUBLIC_URL is more than an address',
    'Leave out user names, queries and fragments, as in https://lockstep.example.com.',
  );
}

function value(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim();
  return text === '' ? undefined : text;
}

function missing(variable: string, system: string, or = ''): OperatorError {
  return new OperatorError(
    'CONFIG_INCOMPLETE',
    `${system} is half configured: ${variable} is not set`,
    `Set ${variable}${or}, or remove the other variables of ${system}.`,
  );
}
