import { describe, expect, it } from 'vitest';
import { isAllowed, judgeSlackUser } from '../../src/slack/slack-user.ts';
import { slackUser as user } from '../support/slack-user.ts';

const home = { ok: true, team_id: 'T0HOME', enterprise_id: 'E0HOME' };

describe('a Slack user', () => {
  it('of this workspace, with a confirmed address, is believed', () => {
    expect(judgeSlackUser(user, home)).toEqual({ email: 'ada@acme.test' });
  });

  it('of another workspace of the same enterprise is believed too', () => {
    const sister = { ...user, team_id: 'T0SISTER', enterprise_user: { enterprise_id: 'E0HOME' } };

    expect(judgeSlackUser(sister, home)).toEqual({ email: 'ada@acme.test' });
    expect(judgeSlackUser(sister, { team_id: 'T0HOME' })).toHaveProperty('why');
  });

  // Each of them alone: that one is enough must not lean on what else Slack happens to say of such an account.
  it.each([
    ['is deactivated', { deleted: true }, 'deactivated'],
    ['is a bot', { is_bot: true }, 'a bot'],
    ['is a workflow', { is_workflow_bot: true }, 'a bot'],
    ['is a connector', { is_connector_bot: true }, 'a bot'],
    ['is a guest of several channels', { is_restricted: true }, 'a guest'],
    ['is a guest of one channel', { is_ultra_restricted: true }, 'a guest'],
    ['is a stranger', { is_stranger: true }, 'not a member'],
    ['is of another workspace', { team_id: 'T0OTHER' }, 'not a member'],
    [
      'is of another enterprise',
      { team_id: 'T0OTHER', enterprise_user: { enterprise_id: 'E0OTHER' } },
      'not a member',
    ],
    ['has an address that nobody confirmed', { is_email_confirmed: false }, 'not confirmed'],
    ['has no address', { profile: {} }, 'does not say enough'],
    ['does not say whether it is confirmed', { is_email_confirmed: undefined }, 'does not say enough'],
    ['does not say whether it is a guest', { is_restricted: undefined }, 'does not say enough'],
    ['does not say whether it is deactivated', { deleted: undefined }, 'does not say enough'],
  ])('that %s is nobody here', (_, change, why) => {
    expect(judgeSlackUser({ ...user, ...change }, home)).toEqual({ why: expect.stringContaining(why) });
  });

  it.each([[undefined], [null], ['U0ADA'], [{}]])('that is %j is nobody here', (nobody) => {
    expect(judgeSlackUser(nobody, home)).toHaveProperty('why');
    expect(judgeSlackUser(user, nobody)).toHaveProperty('why');
  });
});

describe('an address', () => {
  it.each([
    ['ada@acme.test', ['acme.test'], true],
    ['ada@ACME.test', ['Acme.test'], true],
    ['ada@acme.test', ['other.test', 'acme.test'], true],
    ['ada@acme.test', [], true],
    ['ada@acme.test', ['other.test'], false],
    ['ada@evil-acme.test', ['acme.test'], false],
    ['ada@mail.acme.test', ['acme.test'], false],
    ['ada@acme.test@evil.test', ['acme.test'], false],
    ['acme.test', ['acme.test@evil.test'], false],
  ])('%s of the domains %j: allowed is %j', (email, domains, allowed) => {
    expect(isAllowed(email, domains)).toBe(allowed);
  });
});
