import { createBareStore, type Keep } from './bare-store.ts';

/**
 * The least that can read a directory: a bare fetch loop over the same pages at the same concurrency, parsing JSON and
 * keeping nothing; given a database, it also stores what Lockstep stores. Prints {requests}.
 */
// kind, address, authorization, requests at once, path of a database or nothing
const [, , kind = '', base = '', authorization = '', concurrency = '4', database = ''] = process.argv;

const nothing: Keep = { page: () => undefined, close: () => undefined };
const keep = database === '' ? nothing : await createBareStore(database, kind);
let requests = 0;

async function get(url: string): Promise<Response> {
  requests += 1;
  const answer = await fetch(url, {
    headers: { authorization, accept: 'application/json', 'accept-language': 'en-US' },
  });
  if (!answer.ok) throw new Error(`${answer.status} ${url}: ${await answer.text()}`);
  return answer;
}

interface OktaUser {
  readonly id: string;
  readonly status: string;
  readonly created: string | null;
  readonly lastLogin: string | null;
  readonly profile: { readonly login: string; readonly email: string; readonly firstName: string };
}

interface OktaGroup {
  readonly id: string;
  readonly type: string;
  readonly profile: { readonly name: string };
}

async function oktaPages<T>(path: string, each: (page: readonly T[]) => void): Promise<void> {
  for (let url: string | undefined = `${base}${path}`; url !== undefined; ) {
    const answer: Response = await get(url);
    // A bench against our own stand-in: the shapes are known.
    each((await answer.json()) as T[]);
    url = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
}

async function okta(): Promise<void> {
  await oktaPages<OktaUser>(`/api/v1/users?limit=200&search=${encodeURIComponent('id pr')}`, (users) => {
    const accounts = users.map(({ id, status, created, lastLogin, profile }) => {
      const { login, email, firstName } = profile;
      return { id, login, email, name: firstName, status, type: 'member', created, lastLogin };
    });
    keep.page({ accounts });
  });
  const ids: string[] = [];
  await oktaPages<OktaGroup>('/api/v1/groups?limit=10000', (page) => {
    const groups = page.map(({ id, type, profile }) => ({ id, name: profile.name, source: type }));
    ids.push(...page.map(({ id }) => id));
    keep.page({ groups });
  });
  const queue = ids.values();
  const worker = async (): Promise<void> => {
    for (const group of queue) {
      await oktaPages<{ id: string }>(`/api/v1/groups/${group}/users?limit=1000`, (members) =>
        keep.page({ memberships: members.map(({ id }) => ({ group, account: id })) }),
      );
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, worker));
}

interface EntraUser {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly userType: string | null;
  readonly createdDateTime: string | null;
}

interface EntraGroup {
  readonly id: string;
  readonly displayName: string;
  readonly 'members@delta'?: readonly {
    readonly '@odata.type': string;
    readonly id: string;
    readonly '@removed'?: object;
  }[];
}

async function deltaRound<T>(path: string, each: (page: readonly T[]) => void): Promise<void> {
  for (let url: string | undefined = `${base}${path}`; url !== undefined; ) {
    // As above.
    const page = (await (await get(url)).json()) as {
      readonly value: readonly T[];
      readonly '@odata.nextLink'?: string;
    };
    each(page.value);
    url = page['@odata.nextLink'];
  }
}

async function entra(): Promise<void> {
  const userFields =
    'id,userPrincipalName,mail,displayName,accountEnabled,userType,onPremisesSyncEnabled,createdDateTime';
  const groupFields =
    'id,displayName,groupTypes,onPremisesSyncEnabled,isAssignableToRole,mailEnabled,securityEnabled';
  await deltaRound<EntraUser>(`/v1.0/users/delta?$select=${userFields}`, (users) => {
    const accounts = users.map((user) => ({
      id: user.id,
      login: user.userPrincipalName,
      email: user.mail,
      name: user.displayName,
      status: user.accountEnabled ? 'active' : 'disabled',
      type: user.userType ?? 'member',
      created: user.createdDateTime,
      lastLogin: null,
    }));
    keep.page({ accounts });
  });
  await deltaRound<EntraGroup>(`/v1.0/groups/delta?$select=${groupFields},members`, (page) => {
    const groups = page.map(({ id, displayName }) => ({ id, name: displayName, source: 'manual' }));
    const memberships = page.flatMap((group) =>
      (group['members@delta'] ?? [])
        .filter((member) => member['@odata.type'].endsWith('.user') && member['@removed'] === undefined)
        .map(({ id }) => ({ group: group.id, account: id })),
    );
    keep.page({ groups, memberships });
  });
}

await (kind === 'okta' ? okta() : entra());
keep.close();
console.log(JSON.stringify({ requests }));
