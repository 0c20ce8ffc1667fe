import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readImports, type SourceFile, sourceFiles } from './source.ts';

interface Rule {
  /** Folders of src that may be imported. */
  readonly may: readonly string[];
  /** Folders of which only types may be imported. */
  readonly types?: readonly string[];
}

const features = ['access', 'deactivation', 'approvals', 'checks', 'detections', 'alerts', 'directory'];

/** ARCHITECTURE.md, "Who may import whom". A folder may always import itself. */
const rules: Readonly<Record<string, Rule>> = {
  lib: { may: [] },
  domain: { may: ['lib'] },
  store: { may: ['domain', 'lib'] },
  providers: { may: ['domain', 'lib'], types: ['config'] },
  sinks: { may: ['domain', 'lib'], types: ['config'] },
  report: { may: ['domain', 'lib'], types: ['checks', 'store'] },
  directory: { may: ['store', 'domain', 'lib'], types: ['providers', 'sinks', 'config'] },
  checks: {
    may: ['alerts', 'directory', 'store', 'domain', 'lib'],
    types: ['providers', 'config'],
  },
  alerts: { may: ['store', 'domain', 'lib'], types: ['providers', 'sinks', 'config'] },
  access: {
    may: ['approvals', 'directory', 'alerts', 'store', 'domain', 'lib'],
    types: ['providers', 'config'],
  },
  approvals: { may: ['store', 'domain', 'lib'], types: ['providers', 'sinks', 'config'] },
  deactivation: {
    may: ['approvals', 'directory', 'alerts', 'store', 'domain', 'lib'],
    types: ['providers', 'config'],
  },
  detections: { may: ['alerts', 'directory', 'store', 'domain', 'lib'], types: ['providers', 'config'] },
  jobs: { may: [...features, 'store', 'domain', 'lib'], types: ['providers', 'sinks', 'config'] },
  slack: { may: [...features, 'store', 'domain', 'lib'], types: ['config', 'providers'] },
  cli: { may: [...features, 'report', 'store', 'domain', 'lib'], types: ['config'] },
  config: { may: ['lib', 'domain'] },
};

