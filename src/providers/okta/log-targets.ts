import type { Change, Target, TargetKind } from '../../domain/event.ts';
import { known, type LogEntry, type LogTarget, plain } from './log-entry.ts';

const kinds: Readonly<Record<string, TargetKind>> = {
  User: 'account',
  UserGroup: 'group',
  AppInstance: 'app',
  AppUser: 'app_account',
};

/** Okta keeps no order among targets: they are told apart by type. What has no id is left out. */
export function targetsOf(entry: LogEntry): Target[] {
  return entry.target.flatMap((target) => {
    const id = known(target.id);
    return id === null ? [] : [{ kind: kindOf(target, id), id, name: nameOf(target) }];
  });
}

function kindOf({ type }: LogTarget, id: string): TargetKind {
  const known = kinds[type ?? ''];
  if (known !== undefined) return known;
  // Group push mappings: gPm… in the API, gmr… in the log.
  if (/mapping/i.test(type ?? '') || /^(gPm|gmr)/.test(id)) return 'mapping';
  if (/policy|rule|zone/i.test(type ?? '')) return 'policy';
  return /role|resource_?set/i.test(type ?? '') ? 'role' : 'other';
}

/** Accounts go by their login, everything else by what people call it. */
function nameOf({ type, alternateId, displayName }: LogTarget): string | null {
  const [first, second] =
    type === 'User' || type === 'AppUser' ? [alternateId, displayName] : [displayName, alternateId];
  return known(first) ?? known(second);
}

const MOST_CHANGES = 50;

export function changesOf(entry: LogEntry): Change[] {
  const changes = entry.target.flatMap(({ changeDetails }) => {
    if (changeDetails === null) return [];
    const [before, after] = [plain(changeDetails.from), plain(changeDetails.to)];
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }));
  });
  return changes.filter(({ before, after }) => before !== after).slice(0, MOST_CHANGES);
}
