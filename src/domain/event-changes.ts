import type { Change, DirectoryEvent } from './event.ts';

/** A property by its name, whatever the case. */
export function changeOf({ changes }: Pick<DirectoryEvent, 'changes'>, name: string): Change | undefined {
  return changes.find((change) => change.name.toLowerCase() === name.toLowerCase());
}

/** A value without the quotes and brackets that Entra wraps around it: `["Guest"]` is Guest. */
export function bare(value: string | null | undefined): string {
  return (value ?? '').replace(/^[[\s"]+|[\]\s"]+$/g, '');
}

/** Whether a word stands in what a property became, or in the property's name. */
export function mentions({ changes, reason, detail }: DirectoryEvent, word: RegExp): boolean {
  const texts = changes.flatMap(({ name, after }) => [name, after ?? '']);
  return [...texts, reason ?? '', detail['reason'] ?? ''].some((text) => word.test(text));
}

/** Entra lists the changed properties once more, and the type of the target. */
const echoes = ['included updated properties', 'targetid.usertype'];

/** Directory synchronisation touches every account it has looked at: nothing changed but the time of that. */
export function isSyncOnly({ changes }: Pick<DirectoryEvent, 'changes'>): boolean {
  const real = changes.filter(({ name }) => !echoes.includes(name.toLowerCase()));
  return real.length > 0 && real.every(({ name }) => name.toLowerCase() === 'lastdirsynctime');
}

/** Entra tells of a Temporary Access Pass in three ways, none of them by the name of the activity alone. */
export function isTemporaryPass(event: DirectoryEvent): boolean {
  if (event.name === 'create temporary access pass method for user') return true;
  if (!/^(admin|user) registered security info$/.test(event.name)) return false;
  return mentions(event, /temporary\s*access\s*pass/i);
}
