import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../src/lib/clock.ts';
import { csvCell } from '../../src/lib/csv.ts';
import { checkedEndpoint, isLoopback } from '../../src/lib/endpoint.ts';
import { newId } from '../../src/lib/id.ts';
import { createLog } from '../../src/lib/log.ts';
import { nearest } from '../../src/lib/nearest.ts';
import { errorLine, OperatorError } from '../../src/lib/operator-error.ts';
import { matches } from '../../src/lib/wildcard.ts';

describe('nearest', () => {
  it.each([
    ['brake_glass', ['break_glass', 'checks'], 'break_glass'],
    ['chekcs', ['break_glass', 'checks'], 'checks'],
    ['STATUS', ['status', 'stat'], 'status'],
    ['zzzzzz', ['status', 'checks'], undefined],
    ['x', [], undefined],
  ])('of %j in %j is %j', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});

describe('csvCell', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['@cmd', "'@cmd"],
    ['-2', "'-2"],
    ['\tx', "'\tx"],
  ])('writes %j as %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});

describe('an endpoint', () => {
  it.each(['http://127.0.0.1:1', 'http://localhost:80', 'http://[::1]:3'])(
    'may be plain on loopback: %s',
    (url) => {
      expect(checkedEndpoint('X', url)).toBe(url);
      expect(isLoopback(url)).toBe(true);
    },
  );

  it.each([
    'http://127.0.0.2.example',
    'http://example.com',
    'ftp://127.0.0.1',
    'not a url',
    'http://localhost.evil.test',
  ])('is refused elsewhere: %s', (url) => {
    expect(() => checkedEndpoint('X', url)).toThrow(OperatorError);
  });

  it('without its beginning is told to begin with https://, whoever the address is of', () => {
    expect(() => checkedEndpoint('ENTRA_GRAPH_URL', 'graph.microsoft.com')).toThrow(
      expect.objectContaining({
        next: 'Set ENTRA_GRAPH_URL to a whole address, which begins with https://.',
      }),
    );
  });
});

describe('errors', () => {
  it('are one line with the next step', () => {
    const line = errorLine(new OperatorError('OKTA_DOWN', 'Okta did not answer', 'Wait a minute.'));

    expect(line).toBe('error OKTA_DOWN: Okta did not answer. Next: Wait a minute.');
  });

  it('of another kind keep their stack to themselves', () => {
    expect(errorLine(new TypeError('x is undefined'))).not.toContain('    at ');
  });
});

describe('the log', () => {
  it('removes secrets wherever they stand', () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) });

    log.info(
      { token: 'aaa', inner: { clientSecret: 'bbb', deep: { password: 'ccc' } }, id: 'kept' },
      'hello',
    );

    expect(lines.join('')).not.toMatch(/aaa|bbb|ccc/);
    expect(lines.join('')).toContain('kept');
  });

  it.each([
    'token',
    'password',
    'secret',
    'clientSecret',
    'privateKey',
    'authorization',
    'trigger_id',
    'response_url',
  ])('removes what is called %s', (name) => {
    const lines: string[] = [];
    createLog('info', { write: (line) => void lines.push(line) }).info({ [name]: 'aaa' }, 'hello');

    expect(lines.join('')).toContain(`"${name}":"[removed]"`);
  });
});

describe('a pattern with *', () => {
  it.each([
    ['prod-*', 'PROD-db', true],
    ['*admins', 'Domain Admins', true],
    ['a*b*c', 'a-b-c', true],
    ['*', 'two\nlines', true],
    ['prod-*', 'nonprod-db', false],
    ['*-prod', 'a-prod-db', false],
    ['prod', 'prod-db', false],
    ['p.od-*', 'prod-db', false],
    ['(prod|dev)-*', 'prod-db', false],
    ['[a]*', '[A] team', true],
  ])('%j about %j: %j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});

describe('a fixed clock', () => {
  it('moves only when told to', () => {
    const clock = fixedClock('2026-01-01T00:00:00Z');
    clock.advance(1000);

    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:01.000Z');
  });
});

it('ids never repeat and carry their prefix', () => {
  const ids = Array.from({ length: 1000 }, () => newId('run'));

  expect(new Set(ids).size).toBe(1000);
  expect(ids[0]).toMatch(/^run_[0-9a-f]{24}$/);
});
