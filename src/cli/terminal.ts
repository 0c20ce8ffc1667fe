import { styleText } from 'node:util';

type Style = 'red' | 'green' | 'yellow' | 'dim' | 'bold' | 'cyan';

/** Where a command prints. Answers go to `out`, everything else to `note`, so that `--json` stays clean. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly note: (line: string) => void;
  /** A line that replaces the last one on a terminal, and is a plain line now and then elsewhere. */
  readonly progress: (line: string, last?: boolean) => void;
  readonly paint: (style: Style, text: string) => string;
}

interface Output {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/** Every so many progress lines one is printed where there is no terminal. */
const EVERY = 25;

/** Colours only on a terminal, and never when NO_COLOR is set (`plain`). */
export function createTerminal(stdout: Output, stderr: Output, plain: boolean): Terminal {
  const coloured = stdout.isTTY === true && !plain;
  let silent = 0;
  return {
    out: (line) => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    progress: (line, last = false) => {
      if (stderr.isTTY === true) {
        stderr.write(`\r\u001b[2K${line}${last ? '\n' : ''}`);
      } else if (last || silent++ % EVERY === 0) {
        stderr.write(`${line}\n`);
      }
    },
    paint: (style, value) => (coloured ? styleText(style, value, { validateStream: false }) : value),
  };
}
