#!/usr/bin/env node
import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { keepHeapSmall } from './lib/small-heap.ts';

// A start takes half the processor time where what it compiles is kept; where this folder may not be written, nothing is.
// Not in a folder that others may write: whoever can change what is kept there is the bot.
const kept = fileURLToPath(new URL('../node_modules/.cache/lockstep', import.meta.url));
// A sync that starts so ends up with 20 MB more: V8 sizes the young generation by what a start leaves in it.
const swift = process.argv[2] === 'sync';
if (!swift) enableCompileCache(kept);

const { runProgram } = await import('./program.ts');
// Before the flags: V8 takes back only what it compiled under the same ones.
if (!swift) flushCompileCache();
keepHeapSmall({ swift });
process.exitCode = await runProgram(process.argv.slice(2));
