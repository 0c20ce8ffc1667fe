import { identity } from './identity.ts';
import type { Channel, SlackUser, World } from './world.ts';

export interface SlackPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly slackId: string;
}

/** Accounts of the workspace that must never be allowed to act, one for each reason. */
export const outsiders = {
  guest: 'U0GUEST',
  singleChannelGuest: 'U0SOLO',
  stranger: 'U0STRANGER',
  /** A member of another company in #partner-acme: not a stranger, but of a different team. */
  external: 'U0EXTERNAL',
  deactivated: 'U0GONE',
  unconfirmed: 'U0UNCONFIRMED',
  bot: 'U0OTHERBOT',
  /** users.info has no e-mail for this one. */
  noEmail: 'U0NOEMAIL',
} as const;

const channels: readonly Channel[] = [
  { id: 'C0REPORTS', name: 'iam-reports', kind: 'channel', botIsMember: true, shared: false },
  { id: 'C0ALERTS', name: 'iam-alerts', kind: 'channel', botIsMember: true, shared: false },
  { id: 'C0REQ', name: 'access-requests', kind: 'channel', botIsMember: true, shared: false },
  { id: 'C0GENERAL', name: 'general', kind: 'channel', botIsMember: false, shared: false },
  { id: 'C0PARTNER', name: 'partner-acme', kind: 'channel', botIsMember: true, shared: true },
  { id: 'G0SECURITY', name: 'security-private', kind: 'group', botIsMember: true, shared: false },
];

export function settle(world: World, people: readonly SlackPerson[]): void {
  for (const channel of channels) world.channels.set(channel.id, channel);
  for (const person of people)
    world.users.set(person.slackId, member(person.slackId, person.name, person.email));
  for (const user of strangeUsers()) world.users.set(user.id, user);
}

function member(id: string, name: string, email: string): SlackUser {
  return {
    id,
    team_id: identity.teamId,
    name: email.split('@')[0] ?? id.toLowerCase(),
    real_name: name,
    deleted: false,
    is_bot: false,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_email_confirmed: true,
    updated: 1_760_000_000,
    profile: { email, real_name: name, display_name: name.split(' ')[0] ?? name, team: identity.teamId },
  };
}

function strangeUsers(): readonly SlackUser[] {
  const guest = member(outsiders.guest, 'Gus Guest', 'gus@guest.test');
  const external = member(outsiders.external, 'Ext Partner', 'ext@partner.test');
  const { email: _, ...noEmail } = member(outsiders.noEmail, 'No Address', '').profile;
  const bot = member(identity.botUserId, 'Lockstep', '');
  const { email: _bot, ...botProfile } = bot.profile;
  return [
    { ...guest, is_restricted: true },
    {
      ...member(outsiders.singleChannelGuest, 'Sol Solo', 'sol@guest.test'),
      is_restricted: true,
      is_ultra_restricted: true,
    },
    {
      ...member(outsiders.stranger, 'Stan Stranger', 'stan@partner.test'),
      team_id: identity.foreignTeamId,
      is_stranger: true,
    },
    {
      ...external,
      team_id: identity.foreignTeamId,
      profile: { ...external.profile, team: identity.foreignTeamId },
    },
    { ...member(outsiders.deactivated, 'Gone Gordon', 'gone@acme.test'), deleted: true },
    { ...member(outsiders.unconfirmed, 'Una Confirmed', 'una@acme.test'), is_email_confirmed: false },
    {
      ...bot,
      id: outsiders.bot,
      name: 'deploybot',
      real_name: 'Deploy Bot',
      is_bot: true,
      profile: botProfile,
    },
    { ...member(outsiders.noEmail, 'No Address', 'noaddress@acme.test'), profile: noEmail },
    { ...bot, name: identity.botName, is_bot: true, is_app_user: false, profile: botProfile },
  ];
}
