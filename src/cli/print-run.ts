import { scores } from '../checks/health.ts';
import {
  byGravity,
  type CheckResult,
  type CheckRun,
  type CheckStatus,
  type Finding,
  type FindingState,
  firstSeen,
  isNew,
  isWorse,
  passesByAcceptance,
  severityOf,
  worseWords,
} from '../domain/finding.ts';
import { plainText } from '../lib/plain-text.ts';
import type { Terminal } from './terminal.ts';

const styles = { pass: 'green', fail: 'red', not_applicable: 'dim', not_evaluated: 'yellow' } as const;
const words: Readonly<Record<CheckStatus, string>> = {
  pass: 'pass',
  fail: 'fail',
  not_applicable: 'not applicable',
  not_evaluated: 'not evaluated',
};
/** Lines for one check; whoever needs every name asks for a file. */
const NAMED = 20;

/** A run for people: failures first, most severe on top, then what could not be judged, what is gone, and the numbers. */
export function printRun(terminal: Terminal, run: CheckRun): void {
  const results = run.results.toSorted(byGravity);
  for (const result of results.filter(({ status }) => status === 'fail')) printFailure(terminal, result);
  for (const { check, connection, because } of results.filter(({ status }) => status === 'not_evaluated')) {
    const why = plainText(because ?? '');
    terminal.out(`${terminal.paint('yellow', 'not evaluated')}  ${check} (${connection}): ${why}`);
  }
  const findings = results.flatMap((result) => result.findings);
  for (const finding of findings.filter(({ state }) => state === 'resolved'))
    printResolved(terminal, finding);
  terminal.out('');
  printNumbers(terminal, run, findings);
}

function printFailure(terminal: Terminal, result: CheckResult): void {
  const { check, connection, title, findings } = result;
  const severity = severityOf(result);
  terminal.out(
    `${terminal.paint('red', 'FAIL')}  ${terminal.paint('bold', check)} (${connection}, ${severity})  ${title}`,
  );
  const present = findings.filter(({ state }) => state !== 'resolved');
  for (const finding of present.slice(0, NAMED)) terminal.out(`  ${findingLine(terminal, finding, result)}`);
  if (present.length > NAMED) {
    const rest = present.length - NAMED;
    terminal.out(
      `      ${terminal.paint('dim', `and ${rest} more: --csv FILE or --html FILE names them all`)}`,
    );
  }
  const fixes = new Set(present.slice(0, NAMED).map(({ fix }) => plainText(fix)));
  for (const fix of fixes) terminal.out(`      ${terminal.paint('dim', `fix: ${fix}`)}`);
}

function findingLine(terminal: Terminal, finding: Finding, result: CheckResult): string {
  const { state, subject, message } = finding;
  const said = `${plainText(subject)}: ${plainText(message)}`;
  if (isNew(finding, result)) return `${terminal.paint('cyan', 'new ')}${said}`;
  if (isWorse(finding)) return `${terminal.paint('cyan', 'worse ')}${said} (${worseWords(finding)})`;
  return state === 'accepted' ? terminal.paint('dim', `    ${said} (accepted)`) : `    ${said}`;
}

function printResolved(terminal: Terminal, { check, connection, subject }: Finding): void {
  terminal.out(`${terminal.paint('green', 'resolved')}  ${check} (${connection})  ${plainText(subject)}`);
}

function printNumbers(terminal: Terminal, run: CheckRun, findings: readonly Finding[]): void {
  const counts = (Object.keys(words) as CheckStatus[])
    .map((status) => terminal.paint(styles[status], `${run.summary[status]} ${words[status]}`))
    .join(', ');
  const accepted = run.results.filter(passesByAcceptance).length;
  const note = accepted === 0 ? '' : ` (${accepted} of the passes only because all was accepted)`;
  terminal.out(`${run.results.length} verdicts: ${counts}${note}`);
  const count = (state: FindingState): number => findings.filter((finding) => finding.state === state).length;
  const unseen = run.results.reduce((sum, result) => sum + firstSeen(result), 0);
  const first = unseen === 0 ? '' : ` ${unseen} seen for the first time (no verdict in the last report),`;
  const worse = findings.filter(isWorse).length;
  const graver = worse === 0 ? '' : ` (${worse} worse than in the last report)`;
  terminal.out(
    `findings: ${count('opened') - unseen} new,${first} ${count('standing')} standing${graver}, ${count('accepted')} accepted, ${count('resolved')} resolved`,
  );
  const { health, coverage } = scores(run);
  terminal.out(`health ${percent(health)}, coverage ${percent(coverage)}`);
}

function percent(share: number | null): string {
  return share === null ? 'n/a' : `${Math.round(share * 100)} %`;
}
