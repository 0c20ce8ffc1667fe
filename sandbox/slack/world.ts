import { randomBytes } from 'node:crypto';
import type { Json } from './json.ts';

/** Slack's user object, as much of it as decides who may act. */
export interface SlackUser {
  readonly id: string;
  readonly team_id: string;
  readonly name: string;
  readonly real_name: string;
  readonly deleted: boolean;
  readonly is_bot: boolean;
  readonly is_app_user: boolean;
  readonly is_admin: boolean;
  readonly is_owner: boolean;
  readonly is_restricted: boolean;
  readonly is_ultra_restricted: boolean;
  readonly is_email_confirmed: boolean;
  readonly is_stranger?: boolean;
  readonly is_workflow_bot?: boolean;
  readonly is_invited_user?: boolean;
  readonly updated: number;
  readonly profile: {
    readonly email?: string;
    readonly real_name: string;
    readonly display_name: string;
    readonly team: string;
  };
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'im';
  /** The other end of a direct message. */
  readonly user?: string;
  /** chat:write posts only where the app was invited. */
  readonly botIsMember: boolean;
  readonly shared: boolean;
}

export interface Message extends Json {
  readonly type: 'message';
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly thread_ts?: string;
  readonly bot_id?: string;
}

/** Seen by one person only. */
export interface Ephemeral extends Message {
  readonly to: string;
}

export interface View extends Json {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly hash: string;
  readonly user: string;
  readonly external_id: string;
  readonly root_view_id: string;
  readonly previous_view_id: string | null;
  readonly blocks: readonly Json[];
}

export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly content: Buffer | null;
  /** Shared with a channel by files.completeUploadExternal. */
  readonly complete: boolean;
}

export interface Change {
  readonly kind: 'message' | 'ephemeral' | 'home' | 'view' | 'file' | 'user' | 'state';
  /** Channel or user id it is about. */
  readonly where: string;
}

/** Everything the workspace holds, in memory. */
export interface World {
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, Channel>;
  readonly messages: Map<string, Message[]>;
  readonly ephemerals: Ephemeral[];
  readonly homes: Map<string, View>;
  /** Open modals by id, oldest first. */
  readonly modals: Map<string, View>;
  readonly files: Map<string, SlackFile>;
  readonly now: () => number;
  /** A message time stamp nobody else has: seconds, a dot, six digits. */
  readonly nextTs: () => string;
  readonly changed: (change: Change) => void;
  readonly onChange: (listener: (change: Change) => void) => () => void;
}

export function createWorld(now: () => number): World {
  const listeners = new Set<(change: Change) => void>();
  let last = 0;
  return {
    users: new Map(),
    channels: new Map(),
    messages: new Map(),
    ephemerals: [],
    homes: new Map(),
    modals: new Map(),
    files: new Map(),
    now,
    nextTs: () => {
      last = Math.max(now() * 1000, last + 1);
      return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
    },
    changed: (change) => {
      for (const listener of listeners) listener(change);
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** An id that looks like Slack's: a letter and upper-case digits. */
export function slackId(prefix: string): string {
  return `${prefix}${randomBytes(5).toString('hex').toUpperCase()}`;
}

/** The direct message between a person and the app, opened when needed. */
export function directMessage(world: World, userId: string): Channel {
  const id = `D${userId.slice(1)}`;
  const channel: Channel = world.channels.get(id) ?? {
    id,
    name: 'directmessage',
    kind: 'im',
    user: userId,
    botIsMember: true,
    shared: false,
  };
  world.channels.set(id, channel);
  return channel;
}
