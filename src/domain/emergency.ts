import type { BreakGlassState } from './break-glass.ts';
import { reasonBehind, type Unread } from './unread.ts';

/** A field that a vendor may refuse: no verdict, for the first refusal among several accounts; null = all were read. */
export function refused(
  present: readonly { readonly entry: { readonly login: string }; readonly account: BreakGlassState }[],
  field: keyof typeof words,
): Unread | null {
  for (const { entry, account } of present) {
    const value = account[field];
    if (!(value instanceof Error)) continue;
    const sentence = `the ${words[field]} of ${entry.login} could not be read: ${value.message}`;
    return { status: 'not_evaluated', reason: reasonBehind(value), sentence };
  }
  return null;
}

const words = {
  blocks: 'blocks',
  factors: 'factors',
  groupIds: 'groups',
  inactiveCustodians: 'custodians',
} as const;

/** The value of a field that was not refused; call `refused` first. */
export function valueOf<T>(value: readonly T[] | Error): readonly T[] {
  if (value instanceof Error) throw value;
  return value;
}
