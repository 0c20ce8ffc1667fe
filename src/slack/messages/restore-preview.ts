import { context, foldLines, type Posted, section } from './message.ts';
import { cut } from './text.ts';

export interface RestorePicture {
  readonly connection: string;
  readonly groups: readonly { readonly name: string; readonly who: readonly string[] }[];
  /** There were more changes than are looked at. */
  readonly cutOff: boolean;
}

const NAMED = 40;

/** Who would be restored to which group; only a preview, and it says so. */
export function restorePreview({ connection, groups, cutOff }: RestorePicture): Posted {
  const people = groups.reduce((sum, { who }) => sum + who.length, 0);
  if (people === 0) return only('Nobody is missing: whoever was removed is back, or the events are gone.');
  const head = `*Restoring would add ${people} ${people === 1 ? 'member' : 'members'} to ${groups.length} ${groups.length === 1 ? 'group' : 'groups'}* (${cut(connection, 40)})`;
  const lines = groups.map(({ name, who }) => {
    const shown = who.slice(0, NAMED).map((login) => cut(login, 60));
    const more = who.length - shown.length;
    return `• *${cut(name, 100)}*: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  });
  return {
    text: `A preview: ${people} members would be restored. Nothing was changed.`,
    blocks: [
      section(head),
      ...foldLines(lines, 8),
      ...(cutOff
        ? [context('There were more changes than are looked at here; the later ones are missing.')]
        : []),
      section(
        'Nothing was changed. Carrying this out needs an approval, and Lockstep cannot do that yet: restore them in the admin console.',
      ),
    ],
  };
}

function only(text: string): Posted {
  return { text, blocks: [section(text)] };
}
