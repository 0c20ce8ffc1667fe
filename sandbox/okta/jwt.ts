import { createHash, createPublicKey, verify } from 'node:crypto';

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: string;
  readonly signature: Buffer;
}

export interface RsaKey {
  readonly n: string;
  readonly e: string;
}

/** null when it is no JWT. */
export function parseJwt(text: string): Jwt | null {
  const [head, body, signature, ...rest] = text.split('.');
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0) return null;
  const header = jsonOf(head);
  const claims = jsonOf(body);
  if (header === null || claims === null) return null;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') };
}

/** RS256 only: Okta service apps and the SDK's proofs use nothing else here. */
export function isSignedBy(jwt: Jwt, { n, e }: RsaKey): boolean {
  if (jwt.header['alg'] !== 'RS256') return false;
  const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  return verify('sha256', Buffer.from(jwt.signed), key, jwt.signature);
}

/** RFC 7638. */
export function thumbprint({ n, e }: RsaKey): string {
  return sha256(JSON.stringify({ e, kty: 'RSA', n }));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function jsonOf(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    // An object that is not null has string keys.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
