import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

export interface Measured {
  readonly code: number;
  readonly seconds: number;
  /** Peak resident memory in MB; NaN where the system does not tell (it is read from /proc). */
  readonly peakMb: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a process of its own and measures the whole of it. */
export async function runMeasured(script: readonly string[], env: Record<string, string>): Promise<Measured> {
  const began = performance.now();
  const child = spawn(process.execPath, [...script], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let peakMb = Number.NaN;
  const watch = setInterval(() => {
    peakMb = memoryMb(child, 'VmHWM') ?? peakMb;
  }, 50);
  const [stdout, stderr, code] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    exitOf(child),
  ]);
  clearInterval(watch);
  return { code, seconds: (performance.now() - began) / 1000, peakMb, stdout, stderr };
}

/** @throws when the process ended with anything but 0. */
export function mustWork(what: string, run: Measured): Measured {
  if (run.code !== 0) throw new Error(`${what} ended with ${run.code}: ${run.stderr.slice(-800)}`);
  return run;
}

/** A helper that prints one line of JSON when it is ready, and one for each line it is told. */
export interface Child {
  readonly next: () => Promise<unknown>;
  readonly ask: (line: string) => Promise<unknown>;
  readonly stop: () => void;
}

export function startChild(script: readonly string[]): Child {
  const child = spawn(process.execPath, [...script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`${script[0]} ended`);
    return JSON.parse(line.value);
  };
  return {
    next,
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      return await next();
    },
    stop: () => child.stdin.end(),
  };
}

/** Everything but what would configure Lockstep by accident. */
function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(OKTA|ENTRA|SLACK|LOCKSTEP|DATABASE|AZURE)_/.test(name),
  );
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** VmHWM: the highest resident size so far, kept by the kernel. VmRSS: the present one. */
export function memoryMb({ pid }: Pick<ChildProcess, 'pid'>, what: 'VmHWM' | 'VmRSS'): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kb = new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1];
    return kb === undefined ? undefined : Number(kb) / 1024;
  } catch {
    return undefined;
  }
}

async function exitOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
