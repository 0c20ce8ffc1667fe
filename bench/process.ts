import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

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
    peakMb = peakOf(child) ?? peakMb;
  }, 50);
  const [stdout, stderr, code] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    exitOf(child),
  ]);
  clearInterval(watch);
  return { code, seconds: (performance.now() - began) / 1000, peakMb, stdout, stderr };
}

/** Everything but what would configure Lockstep by accident. */
export function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(OKTA|ENTRA|SLACK|LOCKSTEP|DATABASE|AZURE)_/.test(name),
  );
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** VmHWM: the highest resident size so far, kept by the kernel. */
function peakOf(child: ChildProcess): number | undefined {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const kb = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    return kb === undefined ? undefined : Number(kb) / 1024;
  } catch {
    return undefined;
  }
}

/** Resident memory now, in MB. */
export function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

export async function exitOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
