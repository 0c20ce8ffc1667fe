import { constants, createPublicKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

export interface Jwt {
  readonly header: Claims;
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** null when the text is no JWT at all. */
export function readJwt(text: string): Jwt | null {
  const [head, body, signature, ...rest] = text.split('.');
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0) return null;
  const [header, claims] = [decode(head), decode(body)];
  if (header === null || claims === null) return null;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') };
}

export function writeJwt(header: Claims, claims: Claims, key: KeyObject): string {
  const signed = `${encode({ typ: 'JWT', alg: 'RS256', ...header })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** RS256 and PS256: what Entra takes (MSAL signs certificates' assertions with PS256). */
export function isSignedBy(jwt: Jwt, key: KeyObject): boolean {
  const { alg } = jwt.header;
  if (alg !== 'RS256' && alg !== 'PS256') return false;
  const padding = alg === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  return verify('sha256', Buffer.from(jwt.signed), { key, padding }, jwt.signature);
}

/** A certificate knows its thumbprints; a bare public key has none. */
export interface TrustedKey {
  readonly key: KeyObject;
  readonly thumbprints: readonly string[];
}

export function readPem(pem: string): TrustedKey {
  if (!pem.includes('BEGIN CERTIFICATE')) return { key: createPublicKey(pem), thumbprints: [] };
  const certificate = new X509Certificate(pem);
  const digests = [certificate.fingerprint, certificate.fingerprint256];
  const thumbprints = digests.map((digest) =>
    Buffer.from(digest.replaceAll(':', ''), 'hex').toString('base64url'),
  );
  return { key: certificate.publicKey, thumbprints };
}

function encode(claims: Claims): string {
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}

function decode(part: string): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    // An object that JSON.parse made has string keys.
    return typeof value === 'object' && value !== null ? (value as Claims) : null;
  } catch {
    return null;
  }
}
