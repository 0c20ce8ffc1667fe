/**
 * A failure that an operator can cause or mend: a stable code, what happened, and what to do next.
 * Bugs are plain `Error`s; refusals are values. Rendered as `error CODE: what happened. Next: what to do`.
 */
export class OperatorError extends Error {
  readonly code: string;
  readonly next: string;

  constructor(code: string, what: string, next: string, cause?: unknown) {
    super(what, cause === undefined ? undefined : { cause });
    this.name = 'OperatorError';
    this.code = code;
    this.next = next;
  }
}

/** One line for a terminal or a log; never a stack. */
export function errorLine(error: unknown): string {
  if (error instanceof OperatorError) {
    return `error ${error.code}: ${sentence(error.message)} Next: ${error.next}`;
  }
  return `error UNEXPECTED: ${sentence(reasonOf(error))} Next: run again with LOG_LEVEL=debug and report what it prints.`;
}

const nothing: readonly unknown[] = [undefined, null];

/** The message of anything that was thrown; libraries also throw nothing at all. */
export function reasonOf(error: unknown): string {
  if (nothing.includes(error)) return 'no reason was given';
  return error instanceof Error ? error.message : String(error);
}

/** Vendors and parsers say things over several lines. */
function sentence(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ').trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
