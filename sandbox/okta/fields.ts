import { invalid } from './failure.ts';

type Json = Record<string, unknown>;

/** `fields=id,status,profile:(login,email)`: only these come back (Okta, September 2025). `id` always does. */
export function selectFields(text: string | null): (body: Json) => Json {
  if (text === null) return (body) => body;
  const plain = text.replace(/profile:\(([^)]*)\)/, 'profile');
  const nested = /profile:\(([^)]*)\)/.exec(text)?.[1]?.split(',');
  if (!/^[\w,]+$/.test(plain)) throw invalid('fields', 'fields: cannot be read.');
  const wanted = new Set(['id', ...plain.split(',')]);
  return (body) => {
    const chosen = pick(body, wanted);
    // A body's profile is always an object.
    return nested === undefined
      ? chosen
      : { ...chosen, profile: pick(body['profile'] as Json, new Set(nested)) };
  };
}

function pick(body: Json, names: ReadonlySet<string>): Json {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name)));
}
