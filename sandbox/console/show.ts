import { identity } from '../slack/identity.ts';
import type { Lever } from './lever.ts';
import type { ConsoleParts } from './server.ts';

/** The workspace as one person sees it. */
export function showWorkspace({ slack, okta, entra, company }: ConsoleParts, person: string) {
  const residents = new Set(company.people.map(({ slackId }) => slackId));
  const users = slack.users();
  const viewer = users.find(({ id }) => id === person) ?? users[0];
  const id = viewer?.id ?? '';
  const channels = slack.channels().filter((channel) => channel.kind !== 'im' || channel.user === id);
  const direct = `D${id.slice(1)}`;
  return {
    person: id,
    people: users
      .filter((user) => user.id !== identity.botUserId)
      .map((user) => ({
        id: user.id,
        name: user.real_name,
        resident: residents.has(user.id),
        kind: kindOf(user),
      })),
    bot: { id: identity.botUserId, name: 'Lockstep' },
    direct,
    channels: channels
      .filter(({ kind }) => kind !== 'im')
      .map((channel) => ({
        id: channel.id,
        name: channel.name,
        private: channel.kind === 'group',
        shared: channel.shared,
      })),
    messages: Object.fromEntries(
      [...channels.map((channel) => channel.id), direct].map((channel) => [channel, slack.messages(channel)]),
    ),
    ephemerals: slack.ephemerals(id),
    home: slack.home(id) ?? null,
    modal: slack.modals(id).at(-1) ?? null,
    status: {
      connections: slack.connections(),
      okta: okta.requestCount(),
      entra: entra.requestCount(),
    },
  };
}

function kindOf(user: {
  readonly deleted: boolean;
  readonly is_bot: boolean;
  readonly is_restricted: boolean;
  readonly is_stranger?: boolean;
  readonly team_id: string;
  readonly is_email_confirmed: boolean;
}): string {
  if (user.deleted) return 'deactivated';
  if (user.is_bot) return 'bot';
  if (user.is_restricted) return 'guest';
  if (user.is_stranger === true) return 'stranger';
  if (user.team_id !== identity.teamId) return 'other company';
  return user.is_email_confirmed ? 'member' : 'address not confirmed';
}

export function showLevers(levers: readonly Lever[], pulled: ReadonlyMap<string, string>) {
  return levers.map(({ id, title, what, side, undo }) => ({
    id,
    title,
    what,
    side,
    undoable: undo !== undefined,
    pulled: pulled.get(id) ?? null,
  }));
}
