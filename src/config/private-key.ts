import { createPrivateKey } from 'node:crypto';
import { OperatorError } from '../lib/operator-error.ts';

/** A key that lost its line ends on the way is found here, not at the vendor: the SDK's words for it sound like an outage. */
export function checkedPrivateKey(variable: string, text: string): string {
  if (kindOf(text) === 'rsa') return text;
  throw new OperatorError(
    'CONFIG_INVALID',
    `${variable} is no RSA private key`,
    'Set it to the whole PEM, its line ends kept or written as \\n, or to the JWK; other kinds of key do not work (docs/setup-okta.md).',
  );
}

function kindOf(text: string): string | undefined {
  try {
    const key = text.startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text), format: 'jwk' })
      : createPrivateKey(text);
    return key.asymmetricKeyType;
  } catch {
    return undefined;
  }
}
