import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBot, startBot } from '../../sandbox/bot.ts';
import { type Demo, startDemo } from '../../sandbox/demo.ts';
import { outsiders } from '../../sandbox/slack/residents.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';

/** The real bot as its own process, against the stand-ins, over real sockets. */
let demo: Demo;
let bot: RunningBot;

beforeAll(async () => {
  demo = await startDemo();
  bot = await startBot(demo.env);
});

afterAll(async () => {
  await bot.stop();
  await demo.close();
});

const reports = () => demo.slack.messages('C0REQ').filter(({ text }) => text.startsWith('Identity health'));
const said = async (user: string, line: string): Promise<string> => {
  const before = demo.slack.ephemerals(user).length;
  await demo.slack.command(user, 'C0REQ', line);
  return await eventually('an answer', () => demo.slack.ephemerals(user)[before]?.text);
};

describe('/idp', () => {
  it('posts one report for one check, in place of the line that said it was checking', async () => {
    await demo.slack.command(cast.ada.slackId, 'C0REQ', '/idp check');
    const report = await eventually('a report', () => reports()[0]);
    await eventually('its details', () =>
      (demo.slack.threads('C0REQ').get(report.ts)?.length ?? 0) > 3 ? true : undefined,
    );

    expect(demo.slack.messages('C0REQ').filter(({ text }) => text.startsWith('Checking'))).toEqual([]);
    expect(reports()).toHaveLength(1);
    expect(JSON.stringify(report.blocks)).toContain('coverage');
  });

  it('answers status, user and help to the one who asks', async () => {
    expect(await said(cast.ada.slackId, '/idp status')).toContain('okta');
    expect(await said(cast.ada.slackId, '/idp user hedy@acme.test')).toContain('hedy@acme.test');
    expect(await said(cast.grace.slackId, '/idp help')).toContain('/idp check');
    expect(await said(cast.grace.slackId, '/idp')).toContain('What I understand');
  });

  it('knows what was meant', async () => {
    expect(await said(cast.ada.slackId, '/idp chekc')).toContain('Did you mean `/idp check`');
    expect(await said(cast.ada.slackId, '/idp check mfa-weak-onyl')).toContain('mfa-weak-only');
    expect(await said(cast.ada.slackId, '/idp user <!channel>')).not.toContain('<!channel>');
  });

  it.each([
    ['somebody without a role', cast.grace.slackId],
    ['a guest', outsiders.guest],
    ['a single-channel guest', outsiders.singleChannelGuest],
    ['a stranger', outsiders.stranger],
    ['a member of another company', outsiders.external],
    ['a deactivated account', outsiders.deactivated],
    ['an unconfirmed address', outsiders.unconfirmed],
    ['a bot', outsiders.bot],
    ['an account without an address', outsiders.noEmail],
    ['one of two people with one address', cast.kim1.slackId],
  ])('refuses %s', async (_, user) => {
    const before = reports().length;

    expect(await said(user, '/idp check')).toContain('You may not do this');
    expect(reports()).toHaveLength(before);
  });

  it('refuses an account whose person changed, and writes it down', async () => {
    const { slackId, email } = cast.margaret;
    expect(await said(slackId, '/idp status')).toContain('okta');
    demo.slack.changeUser(slackId, {
      profile: { email: cast.ada.email, real_name: 'x', display_name: 'x', team: 'x' },
    });

    expect(await said(slackId, '/idp status')).toContain('tied to another directory account');
    demo.slack.changeUser(slackId, { profile: { email, real_name: 'x', display_name: 'x', team: 'x' } });
  });

  it('lets nobody in while Okta cannot be asked', async () => {
    demo.okta.faults.add({
      path: /^\/api\/v1\/users/,
      fault: { kind: 'status', status: 403, body: { errorCode: 'E0000006' } },
    });
    const answer = await said(cast.ada.slackId, '/idp status');
    demo.okta.faults.clear();

    expect(answer).toContain('could not be asked who you are');
  });

  it('shows the picture on App Home to those who may see it', async () => {
    await demo.slack.openHome(cast.ada.slackId);
    await demo.slack.openHome(cast.grace.slackId);
    const home = async (user: string) =>
      JSON.stringify(await eventually('a Home', () => demo.slack.home(user)));

    expect(await home(cast.ada.slackId)).toContain('okta');
    expect(await home(cast.grace.slackId)).toContain('You may not do this');
  });

  it('answers after every socket broke', async () => {
    demo.slack.dropSockets();
    await eventually('a socket', () => (demo.slack.connections() > 0 ? true : undefined));

    expect(await said(cast.ada.slackId, '/idp help')).toContain('What I understand');
  });

  it('is ready, and says so', async () => {
    const answer = await fetch(`${bot.url}/readyz`);

    expect(await answer.json()).toMatchObject({ ready: true, parts: { store: 'ok', slack: 'ok' } });
  });

  it('logs no name, address or token', () => {
    expect(bot.log()).not.toMatch(/acme\.test|Lovelace|xoxb-|xapp-|BEGIN PRIVATE/);
  });
});
