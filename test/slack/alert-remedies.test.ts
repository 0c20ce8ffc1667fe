import { expect, it } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { quarantine, runCycle } from '../../sandbox/tenant/entra-jobs.ts';
import { tellChat } from '../../src/alerts/tell.ts';
import type { Settings } from '../../src/config/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { insertAlert } from '../../src/store/alerts.ts';
import { readAudit } from '../../src/store/audit.ts';
import { freezeNow, liftFreeze } from '../../src/store/freeze.ts';
import { configOf } from '../providers/entra-connection.ts';
import { alertOf } from '../support/alert.ts';
import { openBot } from './open-bot.ts';

const ada = cast.ada.slackId;
const actor = {
  kind: 'secret' as const,
  clientId: credentials.entra.actorClient,
  clientSecret: credentials.entra.actorSecret,
};

/** A quarantined job in a real tenant over HTTP, and its card in Slack. */
async function openWithQuarantine(
  wanted: { readonly actor?: boolean; readonly jobs?: boolean; readonly settings?: Partial<Settings> } = {},
) {
  const entra = await startEntra(createCompany());
  const identity = wanted.actor === false ? null : actor;
  const provider = await connectEntra({
    id: 'entra',
    clock: systemClock,
    limits: { rateShare: 1, concurrency: 4 },
    config: configOf(entra, { actor: identity }),
  });
  const bot = await openBot({ ...wanted, more: [provider] });
  const found = [...entra.tenant.jobs].find(([, jobs]) => jobs.length > 0);
  const [app = '', [job] = []] = found ?? [];
  if (job === undefined) throw new Error('no job');
  job.credentials = 'dead';
  runCycle(job);
  const [account = ''] = [...entra.tenant.users.keys()];
  const on = { app, job: job.id };
  const alert = alertOf({
    connection: 'entra',
    offers: [
      { action: 'validate-credentials', on },
      { action: 'restart-job', on },
      { action: 'provision-on-demand', on: { ...on, account } },
    ],
  });
  await insertAlert(bot.store.db, alert);
  await tellChat(bot.tools, alert);
  await bot.bot.deliver();
  return {
    ...bot,
    entra,
    job,
    posts: () => entra.requests().filter((line) => line.startsWith('POST') && line.includes('/jobs/')),
    [Symbol.asyncDispose]: async () => {
      await bot.close();
      await entra.close();
    },
  };
}

type Bot = Awaited<ReturnType<typeof openWithQuarantine>>;

const card = ({ slack }: Bot) => {
  const [message] = slack.messages('C0ALERTS');
  if (message === undefined) throw new Error('no card');
  return message;
};
const click = async (bot: Bot, actionId: string, user: string = ada) =>
  await bot.slack.click(user, { channel: 'C0ALERTS', ts: card(bot).ts, actionId });
const cardSays = async (bot: Bot, words: string): Promise<true> =>
  await eventually(`"${words}" on the card`, () =>
    JSON.stringify(card(bot).blocks).includes(words) ? true : undefined,
  );
const audited = async ({ store }: Bot, action: string) => {
  const found = [];
  for await (const entry of readAudit(store.db)) if (entry.action === action) found.push(entry);
  return found;
};

it('validates the credentials once for a double click, and again on the next card', async () => {
  await using bot = await openWithQuarantine();
  await Promise.all([click(bot, 'alert-validate-credentials'), click(bot, 'alert-validate-credentials')]);
  await cardSays(bot, 'CredentialValidationFailure');
  expect(bot.posts()).toHaveLength(1);

  bot.job.credentials = 'good';
  await click(bot, 'alert-validate-credentials');
  await cardSays(bot, 'the app accepts the saved credentials');
  expect(bot.posts()).toHaveLength(2);
  expect(bot.slack.messages('C0ALERTS')).toHaveLength(1);
  expect(
    (await audited(bot, 'alert.remedy-tried')).map(({ actor, detail }) => [actor, detail['outcome']]),
  ).toEqual([
    [ada, 'failed'],
    [ada, 'done'],
  ]);
});

it('restarts the job without a full cycle, and says what Entra says then', async () => {
  await using bot = await openWithQuarantine();
  await click(bot, 'alert-restart-job');
  await cardSays(bot, 'still has it in quarantine');
  bot.job.credentials = 'good';
  await click(bot, 'alert-restart-job');
  await cardSays(bot, 'Entra says Active');

  expect(bot.job.status.code).toBe('Active');
});

it('never restarts a job that stopped before deleting', async () => {
  await using bot = await openWithQuarantine();
  quarantine(bot.job, 'EncounteredTooManyDeletes');
  await click(bot, 'alert-restart-job');
  await cardSays(bot, 'it would delete too many accounts');

  expect(bot.posts()).toEqual([]);
});

it('provisions one account on demand', async () => {
  await using bot = await openWithQuarantine();
  bot.job.credentials = 'good';
  await click(bot, 'alert-provision-on-demand');

  expect(await cardSays(bot, 'the account was provisioned')).toBe(true);
});

it('names the permission that is missing where there is no writing identity', async () => {
  await using bot = await openWithQuarantine({ actor: false });
  await click(bot, 'alert-validate-credentials');
  await cardSays(bot, 'Synchronization.ReadWrite.All is missing');

  expect(await audited(bot, 'alert.remedy-tried')).toMatchObject([{ detail: { code: 'NOT_PERMITTED' } }]);
});

it('does nothing while Lockstep is frozen, also when it was frozen after the click', async () => {
  await using bot = await openWithQuarantine({ jobs: false });
  const { db } = bot.store;
  const freeze = async () => await freezeNow(db, { at: new Date(), by: 'UBOB', because: 'a storm' });
  await freeze();
  await click(bot, 'alert-restart-job');
  await eventually('a refusal', () =>
    bot.slack.ephemerals(ada).some(({ text }) => text.includes('frozen')) ? true : undefined,
  );
  await liftFreeze(db, { at: new Date(), by: 'UBOB' });
  await click(bot, 'alert-restart-job');
  await eventually('the click taken', async () =>
    (await audited(bot, 'alert.remedy-asked')).length === 1 ? true : undefined,
  );
  await freeze();
  const runner = await bot.startJobs();
  await cardSays(bot, 'nothing was done: Lockstep is frozen');
  await runner.stop();

  expect(bot.posts()).toEqual([]);
});

it('leaves the restart to admins', async () => {
  const group = [{ connection: 'okta', group: 'Lockstep Admins' }];
  await using bot = await openWithQuarantine({
    settings: { roles: { viewer: [], operator: group, admin: [] } },
  });
  await click(bot, 'alert-restart-job');
  await eventually('a refusal', () =>
    bot.slack.ephemerals(ada)[0]?.text.includes('You may not do this') === true ? true : undefined,
  );
  await click(bot, 'alert-validate-credentials');
  await cardSays(bot, 'CredentialValidationFailure');

  expect(bot.posts()).toHaveLength(1);
});
