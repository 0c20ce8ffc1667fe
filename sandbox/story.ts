import { styleText } from 'node:util';

/** One step of the tour: what is done, what should be seen, and what was. */
export interface Step {
  readonly title: string;
  readonly expected: string;
  /** Says what was seen, or throws when it is not what was expected. */
  readonly play: () => Promise<string>;
}

/** Plays a story aloud. Returns how many steps did not hold. */
export async function tell(steps: readonly Step[], say: (line: string) => void): Promise<number> {
  let failed = 0;
  for (const [i, step] of steps.entries()) {
    say(`${String(i + 1).padStart(2)}. ${step.title}`);
    say(`    expected  ${step.expected}`);
    try {
      const seen = await step.play();
      say(`    seen      ${paint('green', seen)}`);
    } catch (error) {
      failed += 1;
      const what = error instanceof Error ? error.message : String(error);
      say(`    ${paint('red', 'NOT SEEN')}  ${what}`);
    }
  }
  say('');
  say(failed === 0 ? `All ${steps.length} steps held.` : `${failed} of ${steps.length} steps did not hold.`);
  return failed;
}

function paint(style: 'green' | 'red', text: string): string {
  return process.stdout.isTTY ? styleText(style, text) : text;
}

/** Throws unless it holds; the message says what was there instead. */
export function see(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** Waits until `look` gives something; throws with `what` when it never does. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  patienceMs = 30_000,
): Promise<T> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} was never seen`);
}
