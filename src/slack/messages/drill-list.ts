import type { DrillPicture } from '../watch-cases.ts';
import { when, whoever } from './alert.ts';
import { lines } from './fold.ts';
import { type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

/** Registered break-glass accounts and how their drills stand. */
export function drillList(pictures: readonly DrillPicture[], now: Date): Posted {
  if (pictures.length === 0) {
    const none = 'No break-glass account is registered. List them under break_glass in lockstep.yaml.';
    return { text: none, blocks: [section(none)] };
  }
  const drills = pictures.map(({ entry, lastAt, dueAt, open }) => {
    const last = lastAt === null ? 'never drilled' : `last drill ${when(lastAt)}`;
    const due = dueAt === null || dueAt <= now ? '*a drill is due now*' : `the next is due ${when(dueAt)}`;
    const running =
      open === null ? '' : `, *a drill is open* until ${when(open.until)} by ${whoever(open.by)}`;
    return `• ${cut(entry.login, 100)} (${cut(entry.connection, 40)}): ${last}, ${due}${running}`;
  });
  return {
    text: `${pictures.length} break-glass accounts`,
    blocks: within([lines(drills, 8, { where: ', registered in lockstep.yaml' })]),
  };
}
