import type { PersonPicture } from '../use-cases.ts';
import { lines } from './fold.ts';
import { type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

const GROUPS = 20;

export function userCard({ text, found }: PersonPicture): Posted {
  if (found.length === 0) {
    const nobody = `No connected directory knows "${cut(text, 100)}". I look for a whole address or login, not for a name.`;
    return { text: nobody, blocks: [section(nobody)] };
  }
  const accounts = found.map(({ connection, account, groups }) => {
    const shown = groups
      .slice(0, GROUPS)
      .map((name) => cut(name, 60))
      .join(', ');
    const more = groups.length > GROUPS ? ` and ${groups.length - GROUPS} more` : '';
    const marks = [account.status, account.type, ...(account.synced ? ['synced'] : [])].join(', ');
    return `*${cut(account.displayName, 80)}* · ${cut(account.login, 100)} (${connection}): ${marks}\nGroups: ${shown === '' ? 'none' : `${shown}${more}`}`;
  });
  return { text: `${found.length} accounts of ${cut(text, 100)}`, blocks: within([lines(accounts, 20)]) };
}
