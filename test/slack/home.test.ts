import { expect, it } from 'vitest';
import { outsiders } from '../../sandbox/slack/residents.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { saveRun } from '../../src/store/runs.ts';
import { findingOf, resultOf, runOf } from '../report/sample.ts';
import { openBot } from './open-bot.ts';

const scores = { health: 0.5, coverage: 0.5 };
const report = runOf([
  resultOf({ findings: [findingOf({ subject: 'fresh@acme.test', state: 'opened' })] }),
  resultOf({
    check: 'admin-guest',
    status: 'pass',
    findings: [findingOf({ check: 'admin-guest', subject: 'gone@acme.test', state: 'resolved' })],
  }),
  resultOf({ check: 'mfa-missing', status: 'not_evaluated', because: 'not_permitted: okta.users.read' }),
]);

type Bot = Awaited<ReturnType<typeof openBot>>;

/** What stands on somebody's Home after they open it. */
async function homeOf({ slack }: Bot, user: string): Promise<string> {
  const before = slack.home(user);
  await slack.openHome(user);
  return JSON.stringify(
    await eventually('a Home', () => {
      const view = slack.home(user);
      return view === before ? undefined : view;
    }),
  );
}

it('shows how things are and what to type, before the first run', async () => {
  await using bot = await openBot();
  const home = await homeOf(bot, cast.ada.slackId);

  for (const said of ['*okta*: 0 accounts', 'never synced', 'The checks have not run yet.', '`/idp check'])
    expect(home).toContain(said);
});

it('shows what changed, what fails and what could not be judged in the last full run', async () => {
  await using bot = await openBot();
  await saveRun(bot.store.db, report, scores);
  const few = { ...runOf([resultOf({ check: 'admin-synced', status: 'pass' })]), runId: 'few', only: ['x'] };
  await saveRun(bot.store.db, { ...few, finishedAt: new Date(report.finishedAt.getTime() + 1000) }, scores);
  const home = await homeOf(bot, cast.ada.slackId);

  for (const said of [
    '*NEW* medium · fresh@acme.test',
    '✔ medium · gone@acme.test',
    '✗ medium · ',
    '? `mfa-missing` (okta): not_permitted',
    '1 pass, 1 fail, 0 not applicable, 1 not evaluated',
    '`/idp report`',
  ])
    expect(home).toContain(said);
  expect(home).not.toContain('only x');
});

it('speaks of no thread, which a Home does not have', async () => {
  await using bot = await openBot();
  const many = Array.from({ length: 30 }, (_, i) =>
    findingOf({ subject: `fresh${i}@acme.test`, state: 'opened' }),
  );
  await saveRun(bot.store.db, runOf([resultOf({ findings: many })]), scores);
  const home = await homeOf(bot, cast.ada.slackId);

  expect(home).toContain('more new findings: `/idp report` posts them all');
  expect(home).not.toContain('thread');
});

it.each([
  ['somebody without a role', cast.grace.slackId],
  ['a guest', outsiders.guest],
])('shows %s only why not, and what to type', async (_, user) => {
  await using bot = await openBot();
  await saveRun(bot.store.db, report, scores);
  const home = await homeOf(bot, user);

  expect(home).toContain('You may not do this');
  expect(home).toContain('`/idp help`');
  expect(home).not.toMatch(/acme\.test|accounts, |coverage/);
});
