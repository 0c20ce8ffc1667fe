import { changeAlert, removeSubjects, unresolvedOf } from '../store/alerts.ts';
import { end } from './resolve.ts';
import { tellChat } from './tell.ts';
import type { AlertTools } from './tools.ts';

export interface Clearing {
  /** Alerts of the detection and connection whose key begins so. */
  readonly clears: string;
  readonly because: string;
  /** When it was healed; what broke later stays. */
  readonly at: Date;
  /** Only this subject recovered. */
  readonly subject?: string;
}

/** Ends alerts whose cause is gone, or takes those who recovered out of them. Inside the caller's transaction. */
export async function clear(
  tools: AlertTools,
  { detection, connection }: { readonly detection: string; readonly connection: string },
  clearings: readonly Clearing[],
): Promise<void> {
  for (const alert of await unresolvedOf(tools.db, connection, [detection])) {
    const mine = clearings.filter(({ clears }) => alert.key.startsWith(clears));
    const whole = mine.find(({ subject, at }) => subject === undefined && at >= alert.lastAt);
    if (whole !== undefined) {
      await end(tools, alert, { by: 'lockstep', because: whole.because });
      continue;
    }
    const subjects = mine.flatMap(({ subject, at }) => (subject === undefined ? [] : [{ id: subject, at }]));
    if (subjects.length === 0) continue;
    const left = await removeSubjects(tools.db, alert.id, subjects);
    if (left === alert.count) continue;
    if (left === 0) {
      await end(tools, alert, { by: 'lockstep', because: mine.at(-1)?.because ?? 'it recovered' });
      continue;
    }
    const change = { count: left };
    if (!(await changeAlert(tools.db, alert, change))) continue;
    if (alert.announcedAt !== null)
      await tellChat(tools, { ...alert, ...change, revision: alert.revision + 1 });
  }
}
