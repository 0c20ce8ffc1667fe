#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { keepHeapSmall } from './lib/small-heap.ts';

// Before anything else is loaded: V8 takes back only what it compiled under the same flags.
keepHeapSmall({ swift: process.argv[2] === 'sync' });
// A start takes half the time where what it compiles is kept; where this folder may not be written, nothing is. Not in a
// folder that others may write: whoever can change what is kept there is the bot.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/lockstep', import.meta.url)));

const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
