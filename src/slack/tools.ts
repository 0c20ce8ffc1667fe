import type { SlackConfig } from '../config/config.ts';
import type { DeactivationTools } from '../deactivation/tools.ts';
import type { Offer } from '../domain/alert.ts';
import type { Connection } from '../domain/connection.ts';
import type { LookUp } from '../providers/provider.ts';

/** What the chat surface may use; what the features need for asking and deciding is part of it. */
export interface SlackTools extends DeactivationTools {
  readonly config: SlackConfig;
  /** Live reads about people, by connection. */
  readonly lookUps: ReadonlyMap<string, LookUp>;
  readonly connections: readonly Connection[];
  /** What can be done about alerts, by connection. */
  readonly remedies: ReadonlyMap<string, ReadonlySet<Offer['action']>>;
  /** Where browsers reach Lockstep; null or absent: nobody signs in to prove a decision. */
  readonly publicUrl?: string | null;
  /** Where signed requests arrive in HTTP mode; default 127.0.0.1:3001. */
  readonly http?: { readonly host: string; readonly port: number };
}
