/** Which kinds of system can be connected; a connection's id is its kind as long as there is one of it. */
export type ProviderKind = 'okta' | 'entra' | 'atlassian';

export interface Connection {
  readonly id: string;
  readonly kind: ProviderKind;
}

/** Where the vendor of a connection calls us. */
export function hookAddress(publicUrl: string, kind: ProviderKind): string {
  return `${publicUrl}/hooks/${kind}`;
}
