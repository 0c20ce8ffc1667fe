import type { App } from '../../app.ts';
import { reasonOf } from '../../lib/operator-error.ts';
import type { Line } from './line.ts';
import { problemLine } from './problem-line.ts';

const part = 'on-call';

/** What `doctor` says of whoever could tell who is on call. */
export async function onCallLine(onCall: App['onCall']): Promise<Line> {
  if (onCall === null) return { part, ok: null, what: 'not configured' };
  const problem = await onCall.probe().catch(reasonOf);
  if (problem !== null) return problemLine(part, problem);
  return { part, ok: true, what: `${onCall.name}: reachable, token accepted` };
}
