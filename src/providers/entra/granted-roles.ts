import { z } from 'zod';

/** The `roles` claim of an access token, null where it cannot be read. It chooses words, and is never trusted for a decision. */
export function grantedRoles(token: string): readonly string[] | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    // Without consent to any app role the claim is absent, not empty.
    return z.object({ roles: z.array(z.string()).default([]) }).parse(claims).roles;
  } catch {
    return null;
  }
}
