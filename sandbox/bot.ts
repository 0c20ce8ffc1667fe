import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningBot {
  readonly pid: number;
  /** Base address of its HTTP endpoints. */
  readonly url: string;
  readonly log: () => string;
  /** SIGTERM; resolves with the exit code. */
  readonly stop: () => Promise<number>;
  /** Resolves with the exit code when it ended, by whatever. */
  readonly ended: () => Promise<number>;
}

/** Runs one `lockstep` command as its own process, as an operator would. */
export async function runLockstep(args: readonly string[], env: Record<string, string>): Promise<Finished> {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    exitOf(child),
  ]);
  return { code, stdout, stderr };
}

/** Starts `lockstep serve` and waits until it says that it is ready: Slack is connected then, or away. */
export async function startBot(env: Record<string, string>, patienceMs = 30_000): Promise<RunningBot> {
  const child = spawn(process.execPath, [entry, 'serve'], {
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += String(chunk)));
  const exited = exitOf(child);
  const url = await Promise.race([
    readyUrl(() => log, patienceMs),
    exited.then((code) => {
      throw new Error(`the bot ended with ${code}:\n${log}`);
    }),
  ]);
  const stop = async (): Promise<number> => {
    child.kill('SIGTERM');
    return await exited;
  };
  return { pid: child.pid ?? 0, url, log: () => log, stop, ended: async () => await exited };
}

async function readyUrl(log: () => string, patienceMs: number): Promise<string> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const port = /"port":(\d+)[^\n]*"msg":"ready"/.exec(log())?.[1];
    if (port !== undefined) return `http://127.0.0.1:${port}`;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the bot was not ready in time:\n${log()}`);
}

/** The environment without anything that would configure Lockstep, and without a proxy. */
function inherited(): Record<string, string> {
  const unwanted = /^(OKTA|ENTRA|SLACK|PAGERDUTY|LOCKSTEP|DATABASE|AZURE|LOG)_|_proxy$/i;
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !unwanted.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

async function exitOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
