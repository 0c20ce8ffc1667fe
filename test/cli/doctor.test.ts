import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runLockstep } from '../../sandbox/bot.ts';
import { type Demo, startDemo } from '../../sandbox/demo.ts';
import { startEntra } from '../../sandbox/entra/server.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import { credentials } from '../../sandbox/tenant/cast.ts';

let demo: Demo;
let folder: string;
beforeAll(async () => {
  demo = await startDemo();
  folder = await mkdtemp(join(tmpdir(), 'lockstep-doctor-'));
});
afterAll(async () => {
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

/** What it says, without the marks of what is in order, and how it ended. */
async function doctor(change: Record<string, string> = {}) {
  const env = { ...demo.env, DATABASE_URL: `file:${join(folder, 'doctor.db')}`, ...change };
  const { code, stdout, stderr } = await runLockstep(['doctor'], env);
  const wrong = stdout.split('\n').filter((line) => line.startsWith('✗'));
  return { code, stdout, stderr, wrong };
}

it('finds everything in order', async () => {
  const { code, stdout, wrong } = await doctor();

  expect([code, wrong]).toEqual([0, []]);
  for (const said of [
    'sqlite: writable',
    'migrated',
    'okta.users.read granted',
    'okta.users.manage granted',
    '/idp: the app may have it',
    'a socket can be opened',
    'PagerDuty: reachable, token accepted',
  ])
    expect(stdout).toContain(said);
});

it('names missing permissions and what is off without them', async () => {
  const { code, stdout } = await doctor({
    ENTRA_CLIENT_ID: credentials.entra.narrowClient,
    ENTRA_CLIENT_SECRET: credentials.entra.narrowSecret,
  });

  expect(code).toBe(1);
  expect(stdout).toContain('Policy.Read.All is missing. Off without it: the Conditional Access checks.');
});

it('takes an identity that only reads for a choice, and says what is off', async () => {
  const reading = { OKTA_ACTOR_CLIENT_ID: '', OKTA_ACTOR_PRIVATE_KEY: '', OKTA_ACTOR_KEY_ID: '' };
  const { code, stdout, wrong } = await doctor(reading);

  expect([code, wrong]).toEqual([0, []]);
  expect(stdout).toContain('okta.groups.manage is missing. Off without it: granting and revoking access');
});

it('names an acting identity that Okta refuses, and goes on watching', async () => {
  const { code, stdout, wrong } = await doctor({ OKTA_ACTOR_CLIENT_ID: '0oanobody' });

  expect(code).toBe(1);
  expect(wrong).toHaveLength(2);
  expect(wrong[0]).toMatch(
    /okta.groups.manage is missing. Off without it: .*the acting identity: Okta gave no token/,
  );
  expect(stdout).toContain('okta.users.read granted');
});

it.each([
  ['a wrong secret', { ENTRA_CLIENT_SECRET: 'wrong' }, /^✗ entra +[A-Z_]+: .*AADSTS7000215/],
  [
    'another tenant',
    { ENTRA_TENANT_ID: '00000000-0000-4000-8000-000000000000' },
    /^✗ entra +[A-Z_]+: .*does not know this tenant.*ENTRA_TENANT_ID/,
  ],
  ['a directory that is down', { OKTA_ORG_URL: 'http://127.0.0.1:9' }, /^✗ okta +PROVIDER_UNAVAILABLE: /],
  [
    'a Slack that is down',
    { SLACK_API_URL: 'http://127.0.0.1:9/api/' },
    /^✗ slack .*fetch failed.*SLACK_API_URL/,
  ],
  [
    'a wrong PagerDuty token',
    { PAGERDUTY_API_TOKEN: 'wrong' },
    /^✗ on-call PagerDuty answered 401.* check PAGERDUTY_API_TOKEN/,
  ],
  ['a wrong Slack token', { SLACK_BOT_TOKEN: 'xoxb-wrong' }, /^✗ slack .*invalid_auth.* SLACK_BOT_TOKEN/],
  ['a wrong socket token', { SLACK_APP_TOKEN: 'xapp-wrong' }, /^✗ slack .*no socket.*connections:write/],
  [
    'a store that cannot be opened',
    { DATABASE_URL: 'file:/proc/nope/a.db' },
    /^✗ store .*Check DATABASE_URL/,
  ],
])('says in one line what is wrong with %s, and goes on with everything else', async (_, change, line) => {
  const { code, stdout, stderr, wrong } = await doctor(change);
  const parts = new Set(
    stdout
      .trim()
      .split('\n')
      .map((each) => each.split(/ +/)[1]),
  );

  expect(code).toBe(1);
  expect(wrong).toEqual([expect.stringMatching(line)]);
  // Policies are compared with directories that all answer.
  const answering = /^✗ (store|slack|on-call)/.test(wrong[0] ?? '');
  const always = ['store', 'okta', 'entra', 'slack', 'sink', 'on-call'];
  expect(parts).toEqual(new Set(answering ? [...always, 'policy'] : always));
  expect(stderr).toBe('');
});

it('names the Slack scopes that are missing', async () => {
  demo.slack.setScopes(['chat:write', 'users:read', 'commands']);
  const { code, wrong } = await doctor();

  expect(code).toBe(1);
  expect(wrong).toEqual([
    expect.stringMatching(
      /missing scopes: channels:read, groups:read, users:read\.email\. .*slack-app\.yaml/,
    ),
  ]);
});

it.each([
  [600_000, 'behind'],
  [-600_000, 'ahead of'],
])('sees a clock that is ten minutes off (%i ms)', async (clockSkewMs, where) => {
  const okta = await startOkta(demo.company, { clockSkewMs });
  const entra = await startEntra(demo.company, { clockSkewMs });
  const token = {
    OKTA_API_TOKEN: credentials.okta.watcherToken,
    OKTA_CLIENT_ID: '',
    OKTA_PRIVATE_KEY: '',
    OKTA_KEY_ID: '',
  };
  const urls = {
    OKTA_ORG_URL: okta.url,
    ENTRA_GRAPH_URL: entra.url,
    ENTRA_AUTHORITY_URL: entra.authorityUrl,
  };
  const { code, stdout } = await doctor({ ...urls, ...token });
  const signed = await doctor(urls);
  await Promise.all([okta.close(), entra.close()]);

  expect(code).toBe(1);
  for (const part of ['okta', 'entra'])
    expect(stdout).toMatch(
      new RegExp(`✗ ${part} +clock (600|599|601) s ${where} the vendor's. Set the clock`),
    );
  expect(signed.stdout).toMatch(/✗ okta +CLOCK_SKEW: /);
});

it('says how approvers prove themselves, and what is missing for a sign-in', async () => {
  const app = { OKTA_SIGN_IN_CLIENT_ID: 'x', OKTA_SIGN_IN_CLIENT_SECRET: 'y' };
  const without = await doctor(app);
  const { stdout } = await doctor({ ...app, LOCKSTEP_PUBLIC_URL: 'https://lockstep.test/bot' });

  expect(without.wrong.join()).toContain('there is no public address. Set LOCKSTEP_PUBLIC_URL');
  expect(stdout).toContain(
    'a push of okta, a sign-in at okta (redirect URI https://lockstep.test/bot/step-up/callback)',
  );
});
