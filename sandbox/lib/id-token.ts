import { generateKeyPairSync, sign } from 'node:crypto';

const KID = 'sandbox-sign-in';

let keys: ReturnType<typeof makeKeys> | undefined;
const makeKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** One pair a process: making one takes longer than a test. */
function pair(): ReturnType<typeof makeKeys> {
  keys ??= makeKeys();
  return keys;
}

/** Signed with RS256. */
export function writeIdToken(claims: Readonly<Record<string, unknown>>): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ typ: 'JWT', alg: 'RS256', kid: KID })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), pair().privateKey).toString('base64url')}`;
}

/** The public half, as a JWK Set. */
export function keySet(): { readonly keys: readonly object[] } {
  return { keys: [{ ...pair().publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }] };
}
