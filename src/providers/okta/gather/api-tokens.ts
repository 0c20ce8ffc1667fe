import { z } from 'zod';
import type { OktaIdentity } from '../../../config/config.ts';
import type { ApiToken, Credential } from '../../../domain/credential.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import type { OktaClient } from '../client.ts';
import { isNotFound } from '../errors.ts';

const Token = z.object({
  name: z.string(),
  userId: z.string(),
  clientName: z.string().nullish(),
  expiresAt: z.coerce.date().nullish(),
});
const Owner = z.object({ status: z.string(), profile: z.object({ login: z.string() }) });
type Owner = z.infer<typeof Owner>;

/** Tokens that people made; those of agents renew themselves. */
export async function gatherApiTokens(
  client: OktaClient,
  identity: OktaIdentity,
): Promise<readonly ApiToken[]> {
  const rows = await client.list('/api/v1/api-tokens');
  if (rows.length === 0 && identity.kind === 'token')
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'Okta told no API token, not even the one that asked',
      'Grant okta.apiTokens.read with an administrator role that sees all tokens.',
    );
  const tokens = rows
    .map((raw) => Token.parse(raw))
    .filter(({ clientName }) => !/agent/i.test(clientName ?? ''));
  const ids = [...new Set(tokens.map(({ userId }) => userId))];
  const owners = new Map(
    await Promise.all(ids.map(async (id) => [id, await readOwner(client, id)] as const)),
  );
  return tokens.map(({ name, userId, expiresAt }) => {
    const owner = owners.get(userId) ?? null;
    return {
      name,
      owner: owner?.profile.login ?? 'somebody who is deleted',
      ownerActive: owner?.status === 'ACTIVE',
      expiresAt: expiresAt ?? null,
    };
  });
}

async function readOwner(client: OktaClient, id: string): Promise<Owner | null> {
  try {
    return Owner.parse((await client.get(`/api/v1/users/${id}`)).body);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/**
 * A private key has no end in Okta. A token ends 30 days after its last use, and this is one. That either still opens the
 * org is proved by the read itself.
 */
export async function gatherOwnCredentials(
  client: OktaClient,
  { kind }: OktaIdentity,
): Promise<readonly Credential[]> {
  await client.get('/api/v1/users?limit=1');
  return kind === 'key'
    ? [{ name: 'private key of Lockstep', kind: 'key', expiresAt: null }]
    : [{ name: 'API token of Lockstep', kind: 'token', expiresAt: null }];
}
