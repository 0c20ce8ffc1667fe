import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';

const engine = ['check', 'compare', 'gather', 'health', 'index', 'run', 'settings-problems'];

describe('the catalogue', () => {
  it('lists every file that defines a check, once', () => {
    const files = readdirSync('src/checks').map((name) => name.replace(/\.ts$/, ''));

    expect(checks.map(({ id }) => id).toSorted()).toEqual(
      files.filter((f) => !engine.includes(f)).toSorted(),
    );
    expect(new Set(checks.map(({ ref }) => ref)).size).toBe(checks.length);
  });

  it.each(checks)('$id has a test and a heading in the docs', ({ id }) => {
    expect(existsSync(`test/checks/${id}.test.ts`)).toBe(true);
    expect(readFileSync('docs/checks.md', 'utf8')).toContain(`\n## ${id}\n`);
  });
});
