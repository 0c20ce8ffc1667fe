import { type CheckResult, type CheckRun, type CheckStatus, severities } from '../domain/finding.ts';
import type { Terminal } from './terminal.ts';

const styles = { pass: 'green', fail: 'red', not_applicable: 'dim', not_evaluated: 'yellow' } as const;
const words: Readonly<Record<CheckStatus, string>> = {
  pass: 'pass',
  fail: 'FAIL',
  not_applicable: 'n/a',
  not_evaluated: 'not evaluated',
};

/** A run for people: failures first, most severe on top, then what could not be judged, then the count. */
export function printRun(terminal: Terminal, run: CheckRun): void {
  const order = (result: CheckResult): number => severities.indexOf(result.severity);
  const results = run.results.toSorted((a, b) => order(a) - order(b));
  for (const result of results.filter(({ status }) => status === 'fail')) printFailure(terminal, result);
  for (const result of results.filter(({ status }) => status === 'not_evaluated')) {
    terminal.out(
      `${terminal.paint('yellow', 'not evaluated')}  ${result.check} (${result.connection}): ${result.because ?? ''}`,
    );
  }
  terminal.out('');
  const { summary } = run;
  const counts = (Object.keys(words) as CheckStatus[])
    .map((status) => terminal.paint(styles[status], `${summary[status]} ${words[status].toLowerCase()}`))
    .join(', ');
  terminal.out(`${run.results.length} verdicts: ${counts}`);
}

function printFailure(terminal: Terminal, result: CheckResult): void {
  terminal.out(
    `${terminal.paint('red', 'FAIL')}  ${terminal.paint('bold', result.check)} (${result.connection}, ${result.severity})  ${result.title}`,
  );
  for (const finding of result.findings) {
    if (finding.state === 'resolved') continue;
    const mark = finding.state === 'opened' ? terminal.paint('cyan', 'new ') : '    ';
    terminal.out(`  ${mark}${finding.subject}: ${finding.message}`);
  }
  const [first] = result.findings;
  if (first !== undefined) terminal.out(`      ${terminal.paint('dim', `fix: ${first.fix}`)}`);
}
