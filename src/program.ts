import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openApp, openProviders } from './app.ts';
import { settingsProblems as checkProblems } from './checks/settings-problems.ts';
import type { CliTools } from './cli/command.ts';
import { runCli } from './cli/run.ts';
import { createTerminal } from './cli/terminal.ts';
import type { Config } from './config/config.ts';
import { isPlain, loadConfig, readSettings } from './config/load.ts';
import { settingsProblems as detectionProblems } from './detections/settings-problems.ts';
import { systemClock } from './lib/clock.ts';
import { OperatorError } from './lib/operator-error.ts';
import { createHeartbeat } from './sinks/heartbeat.ts';
import { createSinks } from './sinks/index.ts';

/** As a shell tells of SIGPIPE, which Node turns into an error: whoever read (`| head`) has heard enough. */
const HEARD_ENOUGH = 141;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(HEARD_ENOUGH);
    throw error;
  });
}

/** The demo lives in sandbox/, which src/ never imports: it is another process. */
async function demo(args: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * What names mean and what a receiver of alerts needs, only checks, detections and sinks know; a mistake there is one in
 * lockstep.yaml like any other.
 */
function checked(settings: Config['settings']): Config['settings'] {
  const problems = [...checkProblems(settings), ...detectionProblems(settings)];
  if (problems.length > 0) {
    const next = 'docs/checks.md and docs/detections.md list the names and their units.';
    throw new OperatorError('CONFIG_INVALID', problems.join('; '), next);
  }
  const { heartbeatUrl } = settings.alerts;
  createSinks(settings.sinks, { clock: systemClock });
  if (heartbeatUrl !== null) createHeartbeat(heartbeatUrl, { clock: systemClock });
  return settings;
}

const LAST_MS = 500;

const tools: CliTools = {
  terminal: createTerminal(process.stdout, process.stderr, isPlain()),
  clock: systemClock,
  loadConfig: () => {
    const config = loadConfig();
    checked(config.settings);
    return config;
  },
  checkConfigFile: (path) => checked(readSettings(path)),
  openApp,
  openProviders,
  demo,
  serve: async (config) => {
    const { serve } = await import('./serve.ts');
    const code = await serve(config);
    // A job that was given back may still wait for a vendor: it must not keep the process.
    setTimeout(() => process.exit(), LAST_MS).unref();
    return code;
  },
  probeSlack: async (config) => {
    if (config.slack === null) return null;
    const { probeSlack } = await import('./slack/probe.ts');
    return await probeSlack(config.slack);
  },
};

/** Carries out one command and returns its exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  return await runCli(tools, args);
}
