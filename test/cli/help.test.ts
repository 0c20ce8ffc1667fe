import { describe, expect, it } from 'vitest';
import { runLockstep } from '../../sandbox/bot.ts';
import type { CliTools } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { runCli } from '../../src/cli/run.ts';
import { createTerminal } from '../../src/cli/terminal.ts';

const ESCAPE = '\u001b[';

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, write: (text: string) => written.push(text), text: () => written.join('') };
}

/** Tools of a command that only prints; whatever else it touches is an error. */
function printing(stdout: ReturnType<typeof screen>, stderr = screen(false), plain = false): CliTools {
  // Help opens nothing: reading any other tool would be undefined and fail the test.
  return { terminal: createTerminal(stdout, stderr, plain) } as unknown as CliTools;
}

describe('help', () => {
  it.each(commands)(
    'of `lockstep $name --help` needs no configuration and names every option',
    async (command) => {
      const out = screen(false);

      expect(await runCli(printing(out), [...command.name.split(' '), '--help'])).toBe(0);
      expect(out.text()).toContain(`Usage: lockstep ${command.usage}`);
      expect(out.text()).toContain(command.summary);
      for (const option of Object.keys(command.options)) expect(out.text()).toContain(`--${option}`);
    },
  );

  it.each([[['--help']], [['-h']], [['help']], [[]]])('of %j lists every command', async (args) => {
    const out = screen(false);

    expect(await runCli(printing(out), args)).toBe(0);
    const lines = out
      .text()
      .split('\n')
      .map((line) => line.trim().replace(/ +/g, ' '));
    for (const { name, summary } of commands) expect(lines).toContain(`${name} ${summary}`);
  });

  it('also stands before the command', async () => {
    const out = screen(false);

    expect(await runCli(printing(out), ['help', 'checks', 'run'])).toBe(0);
    expect(out.text()).toContain('--fail-on');
  });
});

describe('colours', () => {
  it.each([
    ['on a terminal', true, false, true],
    ['not in a file or a pipe', false, false, false],
    ['not where NO_COLOR is set', true, true, false],
  ])('%s', (_, isTTY, plain, coloured) => {
    const out = screen(isTTY);
    const { paint } = createTerminal(out, screen(false), plain);

    expect(paint('red', 'FAIL').includes(ESCAPE)).toBe(coloured);
  });

  it('stay out of what a pipe gets from a real process, FORCE_COLOR or not', async () => {
    const { stdout, stderr } = await runLockstep(['doctor'], {
      DATABASE_URL: 'file::memory:',
      FORCE_COLOR: '1',
    });

    expect(stdout).toContain('writable');
    expect(stdout + stderr).not.toContain(ESCAPE);
  });

  it('come with a line that replaces itself on a terminal only', () => {
    const [terminal, pipe] = [screen(true), screen(false)];
    for (const err of [terminal, pipe]) createTerminal(screen(false), err, false).progress('page 1');

    expect(terminal.text()).toContain('\r');
    expect(pipe.text()).toBe('page 1\n');
  });
});
