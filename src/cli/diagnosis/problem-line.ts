import type { Line } from './line.ts';

/** What a probe found wrong, and what to do about it, where it says so. */
export function problemLine(part: string, problem: string): Line {
  const [what = '', next] = problem.split(' Next: ');
  return { part, ok: false, what: what.replace(/\.$/, ''), ...(next === undefined ? {} : { next }) };
}
