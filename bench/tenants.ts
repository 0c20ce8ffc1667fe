import { startChild } from './process.ts';

export type Kind = 'okta' | 'entra';
export const kinds: readonly Kind[] = ['okta', 'entra'];

/** How many rows of each kind a directory holds, or a mirror. */
export interface Rows {
  readonly accounts: number;
  readonly groups: number;
  readonly memberships: number;
}

/** Both directories in a process of their own. */
export interface Tenants {
  readonly urls: Readonly<Record<Kind, string>>;
  readonly environment: Readonly<Record<Kind, Record<string, string>>>;
  readonly rows: Readonly<Record<Kind, Rows>>;
  /** The least possible number of pages, and requests of listing each group of Entra ID. */
  readonly leastOkta: number;
  readonly listingEachEntra: number;
  /** What a reader shows: SSWS or Bearer and a token. */
  readonly authorization: (kind: Kind) => Promise<string>;
  /** Requests since the last call. */
  readonly requests: () => Promise<Readonly<Record<Kind, number>>>;
  readonly stop: () => void;
}

export interface TenantSize {
  readonly people: number;
  readonly groups: number;
  /** Rate and concurrency limits like the vendors'. */
  readonly limits?: boolean;
  /** Each answer comes so much later. */
  readonly lateMs?: number;
}

export async function startTenants({
  people,
  groups,
  limits = false,
  lateMs = 0,
}: TenantSize): Promise<Tenants> {
  const child = startChild(['bench/stand-ins.ts', JSON.stringify({ people, groups, limits, lateMs })]);
  // What stand-ins.ts prints first.
  const told = (await child.next()) as Omit<Tenants, 'authorization' | 'requests' | 'stop'>;
  return {
    ...told,
    authorization: async (kind) =>
      kind === 'okta'
        ? `SSWS ${told.environment.okta['OKTA_API_TOKEN'] ?? ''}`
        : `Bearer ${await entraToken(told.environment.entra)}`,
    // What stand-ins.ts answers to each line.
    requests: async () => (await child.ask('count')) as Record<Kind, number>,
    stop: child.stop,
  };
}

async function entraToken(env: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({
    client_id: env['ENTRA_CLIENT_ID'] ?? '',
    client_secret: env['ENTRA_CLIENT_SECRET'] ?? '',
    scope: 'https://graph.microsoft.com/.default',
    grant_type: 'client_credentials',
  });
  const url = `${env['ENTRA_AUTHORITY_URL']}/${env['ENTRA_TENANT_ID']}/oauth2/v2.0/token`;
  const answer = await fetch(url, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}
