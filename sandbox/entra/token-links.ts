import { randomUUID } from 'node:crypto';
import type { Paging } from '../lib/answer-with-faults.ts';
import { badRequest } from './failure.ts';

/** Opaque to callers: JSON in base64url. */
export type Token = Readonly<Record<string, unknown>>;

export function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

export function readToken(text: string): Token {
  try {
    const token: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    // An object that JSON.parse made has string keys.
    if (typeof token === 'object' && token !== null) return token as Token;
  } catch {}
  throw badRequest('Badly formed token.');
}

/** The same request with another token; everything else as it was written. */
export function withToken(url: URL, name: '$skiptoken' | '$deltatoken', token: string): string {
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !/^(\$|%24)(skip|delta)token=/i.test(pair));
  return `${url.origin}${url.pathname}?${[...kept, `${name}=${token}`].join('&')}`;
}

/** A token that stands for the request itself, so that an empty page leads on under another address. */
function detour(url: URL): string {
  return `${url.origin}${url.pathname}?$skiptoken=${writeToken({ q: url.search, n: randomUUID() })}`;
}

/** The request that a detour stands for; the request itself if it is none. */
export function undetoured(url: URL): URL {
  const text = url.searchParams.get('$skiptoken');
  if (text === null) return url;
  const { q } = readToken(text);
  // A detour may lead to another one.
  return typeof q === 'string' ? undetoured(new URL(`${url.origin}${url.pathname}${q}`)) : url;
}

/** Graph pages inside the body. */
export const graphPaging: Paging = {
  emptyPage: (url) => Response.json({ value: [], '@odata.nextLink': detour(new URL(url)) }),
  withForeignNext: async (answer, origin) => {
    const text = await answer.text();
    const foreign = text.replace(/("@odata\.(?:next|delta)Link":")https?:\/\/[^/"]+/g, `$1${origin}`);
    const headers = new Headers(answer.headers);
    headers.delete('content-length');
    return new Response(foreign, { status: answer.status, headers });
  },
};
