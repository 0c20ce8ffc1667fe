import type { BreakGlassState } from './break-glass.ts';

/** A field that a vendor may refuse; the first refusal among several accounts, as a sentence. */
export function refused(
  present: readonly { readonly entry: { readonly login: string }; readonly account: BreakGlassState }[],
  field: 'blocks' | 'factors' | 'groupIds' | 'inactiveCustodians',
): string | null {
  for (const { entry, account } of present) {
    const value = account[field];
    if (value instanceof Error) return `${field} of ${entry.login}: ${value.message}`;
  }
  return null;
}

/** The value of a field that was not refused; call `refused` first. */
export function valueOf<T>(value: readonly T[] | Error): readonly T[] {
  if (value instanceof Error) throw value;
  return value;
}
