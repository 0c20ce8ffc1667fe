import { OperatorError } from './operator-error.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True for http(s)://127.0.0.1, localhost and [::1]. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopback.has(new URL(url).hostname);
}

/** A base URL without trailing slash; plain http is accepted for loopback hosts only, because credentials travel over it. */
export function checkedEndpoint(name: string, value: string): string {
  if (!URL.canParse(value)) {
    throw new OperatorError(
      'CONFIG_INVALID',
      `${name} is not a URL`,
      `Set ${name} to a whole address, which begins with https://.`,
    );
  }
  const url = new URL(value);
  const plain = url.protocol === 'http:' && loopback.has(url.hostname);
  if (url.protocol !== 'https:' && !plain) {
    throw new OperatorError(
      'CONFIG_INVALID',
      `${name} must use https; plain http is accepted for loopback hosts only`,
      `Set ${name} to the https:// address.`,
    );
  }
  return value.replace(/\/+$/, '');
}
