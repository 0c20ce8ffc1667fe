import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listen } from '../../sandbox/lib/listen.ts';
import type { StandIn } from '../../sandbox/stand-in.ts';
import type { Account } from '../../src/domain/account.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { identify } from '../../src/slack/people.ts';
import { readAudit } from '../../src/store/audit.ts';
import { nextMessages } from '../../src/store/messages.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { quietSettings } from '../support/settings.ts';
import { slackUser as user } from '../support/slack-user.ts';

const account = (id: string, over: Partial<Account> = {}): Account => ({
  id,
  login: 'ada@acme.test',
  email: 'ada@acme.test',
  displayName: 'Ada',
  status: 'active',
  type: 'member',
  synced: false,
  createdAt: null,
  ...over,
});

let slack: StandIn;
let store: Store;
beforeEach(async () => {
  slack = await listen({
    answer: ({ url }) =>
      Response.json({ ok: true, ...(url.endsWith('auth.test') ? { team_id: 'T0HOME' } : { user }) }),
  });
  store = await openStore('file::memory:');
  await store.migrate();
});
afterEach(async () => {
  await store.close();
  await slack.close();
});

/** Directories in which the address has these accounts; null = it does not answer. */
async function ask(
  directories: Readonly<Record<string, readonly Account[] | null>>,
  allowedDomains: readonly string[] = [],
): Promise<string> {
  const lookUps = Object.entries(directories).map(([connection, accounts]) => {
    const accountsByEmail = async () =>
      await (accounts === null ? Promise.reject(new Error('it is down')) : Promise.resolve(accounts));
    return [connection, { accountsByEmail }] as const;
  });
  const channels = { reports: null, alerts: 'C0ALERTS', requests: null };
  const tools = {
    ...store,
    clock: fixedClock('2026-11-24T12:00:00Z'),
    log: silentLog,
    settings: quietSettings({ channels, allowedDomains }),
    lookUps: new Map(lookUps),
  };
  const client = new webApi.WebClient('xoxb-1', { slackApiUrl: `${slack.url}/api/` });
  const known = await identify(client, tools, 'U0ADA');
  return 'refused' in known ? known.why : `${known.person.connection}:${known.person.account.id}`;
}

it('a Slack user is who has the address in the first directory that knows it', async () => {
  expect(await ask({ okta: [], entra: [account('e1')] }, ['acme.test'])).toBe('entra:e1');
});

it.each([
  ['an address of another domain', { okta: [account('o1')] }, ['other.test'], 'not in an allowed domain'],
  ['an address that nobody has', { okta: [], entra: [] }, [], 'no connected directory'],
  ['an address that two accounts have', { okta: [account('o1'), account('o2')] }, [], '2 active accounts'],
  ['a guest of the directory', { entra: [account('e1', { type: 'guest' })] }, [], 'is a guest in entra'],
  [
    'a directory that is away, whatever the next one says',
    { okta: null, entra: [account('e1')] },
    [],
    'okta could not',
  ],
])('%s is nobody', async (_, directories, domains, why) => {
  expect(await ask(directories, domains)).toContain(why);
});

it('whose address leads to another account than before is nobody, and the alerts say so once', async () => {
  expect(await ask({ okta: [account('o1')] })).toBe('okta:o1');
  for (let again = 0; again < 2; again++)
    expect(await ask({ okta: [account('o2')] })).toContain('tied to another directory account');

  const audit = await Array.fromAsync(readAudit(store.db));
  expect(audit[0]).toMatchObject({ action: 'person.changed', object: 'o2', detail: { before: 'okta:o1' } });
  expect(await nextMessages(store.db, 9)).toMatchObject([{ channel: 'C0ALERTS', kind: 'notice' }]);
  expect(await ask({ okta: [account('o1')] })).toBe('okta:o1');
});
