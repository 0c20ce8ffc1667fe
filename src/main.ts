#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openApp } from './app.ts';
import type { CliTools } from './cli/command.ts';
import { runCli } from './cli/run.ts';
import { createTerminal } from './cli/terminal.ts';
import { isPlain, loadConfig, readSettings } from './config/load.ts';
import { systemClock } from './lib/clock.ts';
import { keepHeapSmall } from './lib/small-heap.ts';

keepHeapSmall();

/** The demo lives in sandbox/, which src/ never imports: it is another process. */
async function demo(args: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const tools: CliTools = {
  terminal: createTerminal(process.stdout, process.stderr, isPlain()),
  clock: systemClock,
  loadConfig,
  checkConfigFile: readSettings,
  openApp,
  demo,
  serve: async (config) => {
    const { serve } = await import('./serve.ts');
    return await serve(config);
  },
  probeSlack: async (config) => {
    if (config.slack === null) return null;
    const { probeSlack } = await import('./slack/probe.ts');
    return await probeSlack(config.slack);
  },
};

process.exitCode = await runCli(tools, process.argv.slice(2));
