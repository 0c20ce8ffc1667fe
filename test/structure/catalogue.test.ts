import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { tasks } from '../../src/jobs/index.ts';
import { actions } from '../../src/slack/actions/index.ts';
import { commands as words } from '../../src/slack/commands/index.ts';
import { views } from '../../src/slack/views/index.ts';

function filesIn(folder: string, except: readonly string[]): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !except.includes(name))
    .toSorted();
}

describe('registration is an explicit list', () => {
  it('of every task', () => {
    const files = filesIn('src/jobs', ['index.ts', 'task.ts', 'schedule.ts']);

    expect(tasks.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files);
  });

  it('of every terminal command', () => {
    const files = filesIn('src/cli/commands', ['index.ts']);

    expect(commands.map(({ name }) => `${name.replace(' ', '-')}.ts`).toSorted()).toEqual(files);
  });
});

it.each([
  ['button', 'actions', 'action.ts', actions],
  ['modal', 'views', 'view.ts', views],
] as const)('a %s is a file named by its id, and the other way round', (_, folder, contract, listed) => {
  const files = filesIn(`src/slack/${folder}`, ['index.ts', contract]);

  expect(listed.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files);
});

describe('every word after the slash command', () => {
  it('is a file, and the other way round', () => {
    const files = filesIn('src/slack/commands', ['index.ts', 'command.ts']);

    expect(words.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files);
  });

  it.each(words)('$name begins its usage with itself', ({ name, usage, summary }) => {
    expect(usage.startsWith(name)).toBe(true);
    expect(summary.length).toBeGreaterThan(10);
  });
});

describe('every terminal command', () => {
  it.each(commands)('$name explains each of its options', ({ options, optionHelp, usage, name }) => {
    const explained = Object.keys(optionHelp).map((flag) => /^--([a-z-]+)/.exec(flag)?.[1]);

    expect(new Set(explained)).toEqual(new Set(Object.keys(options)));
    expect(usage.startsWith(name)).toBe(true);
  });
});

it('numbers migrations without a gap', () => {
  const names = filesIn('src/store/migrations', ['index.ts']);

  expect(names.every((name, i) => name.startsWith(String(i + 1).padStart(4, '0')))).toBe(true);
});
