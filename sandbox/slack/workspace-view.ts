import { modalsOf } from './methods/views.ts';
import type { Change, Channel, Ephemeral, Message, SlackFile, SlackUser, View, World } from './world.ts';
import { directMessage } from './world.ts';

/** What tests and the console read of the workspace. */
export interface WorkspaceView {
  readonly users: () => readonly SlackUser[];
  readonly channels: () => readonly Channel[];
  /** Every message of a channel, oldest first, replies included. A user id means the direct message with the app. */
  readonly messages: (channel: string) => readonly Message[];
  /** Replies by the ts of the message that they answer. */
  readonly threads: (channel: string) => ReadonlyMap<string, readonly Message[]>;
  readonly ephemerals: (userId: string) => readonly Ephemeral[];
  readonly home: (userId: string) => View | undefined;
  /** Open modals of a person, the top one last. */
  readonly modals: (userId: string) => readonly View[];
  readonly files: () => readonly SlackFile[];
  /** Makes somebody a guest, deactivates them, changes their address … */
  readonly changeUser: (userId: string, change: Partial<Omit<SlackUser, 'id'>>) => void;
  readonly onChange: (listener: (change: Change) => void) => () => void;
}

export function createWorkspaceView(world: World): WorkspaceView {
  const messages = (channel: string): readonly Message[] => {
    const id = world.users.has(channel) ? directMessage(world, channel).id : channel;
    return world.messages.get(id) ?? [];
  };
  return {
    users: () => [...world.users.values()],
    channels: () => [...world.channels.values()],
    messages,
    threads: (channel) => {
      const replies = messages(channel).filter(
        (each) => each.thread_ts !== undefined && each.thread_ts !== each.ts,
      );
      return Map.groupBy(replies, (each) => each.thread_ts ?? '');
    },
    ephemerals: (userId) => world.ephemerals.filter(({ to }) => to === userId),
    home: (userId) => world.homes.get(userId),
    modals: (userId) => modalsOf(world, userId),
    files: () => [...world.files.values()],
    changeUser: (userId, change) => {
      const user = world.users.get(userId);
      if (user === undefined) throw new Error(`no Slack user ${userId}`);
      world.users.set(userId, { ...user, ...change });
      world.changed({ kind: 'user', where: userId });
    },
    onChange: world.onChange,
  };
}