/** Packages with one home. */
const homes: readonly (readonly [RegExp, RegExp])[] = [
  [/^(kysely|pg|better-sqlite3|graphile-worker)$/, /^src\/store\//],
  [/^@slack\//, /^src\/slack\//],
  [/^@okta\//, /^src\/providers\/okta\//],
  [/^@(microsoft|azure)\//, /^src\/providers\/entra\//],
];

const files = sourceFiles('src');

/** Whatever breaks the rules, in words that name the offender. */
function offences(file: SourceFile): string[] {
  const folder = file.path.split('/')[1] ?? '';
  const rule = rules[folder];
  return file.imports.flatMap(({ target, typeOnly }) => {
    if (target.startsWith('sandbox/')) return [`${file.path} imports ${target}: they meet over HTTP only`];
    for (const [library, home] of homes) {
      if (library.test(target) && !home.test(file.path)) return [`${file.path} imports ${target}`];
    }
    if (!target.startsWith('src/') || rule === undefined) return [];
    const other = target.split('/')[1] ?? '';
    if (other === folder)
      return crossesProviders(file.path, target) ? [`${file.path} imports ${target}`] : [];
    if (typeOnly && /^(app|http)\.ts$/.test(other)) return [];
    if (rule.may.includes(other) || (typeOnly && rule.types?.includes(other))) return [];
    return [`${file.path} imports ${target}${typeOnly ? ' (types)' : ''}`];
  });
}

function crossesProviders(from: string, to: string): boolean {
  const [a, b] = [from, to].map((path) => /^src\/providers\/([^/]+)\//.exec(path)?.[1]);
  return a !== undefined && b !== undefined && a !== b;
}

/** The table in ARCHITECTURE.md as rules; what stands behind a semicolon is held by tests of its own. */
function readTable(page: string): Readonly<Record<string, Rule>> {
  const words = (text: string): string[] =>
    [...text.matchAll(/`([a-z ]+)`/g)].flatMap((m) => (m[1] ?? '').split(' '));
  const ring = words(/\*\*features\*\* \(([^)]*)\)/.exec(page)?.[1] ?? '');
  const rows = [...page.matchAll(/^\| `([a-z]+)` +\| ([^;|]*)/gm)].map(([, folder = '', text = '']) => {
    const [may = '', types = ''] = text.split('types of');
    return [folder, { may: [...(may.includes('features') ? ring : []), ...words(may)], types: words(types) }];
  });
  return Object.fromEntries(rows);
}

/** In one order, and without folders that are not there yet. */
function inOrder(table: Readonly<Record<string, Rule>>): object {
  const there = (names: readonly string[] = []): string[] =>
    names.filter((name) => existsSync(`src/${name}`)).toSorted();
  const rows = Object.entries(table).filter(([folder]) => existsSync(`src/${folder}`));
  return Object.fromEntries(
    rows.map(([folder, { may, types }]) => [folder, { may: there(may), types: there(types) }]),
  );
}

describe('the table in ARCHITECTURE.md', () => {
  it('says what the rules say', () => {
    expect(inOrder(readTable(readFileSync('ARCHITECTURE.md', 'utf8')))).toEqual(inOrder(rules));
  });

  it('has a row for every folder of src', () => {
    const folders = files.map(({ path }) => path.split('/')[1] ?? '').filter((name) => !name.endsWith('.ts'));

    expect([...new Set(folders)].filter((folder) => rules[folder] === undefined)).toEqual([]);
  });
});

describe('imports', () => {
  it('follow the table in ARCHITECTURE.md', () => {
    expect(files.flatMap(offences)).toEqual([]);
  });

  it('of main.ts load nothing that is worth keeping compiled before that is kept', () => {
    const main = files.find(({ path }) => path === 'src/main.ts');
    const imports = (main?.text ?? '').match(/^import .* from '([^']+)'/gm) ?? [];

    expect(imports.map((line) => line.split("'")[1])).toEqual([
      'node:module',
      'node:url',
      './lib/small-heap.ts',
    ]);
  });

  it('never lead from the sandbox into src', () => {
    const strays = sourceFiles('sandbox').flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target.startsWith('src/'))
        .map(({ target }) => `${path} imports ${target}`),
    );

    expect(strays).toEqual([]);
  });

  it('of a check reach the check contract and the domain only', () => {
    const engine =
      /^src\/checks\/(check|run|index|health|what-changed|catalogue|gather|exceptions|.*-engine)\.ts$/;
    const strays = files
      .filter(
        ({ path, text }) =>
          path.startsWith('src/checks/') && !engine.test(path) && text.includes('defineCheck('),
      )
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => target !== 'src/checks/check.ts' && !target.startsWith('src/domain/'))
          .map(({ target }) => `${path} imports ${target}`),
      );

    expect(strays).toEqual([]);
  });

  it('of a detection reach the detection contract and the domain only', () => {
    const strays = files
      .filter(
        ({ path, text }) =>
          path.startsWith('src/detections/') && text.includes('export default defineDetection('),
      )
      .flatMap(({ path, imports }) =>
        imports
          .filter(
            ({ target }) => target !== 'src/detections/detection.ts' && !target.startsWith('src/domain/'),
          )
          .map(({ target }) => `${path} imports ${target}`),
      );

    expect(strays).toEqual([]);
  });

  it('of Slack handlers take only types of the store, so that a handler cannot query or write', () => {
    const strays = files
      .filter(({ path }) => /^src\/slack\/(commands|actions|views|messages)\//.test(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target, typeOnly }) => target.startsWith('src/store/') && !typeOnly)
          .map(({ target }) => `${path} imports ${target}`),
      );

    expect(strays).toEqual([]);
  });

  it('would be caught if they broke the table', () => {
    const path = 'src/lib/clock.ts';
    const text = "import { openStore } from '../store/open.ts';\nimport pg from 'pg';\n";

    expect(offences({ path, text, imports: readImports(text, path) })).toEqual([
      'src/lib/clock.ts imports src/store/open.ts',
      'src/lib/clock.ts imports pg',
    ]);
  });
});
