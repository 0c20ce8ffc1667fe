import { type CheckResult, type Finding, isNew, isWorse, worseWords } from '../../domain/finding.ts';
import { lines } from './fold.ts';
import { context, type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

const SECTIONS = 10;

/** One failing check, as a reply in the thread of its report: what changed first. */
export function checkDetail(result: CheckResult): Omit<Posted, 'thread'> {
  const found = result.findings
    .filter(({ state }) => state !== 'resolved')
    .toSorted((a, b) => Number(isChanged(b)) - Number(isChanged(a)))
    .map((f) => `• ${markOf(f, result)}${f.severity}: ${cut(f.subject, 80)}: ${cut(f.message, 300)}`);
  const fix = result.findings[0]?.fix;
  return {
    text: `${result.check}: ${cut(result.title, 250)}`,
    blocks: within([
      section(`*${cut(result.title, 200)}* \`${result.check}\` (${result.connection})`),
      lines(found, SECTIONS, { where: ': `lockstep checks run --csv FILE` names them all' }),
      ...(result.population === null ? [] : [context(cut(result.population, 500))]),
      ...(fix === undefined ? [] : [context(`How to fix: ${cut(fix, 500)}`)]),
    ]),
  };
}

function markOf(finding: Finding, result: CheckResult): string {
  if (finding.state === 'opened') return isNew(finding, result) ? '*new* ' : '*seen first* ';
  if (isWorse(finding)) return `*worse* (${worseWords(finding)}) `;
  return finding.state === 'accepted' ? 'accepted · ' : '';
}

function isChanged(finding: Finding): boolean {
  return finding.state === 'opened' || isWorse(finding);
}
