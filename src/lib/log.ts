import { pino } from 'pino';

/** Structured logs on stderr: static message + fields, ids instead of names, secrets never. */
export interface Log {
  readonly debug: (fields: object, message: string) => void;
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

/** A second line of defence: nothing of these names should reach the log in the first place. */
const secretKeys = [
  'token',
  'password',
  'secret',
  'clientSecret',
  'privateKey',
  'authorization',
  'trigger_id',
  'response_url',
];
const paths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** `write` is where lines go; stdout stays free for `--json`. */
export function createLog(level: string, write: { write: (line: string) => void } = process.stderr): Log {
  return pino({ level, base: null, redact: { paths, censor: '[removed]' } }, write);
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
