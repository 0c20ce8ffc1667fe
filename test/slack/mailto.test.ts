import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listen } from '../../sandbox/lib/listen.ts';
import type { StandIn } from '../../sandbox/stand-in.ts';
import { slackUserAt } from '../../src/slack/mailto.ts';
import { quietSettings } from '../support/settings.ts';

const flags = { deleted: false, is_bot: false, is_restricted: false, is_ultra_restricted: false };
const ada = {
  id: 'U0ADA',
  team_id: 'T0HOME',
  ...flags,
  is_email_confirmed: true,
  profile: { email: 'ada@acme.test' },
};

/** A Slack that names this user, whomever it is asked for. */
let named: object;
let slack: StandIn;
beforeEach(async () => {
  slack = await listen({
    answer: ({ url }) =>
      Response.json({ ok: true, ...(url.endsWith('auth.test') ? { team_id: 'T0HOME' } : { user: named }) }),
  });
});
afterEach(async () => await slack.close());

const find = async (email: string, allowedDomains: readonly string[] = []) =>
  await slackUserAt(
    new webApi.WebClient('xoxb-1', { slackApiUrl: `${slack.url}/api/` }),
    { settings: quietSettings({ allowedDomains }) },
    email,
  );

it('a direct message goes to whom Slack names, however the address is written', async () => {
  named = ada;

  expect(await find('Ada@ACME.test')).toEqual({ user: 'U0ADA' });
});

it.each([
  ['with another address', {}, 'bob@acme.test', 'another address'],
  ['who is a guest', { is_restricted: true }, 'ada@acme.test', 'a guest'],
  ['of another company', { team_id: 'T0OTHER' }, 'ada@acme.test', 'not a member'],
  ['with an address that nobody confirmed', { is_email_confirmed: false }, 'ada@acme.test', 'not confirmed'],
])('nothing is said to somebody %s', async (_, change, email, why) => {
  named = { ...ada, ...change };

  expect(await find(email)).toEqual({ why: expect.stringContaining(why) });
});

it('nothing is said to an address of a domain that is not allowed', async () => {
  named = ada;

  expect(await find('ada@acme.test', ['other.test'])).toEqual({ why: 'the address is in no allowed domain' });
});
