import { randomBytes } from 'node:crypto';
import { SlackFailure } from './failure.ts';

/** Things that Slack hands out and that die: trigger ids, response URLs, connection tickets. */
export interface Tickets {
  readonly openTrigger: (userId: string) => string;
  /** The person the trigger belongs to; a trigger works once, for 3 s. */
  readonly useTrigger: (id: string) => string;
  /** Path of a new response URL, below the stand-in's address. */
  readonly openResponseUrl: (kind: 'commands' | 'actions', target: ResponseTarget) => string;
  readonly useResponseUrl: (path: string) => ResponseTarget | 'used_url' | 'expired_url' | undefined;
  readonly openSocketTicket: () => string;
  readonly useSocketTicket: (ticket: string) => boolean;
}

/** Where an answer to a response URL goes. */
export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message whose button was clicked; absent for a slash command. */
  readonly source?: { readonly ts: string; readonly ephemeral: boolean };
}

const triggerLife = 3000;
const responseLife = 30 * 60 * 1000;
const responseUses = 5;

export function createTickets(now: () => number, teamId: string): Tickets {
  const triggers = new Map<string, { user: string; until: number; used: boolean }>();
  const responses = new Map<string, { target: ResponseTarget; until: number; left: number }>();
  const sockets = new Set<string>();
  const secret = (bytes: number): string => randomBytes(bytes).toString('hex');
  return {
    openTrigger: (user) => {
      const id = `${now()}.${secret(5)}.${secret(16)}`;
      triggers.set(id, { user, until: now() + triggerLife, used: false });
      return id;
    },
    useTrigger: (id) => {
      const trigger = triggers.get(id);
      if (trigger === undefined) throw new SlackFailure('invalid_trigger_id');
      if (trigger.used) throw new SlackFailure('exchanged_trigger_id');
      if (now() > trigger.until) throw new SlackFailure('expired_trigger_id');
      trigger.used = true;
      return trigger.user;
    },
    openResponseUrl: (kind, target) => {
      const path = `/${kind}/${teamId}/${now()}/${secret(12)}`;
      responses.set(path, { target, until: now() + responseLife, left: responseUses });
      return path;
    },
    useResponseUrl: (path) => {
      const found = responses.get(path);
      if (found === undefined) return undefined;
      if (now() > found.until) return 'expired_url';
      if (found.left <= 0) return 'used_url';
      found.left -= 1;
      return found.target;
    },
    openSocketTicket: () => {
      const ticket = secret(16);
      sockets.add(ticket);
      return ticket;
    },
    useSocketTicket: (ticket) => sockets.delete(ticket),
  };
}
