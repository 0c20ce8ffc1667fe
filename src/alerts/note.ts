import type { Alert, AlertNote } from '../domain/alert.ts';
import { changeAlert } from '../store/alerts.ts';
import { tellChat } from './tell.ts';
import type { AlertTools } from './tools.ts';

const MOST = 30;

/** The alert with one more note, and whatever else changes with it, on its card; null: somebody changed it meanwhile. */
export async function addNote(
  tools: AlertTools,
  alert: Alert,
  note: AlertNote,
  change: Partial<Alert> = {},
): Promise<Alert | null> {
  const whole = { ...change, notes: fewer([...alert.notes, note]) };
  if (!(await changeAlert(tools.db, alert, whole))) return null;
  const noted = { ...alert, ...whole, revision: alert.revision + 1 };
  if (noted.announcedAt !== null) await tellChat(tools, noted);
  return noted;
}

/** Old words go first; the last round of everything stays, because it tells which click is the next one. */
function fewer(notes: readonly AlertNote[]): readonly AlertNote[] {
  if (notes.length <= MOST) return notes;
  const spare = notes.findIndex(
    ({ about }, i) => about === undefined || notes.slice(i + 1).some((later) => later.about === about),
  );
  return notes.filter((_, i) => i !== spare);
}
