import type { Demo } from '../demo.ts';
import { membershipOf } from './crowd.ts';
import type { Written } from './read-store.ts';
import type { Truth } from './truth.ts';

interface Early {
  readonly words: string;
  readonly grantId: string | null;
  readonly at: Date;
}

/** Watches what is said: whoever is told of active access is in the group, as far as anybody who asks can see, or was. */
export function saidTooEarly(
  demo: Pick<Demo, 'slack' | 'company'>,
  truth: Truth,
): (written: Pick<Written, 'grants'>) => readonly string[] {
  const early = new Map<string, Early>();
  demo.slack.onChange(({ kind, where }) => {
    if (kind !== 'message') return;
    for (const { text, blocks } of demo.slack.messages(where)) {
      const [, group = '', login = ''] = /^active: (.+) for (\S+)$/.exec(text) ?? [];
      const membership = group === '' ? null : membershipOf(demo, login, group);
      if (membership === null) continue;
      const ever = truth.heldAtFirst(membership) || truth.addedByLockstep(membership) > 0;
      const hidden = truth.holds(membership) && !truth.shows(membership);
      if ((ever || truth.holds(membership)) && !hidden) continue;
      const grantId = /grant_[0-9a-f]+/.exec(JSON.stringify(blocks))?.[0] ?? null;
      const words = `"${text}" of ${grantId} was said before it was listed`;
      if (!early.has(words)) early.set(words, { words, grantId, at: new Date() });
    }
  });
  return ({ grants }) =>
    [...early.values()].filter((each) => !wasEnding(grants, each)).map(({ words }) => words);
}

/** Its end was under way by then: what is hidden is what a later grant brings, and the word of this one is edited late. */
function wasEnding(grants: Written['grants'], { grantId, at }: Early): boolean {
  const removedAt = grants.find(({ id }) => id === grantId)?.removedAt ?? null;
  return removedAt !== null && removedAt <= at.toISOString();
}
