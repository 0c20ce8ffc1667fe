import { generateKeyPairSync } from 'node:crypto';
import type { OktaTenant } from './okta-tenant.ts';

export interface IssuedKey {
  /** PKCS#8 PEM. */
  readonly privateKey: string;
  readonly keyId: string;
}

/** Registers a fresh RSA key with a service app and hands out its private half. */
export function issueKey(tenant: OktaTenant, clientId: string): IssuedKey {
  const client = tenant.clients.get(clientId);
  if (client === undefined) throw new Error(`no Okta client ${clientId}`);
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const keyId = `kid-${client.keys.length + 1}-${n.slice(0, 8)}`;
  client.keys.push({ kid: keyId, n, e });
  return { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), keyId };
}
