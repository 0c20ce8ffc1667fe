import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';

const okta = { OKTA_ORG_URL: 'https://acme.okta.com/', OKTA_API_TOKEN: '00a' };
const withKey = (privateKey: string) => ({
  OKTA_ORG_URL: 'https://acme.okta.com',
  OKTA_CLIENT_ID: 'c',
  OKTA_PRIVATE_KEY: privateKey,
});
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const pem = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const entra = { ENTRA_TENANT_ID: 't', ENTRA_CLIENT_ID: 'c', ENTRA_CLIENT_SECRET: 's' };

describe('the environment', () => {
  it('leaves out connections whose variables are absent', () => {
    expect(readEnvironment({})).toMatchObject({ slack: null, okta: null, entra: null });
  });

  it('treats an empty variable as absent', () => {
    expect(readEnvironment({ OKTA_API_TOKEN: ' ' }).okta).toBeNull();
  });

  it.each([
    [{ OKTA_API_TOKEN: '00a' }, 'OKTA_ORG_URL is not set'],
    [{ OKTA_ORG_URL: 'https://acme.okta.com' }, 'OKTA_API_TOKEN is not set'],
    [{ OKTA_ORG_URL: 'https://acme.okta.com', OKTA_CLIENT_ID: 'x' }, 'OKTA_PRIVATE_KEY is not set'],
    [{ ENTRA_CLIENT_ID: 'c', ENTRA_CLIENT_SECRET: 's' }, 'ENTRA_TENANT_ID is not set'],
    [{ ENTRA_TENANT_ID: 't', ENTRA_CLIENT_SECRET: 's' }, 'ENTRA_CLIENT_ID is not set'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN is not set'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN is not set'],
    [{ OKTA_ACTOR_API_TOKEN: 'x' }, 'OKTA_ORG_URL is not set'],
    [{ OKTA_ORG_URL: 'https://acme.okta.com', OKTA_ACTOR_API_TOKEN: 'x' }, 'OKTA_API_TOKEN is not set'],
    [{ ...okta, OKTA_ACTOR_KEY_ID: 'x' }, 'OKTA_ACTOR_CLIENT_ID is not set'],
    [{ ENTRA_ACTOR_CLIENT_ID: 'w', ENTRA_ACTOR_CLIENT_SECRET: 'x' }, 'ENTRA_TENANT_ID is not set'],
    [{ ...entra, ENTRA_ACTOR_CLIENT_ID: 'w' }, 'ENTRA_ACTOR_CLIENT_SECRET is not set'],
    [{ ...entra, ENTRA_ACTOR_CLIENT_SECRET: 'x' }, 'ENTRA_ACTOR_CLIENT_ID is not set'],
    [{ ...okta, OKTA_ACTOR_CLIENT_ID: 'x' }, 'OKTA_ACTOR_PRIVATE_KEY is not set'],
    [{ ...okta, OKTA_ORG_URL: 'http://acme.okta.com' }, 'must use https'],
    [{ ...entra, ENTRA_GRAPH_URL: 'http://127.0.0.1.evil.test' }, 'must use https'],
    [{ ...entra, ENTRA_HOOK_SECRET: 'short' }, 'ENTRA_HOOK_SECRET has 5 characters'],
    [{ ...okta, OKTA_HOOK_SECRET: 'short' }, 'OKTA_HOOK_SECRET has 5 characters'],
    [{ ...okta, OKTA_SIGN_IN_CLIENT_ID: 'x' }, 'OKTA_SIGN_IN_CLIENT_SECRET is not set'],
    [{ ...okta, OKTA_SIGN_IN_CLIENT_SECRET: 'x' }, 'OKTA_SIGN_IN_CLIENT_ID is not set'],
    [{ OKTA_SIGN_IN_CLIENT_ID: 'x' }, 'OKTA_ORG_URL is not set'],
    [{ ...entra, ENTRA_SIGN_IN_CLIENT_ID: 'x' }, 'ENTRA_SIGN_IN_CLIENT_SECRET is not set'],
    [{ ...entra, ENTRA_SIGN_IN_CONTEXT: 'mfa' }, 'ENTRA_SIGN_IN_CONTEXT is mfa'],
    [{ PAGERDUTY_API_URL: 'https://api.eu.pagerduty.com' }, 'PAGERDUTY_API_TOKEN is not set'],
    [{ PAGERDUTY_API_TOKEN: 'x', PAGERDUTY_API_URL: 'http://api.test' }, 'must use https'],
    [{ PAGERDUTY_API_TOKEN: 'a\nb' }, 'PAGERDUTY_API_TOKEN is not one word'],
    [{ LOCKSTEP_HTTP_PORT: 'eighty' }, 'LOCKSTEP_HTTP_PORT is eighty'],
    [{ LOCKSTEP_PUBLIC_URL: 'http://lockstep.example.com' }, 'must use https'],
    [{ LOCKSTEP_PUBLIC_URL: 'lockstep.example.com' }, 'is not a URL'],
    [{ LOCKSTEP_PUBLIC_URL: 'https://lockstep.example.com/?a=1' }, 'is more than an address'],
  ])('refuses %j', (env, message) => {
    expect(() => readEnvironment(env)).toThrow(message);
  });

  it.each([
    ['a PEM', pem],
    ['a PEM on one line', pem.replaceAll('\n', '\\n')],
    ['an older PEM', rsa.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['a JWK', JSON.stringify(rsa.export({ format: 'jwk' }))],
  ])('takes %s as Okta’s private key', (_, key) => {
    expect(readEnvironment(withKey(key)).okta?.watcher.kind).toBe('key');
  });

  it.each([
    ['a PEM that lost its line ends', pem.replaceAll('\n', ' ')],
    ['the first line alone', pem.split('\n')[0] ?? ''],
    ['an elliptic-curve key', ec.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['its path', './okta.pem'],
    ['half a JWK', '{"kty":"RSA"'],
  ])('refuses %s as Okta’s private key', (_, key) => {
    expect(() => readEnvironment(withKey(key))).toThrow('OKTA_PRIVATE_KEY is no RSA private key');
  });

  it('accepts plain http for loopback and strips trailing slashes', () => {
    const read = readEnvironment({ ...okta, OKTA_ORG_URL: 'http://127.0.0.1:4001/' });

    expect(read.okta?.orgUrl).toBe('http://127.0.0.1:4001');
  });

  it('asks PagerDuty in the US who is on call, unless another address is set', () => {
    const apiToken = 'u+x';
    const set = { PAGERDUTY_API_TOKEN: apiToken };
    const eu = 'https://api.eu.pagerduty.com';

    expect(readEnvironment({}).pagerDuty).toBeNull();
    expect(readEnvironment(set).pagerDuty).toEqual({ apiToken, apiUrl: 'https://api.pagerduty.com' });
    expect(readEnvironment({ ...set, PAGERDUTY_API_URL: `${eu}/` }).pagerDuty?.apiUrl).toBe(eu);
  });

  it('is called by nobody without a public address', () => {
    expect(readEnvironment({}).publicUrl).toBeNull();
    expect(readEnvironment({ LOCKSTEP_PUBLIC_URL: 'https://a.test/lockstep/' }).publicUrl).toBe(
      'https://a.test/lockstep',
    );
  });

  it('lets nobody sign in without an app for it', () => {
    const app = { clientId: 'x', clientSecret: 'y' };
    const set = (prefix: string) => ({
      [`${prefix}_SIGN_IN_CLIENT_ID`]: 'x',
      [`${prefix}_SIGN_IN_CLIENT_SECRET`]: 'y',
    });

    expect([readEnvironment(okta).okta?.signIn, readEnvironment(entra).entra?.signIn]).toEqual([null, null]);
    expect(readEnvironment({ ...okta, ...set('OKTA') }).okta?.signIn).toEqual(app);
    expect(readEnvironment({ ...entra, ...set('ENTRA') }).entra?.signIn).toEqual({ ...app, context: null });
    expect(
      readEnvironment({ ...entra, ...set('ENTRA'), ENTRA_SIGN_IN_CONTEXT: 'c12' }).entra?.signIn,
    ).toMatchObject({ context: 'c12' });
  });

  it('keeps a second, writing identity apart', () => {
    const read = readEnvironment({ ...entra, ENTRA_ACTOR_CLIENT_ID: 'w', ENTRA_ACTOR_CLIENT_SECRET: 'x' });

    expect(read.entra?.actor).toEqual({ kind: 'secret', clientId: 'w', clientSecret: 'x' });
  });

  it('hears no change notifications without a secret for them', () => {
    const secret = 'x'.repeat(32);

    expect(readEnvironment(entra).entra?.hookSecret).toBeNull();
    expect(readEnvironment({ ...entra, ENTRA_HOOK_SECRET: secret }).entra?.hookSecret).toBe(secret);
    expect(readEnvironment(okta).okta?.hookSecret).toBeNull();
    expect(readEnvironment({ ...okta, OKTA_HOOK_SECRET: secret }).okta?.hookSecret).toBe(secret);
  });

  it('takes a workload identity where the platform offers one, and a managed one otherwise', () => {
    const named = { ENTRA_TENANT_ID: 't', ENTRA_CLIENT_ID: 'c' };

    expect(readEnvironment({ ...named, AZURE_FEDERATED_TOKEN_FILE: '/f' }).entra?.watcher.kind).toBe(
      'workload',
    );
    expect(readEnvironment(named).entra?.watcher.kind).toBe('managed');
  });
});
