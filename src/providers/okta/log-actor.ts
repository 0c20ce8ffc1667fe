import type { Actor, ActorKind } from '../../domain/event.ts';
import { known, type LogEntry } from './log-entry.ts';

/**
 * Who did it. `shown` says whether a name that comes without an id may be passed on: people type passwords into the field
 * for their login, so the name of a sign-in that failed is shown only when it is known to be a login.
 */
export function actorOf(entry: LogEntry, failed: boolean, shown: (login: string) => boolean): Actor | null {
  const { actor } = entry;
  if (actor === null) return null;
  const id = known(actor.id);
  const isPerson = actor.type === null || actor.type === 'User';
  const name = isPerson
    ? (known(actor.alternateId) ?? known(actor.displayName))
    : (known(actor.displayName) ?? known(actor.alternateId));
  const secret = failed && id === null && !(known(actor.alternateId) !== null && shown(name ?? ''));
  return { id, kind: kindOf(entry), name: secret ? null : name };
}

function kindOf(entry: LogEntry): ActorKind {
  const type = entry.actor?.type ?? null;
  if (type === 'SystemPrincipal') return systemKind(entry);
  if (type !== null && /client|app|service/i.test(type)) return 'app';
  if (known(entry.transaction?.detail?.requestApiTokenId) !== null) return 'token';
  return type === 'User' && known(entry.actor?.id) !== null ? 'person' : 'unknown';
}

/** Okta does what rules, imports and its own housekeeping want under one name; the event tells which (transaction type JOB). */
function systemKind({ eventType, debug, target }: LogEntry): ActorKind {
  if (known(debug['triggeredByGroupRuleId']) !== null) return 'rule';
  if (eventType.startsWith('group.user_membership.rule.')) return 'rule';
  if (/(^|[._])import([._]|$)/.test(eventType)) return 'import';
  const membership = /^(group\.user_membership|user\.lifecycle|user\.account\.update_profile)/.test(
    eventType,
  );
  if (membership && target.some(({ type }) => type === 'GroupRule')) return 'rule';
  if (membership && target.some(({ type }) => type === 'AppInstance')) return 'import';
  if (Object.keys(debug).some((name) => /^import/i.test(name))) return 'import';
  return 'system';
}
