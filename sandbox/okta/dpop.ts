import { randomBytes } from 'node:crypto';
import { isSignedBy, parseJwt, type RsaKey, sha256, thumbprint } from './jwt.ts';

/** Why a proof was refused, in the words of RFC 9449. */
interface ProofProblem {
  readonly error: 'invalid_dpop_proof' | 'use_dpop_nonce';
  readonly description: string;
}

interface ProofDemand {
  readonly method: string;
  /** Without its query. */
  readonly url: string;
  readonly now: number;
  /** The token the proof goes with; null at the token endpoint, where a nonce is needed instead. */
  readonly token: string | null;
}

export interface ProofChecker {
  readonly nonce: () => string;
  /** The key's thumbprint, or why not. */
  readonly check: (proof: string | null, demand: ProofDemand) => string | ProofProblem;
}

const minutes = 60_000;

export function createProofChecker(): ProofChecker {
  const nonce = randomBytes(12).toString('base64url');
  const seen = new Set<unknown>();
  return {
    nonce: () => nonce,
    check: (proof, demand) => {
      const jwt = proof === null ? null : parseJwt(proof);
      if (jwt === null) return bad('The DPoP proof JWT header is missing or malformed.');
      const { header, claims } = jwt;
      // Checked on the next line before it is used.
      const key = header['jwk'] as (RsaKey & { d?: string }) | undefined;
      if (typeof key?.n !== 'string' || typeof key.e !== 'string')
        return bad('The jwk in the header is missing.');
      if (key.d !== undefined) return bad('The jwk in the header holds a private key.');
      if (header['typ'] !== 'dpop+jwt' || !isSignedBy(jwt, key))
        return bad('The DPoP proof JWT signature is invalid.');
      if (claims['htm'] !== demand.method) return bad("'htm' claim in the DPoP proof JWT is invalid.");
      if (claims['htu'] !== demand.url) return bad("'htu' claim in the DPoP proof JWT is invalid.");
      const age = demand.now - Number(claims['iat']) * 1000;
      if (!(Math.abs(age) < 5 * minutes)) return bad("'iat' claim in the DPoP proof JWT is invalid.");
      if (demand.token === null && claims['nonce'] !== nonce) {
        return { error: 'use_dpop_nonce', description: 'Authorization server requires nonce in DPoP proof.' };
      }
      if (demand.token !== null && claims['ath'] !== sha256(demand.token)) {
        return bad("'ath' claim in the DPoP proof JWT is invalid.");
      }
      if (claims['jti'] === undefined || seen.has(claims['jti']))
        return bad('The DPoP proof JWT has already been used.');
      seen.add(claims['jti']);
      return thumbprint(key);
    },
  };
}

function bad(description: string): ProofProblem {
  return { error: 'invalid_dpop_proof', description };
}
