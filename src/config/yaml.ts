import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { nearest } from '../lib/nearest.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { Environment } from './environment.ts';
import { type SettingsInput, settingsSchema } from './settings.ts';

type Path = readonly PropertyKey[];

/**
 * Parses the text of a lockstep.yaml. Every mistake is reported at once, each with file, line, column and, for a key
 * nobody knows, the nearest known one. `${NAME}` in a value is replaced from the environment.
 */
export function parseSettings(text: string, file: string, environment: Environment): SettingsInput {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw invalid(document.errors.map((e) => `${at(e.pos[0])} ${e.message.split('\n')[0] ?? ''}`));
  }
  const raw: unknown = substitute(document.toJS() ?? {}, environment, file);
  const parsed = settingsSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => describe(issue, document));
  const inOrder = problems.toSorted((a, b) => a.offset - b.offset);
  throw invalid(inOrder.map(({ offset, text }) => `${at(offset)} ${text}`));
}

function invalid(problems: readonly string[]): OperatorError {
  return new OperatorError(
    'CONFIG_INVALID',
    problems.join('; '),
    'Correct it and run `lockstep config check`.',
  );
}

interface Problem {
  readonly offset: number;
  readonly text: string;
}

function describe(issue: z.core.$ZodIssue, document: Document): Problem[] {
  if (issue.code !== 'unrecognized_keys') {
    const text = `${issue.path.join('.') || 'file'}: ${issue.message}`;
    return [{ offset: offsetOf(document, issue.path), text }];
  }
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    const close = nearest(key, known);
    const hint = close === undefined ? `known keys: ${known.join(', ')}` : `did you mean ${close}?`;
    return { offset: offsetOf(document, path, true), text: `unknown key ${path.join('.')}, ${hint}` };
  });
}

/** Where in the text a value, or with `key` its key, stands; the start of the nearest parent that exists. */
function offsetOf(document: Document, path: Path, key = false): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last);
      const node = key || length < path.length ? pair?.key : (pair?.value ?? pair?.key);
      if (hasRange(node)) return node.range[0];
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return node.range[0];
  }
  return 0;
}

function hasRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

/** The keys the schema allows at a path, read from its own JSON Schema so that there is one truth. */
function knownKeys(path: Path): string[] {
  let node: unknown = settingsJsonSchema();
  for (const step of path) {
    node =
      typeof step === 'number'
        ? property(node, 'items')
        : property(property(node, 'properties'), String(step));
  }
  return Object.keys((property(node, 'properties') as object | undefined) ?? {});
}

function property(node: unknown, name: string): unknown {
  // JSON Schema nodes are plain objects; anything else has no such property.
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[name] : undefined;
}

/** For editors: the published schema (manifests/lockstep.schema.json). */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(settingsSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date' });
    },
  });
}

function substitute(value: unknown, environment: Environment, file: string): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\{(\w+)\}/g, (_, name: string) => lookUp(name, environment, file));
  if (Array.isArray(value)) return value.map((item) => substitute(item, environment, file));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, substitute(v, environment, file)]));
}

function lookUp(name: string, environment: Environment, file: string): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new OperatorError(
    'CONFIG_INVALID',
    `${file} refers to \${${name}}, which is not set`,
    `Set ${name} in the environment.`,
  );
}
