import type { Change, DirectoryEvent } from './event.ts';

/** Properties whose change takes nothing away from anybody's protection. */
const harmless =
  /(^|\.)(name|displayname|description|priority|lastupdated|modifieddatetime|version|included updated properties)$/i;

/** What is worse about a policy than before, in words. `unknown`: the log does not tell what changed. */
export type PolicyChange = { readonly weaker: readonly string[] } | 'harmless' | 'other' | 'unknown';

/** Judges an update of a policy by its properties before and after; whole policies as JSON are looked into. */
export function policyChange({ changes }: Pick<DirectoryEvent, 'changes'>): PolicyChange {
  const leaves = changes.flatMap(unfold);
  if (leaves.length === 0) return 'unknown';
  const weaker = leaves.flatMap(weakening);
  if (weaker.length > 0) return { weaker: [...new Set(weaker)] };
  return leaves.every(({ name }) => harmless.test(name)) ? 'harmless' : 'other';
}

/** One change as its leaves, where both sides are JSON; else itself. Equal leaves are left out. */
function unfold(change: Change): readonly Change[] {
  const [before, after] = [parsed(change.before), parsed(change.after)];
  if (before === undefined && after === undefined) return change.before === change.after ? [] : [change];
  const [old, fresh] = [leavesOf(before ?? {}), leavesOf(after ?? {})];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path) ?? null, fresh.get(path) ?? null];
    return was === is ? [] : [{ name: `${change.name}.${path}`, before: was, after: is }];
  });
}

function parsed(text: string | null): object | undefined {
  if (text === null || !/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Path → text. A list of words is one leaf, so that what joined and what left can be told apart. */
function leavesOf(value: object, path = ''): Map<string, string> {
  const leaves = new Map<string, string>();
  for (const [key, part] of Object.entries(value) as [string, unknown][]) {
    const here = path === '' ? key : `${path}.${key}`;
    if (Array.isArray(part) && part.every((item) => typeof item !== 'object')) {
      leaves.set(here, part.map(String).toSorted(byText).join(', '));
    } else if (typeof part === 'object' && part !== null) {
      for (const [inner, text] of leavesOf(part, here)) leaves.set(inner, text);
    } else leaves.set(here, String(part));
  }
  return leaves;
}

function byText(a: string, b: string): number {
  return a.localeCompare(b);
}

function weakening({ name, before, after }: Change): readonly string[] {
  const [was, is] = [(before ?? '').toLowerCase(), (after ?? '').toLowerCase()];
  const gone = wordsOf(was).filter((word) => !wordsOf(is).includes(word));
  const come = wordsOf(is).filter((word) => !wordsOf(was).includes(word));
  const said: string[] = [];
  if (/\b2fa\b/.test(was) && /\b1fa\b/.test(is)) said.push('one factor is enough now');
  if (/exclude/i.test(name) && come.length > 0) said.push('more are excluded from it');
  if (gone.includes('mfa')) said.push('it no longer asks for a second factor');
  if (/(^|\.)(state|status)$/i.test(name) && /^(enabled|active)$/.test(was) && is !== was)
    said.push(is === 'enabledforreportingbutnotenforced' ? 'it only reports now' : 'it is switched off');
  if (/isenabled$/i.test(name) && was === 'true' && is === 'false') said.push('it is switched off');
  if (was === 'deny' && is === 'allow') said.push('it allows what it denied');
  if (/(network|connection)/i.test(name) && is === 'anywhere') said.push('it holds from any network now');
  return said;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,;"[\]]+/).filter((word) => word !== '' && word !== 'null' && word !== 'none');
}
