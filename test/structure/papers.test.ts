import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checksPage } from '../../scripts/checks-page.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { overview } from '../../src/cli/help.ts';

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter(
  (path) => path.endsWith('.md'),
);
const texts = pages.map((path) => [path, readFileSync(path, 'utf8')] as const);
const readme = readFileSync('README.md', 'utf8');

describe('what a page tells somebody to type', () => {
  it.each(texts)('in %s exists', (_, text) => {
    const typed = [...text.matchAll(/`(?:npx )?lockstep ([a-z]+(?: [a-z]+)?)/g)].map((m) => m[1] ?? '');
    const known = commands.map(({ name }) => name);

    expect(
      typed.filter((words) => !known.some((name) => words === name || words.split(' ')[0] === name)),
    ).toEqual([]);
  });

  it.each(texts)('in %s is a script of package.json', (_, text) => {
    // The shape of every package.json.
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const typed = [...text.matchAll(/npm run ([a-z-]+)/g)].map((m) => m[1] ?? '');

    expect(typed.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe('the links and pictures', () => {
  it.each(texts)('of %s lead to what is there', (path, text) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map((m) =>
      join(dirname(path), m[1] ?? ''),
    );

    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});

describe('the table of commands in README.md', () => {
  const rows = [...readme.matchAll(/^\| `lockstep (.+?)` +\| (.+?) +\|$/gm)].map(
    ([, usage = '', summary = '']) => ({ usage: usage.replaceAll('\\|', '|'), summary }),
  );

  it('has a row for each command, in its order, with its usage and its summary', () => {
    expect(rows).toEqual(commands.map(({ usage, summary }) => ({ usage, summary })));
  });

  it('says what `lockstep --help` says', () => {
    const lines = overview(commands).split('\n');

    for (const { summary } of rows)
      expect(lines.filter((line) => line.endsWith(`  ${summary}`))).toHaveLength(1);
  });
});

it('docs/checks.md is what `npm run checks-page` writes', () => {
  expect(readFileSync('docs/checks.md', 'utf8')).toBe(checksPage());
});
