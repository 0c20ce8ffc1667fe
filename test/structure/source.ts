import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export interface SourceFile {
  /** Path from the root, with slashes: src/lib/clock.ts */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** A path from the root for relative imports, otherwise the package's name. */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Every .ts file under a folder, with what it imports. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readSource(join(entry.parentPath, entry.name)))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  return { path: slashed(path), text, imports: readImports(text, path) };
}

/** Static and dynamic imports and re-exports. An import whose every name is marked `type` counts as type-only. */
export function readImports(text: string, path: string): readonly Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const statements = /^(?:import|export)\s+(type\s+)?([^'"`;]*?from\s+)?['"]([^'"]+)['"]/gm;
  const found = [...code.matchAll(statements)].map((match) => ({
    target: targetOf(match[3] ?? '', path),
    typeOnly: match[1] !== undefined || allNamesAreTypes(match[2] ?? ''),
  }));
  const dynamic = [...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => ({
    target: targetOf(match[1] ?? '', path),
    typeOnly: false,
  }));
  return [...found, ...dynamic];
}

function allNamesAreTypes(clause: string): boolean {
  const names = /^\{([\s\S]*)\}\s*from\s+$/
    .exec(clause)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  const real = names?.filter((name) => name !== '') ?? [];
  return real.length > 0 && real.every((name) => name.startsWith('type '));
}

function targetOf(specifier: string, path: string): string {
  if (specifier.startsWith('.')) return slashed(relative('.', resolve(path, '..', specifier)));
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
