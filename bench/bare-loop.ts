/**
 * The least that can read a directory: a bare fetch loop over the same pages at the same concurrency, parsing JSON and
 * keeping nothing. Prints {requests, items}. What `lockstep sync` is compared with.
 */
const [, , kind = '', base = '', token = '', concurrency = '4'] = process.argv;

let requests = 0;
let items = 0;

async function get(url: string): Promise<Response> {
  requests += 1;
  const authorization = kind === 'okta' ? `SSWS ${token}` : `Bearer ${token}`;
  const answer = await fetch(url, {
    headers: { authorization, accept: 'application/json', 'accept-language': 'en-US' },
  });
  if (!answer.ok) throw new Error(`${answer.status} ${url}: ${await answer.text()}`);
  return answer;
}

async function oktaPages(
  path: string,
  each: (page: { id: string }[]) => Promise<void> | void,
): Promise<void> {
  for (let url: string | undefined = `${base}${path}`; url !== undefined; ) {
    const answer: Response = await get(url);
    // A bench against our own stand-in: the shape is known.
    const page = (await answer.json()) as { id: string }[];
    items += page.length;
    await each(page);
    url = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
}

async function okta(): Promise<void> {
  await oktaPages('/api/v1/users?limit=200', () => undefined);
  const groups: string[] = [];
  await oktaPages('/api/v1/groups?limit=10000', (page) => void groups.push(...page.map(({ id }) => id)));
  const queue = groups.values();
  const worker = async (): Promise<void> => {
    for (const id of queue) await oktaPages(`/api/v1/groups/${id}/users?limit=1000`, () => undefined);
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, worker));
}

interface DeltaPage {
  readonly value: { readonly 'members@delta'?: unknown[] }[];
  readonly '@odata.nextLink'?: string;
}

async function deltaRound(path: string): Promise<void> {
  for (let url: string | undefined = `${base}${path}`; url !== undefined; ) {
    // As above.
    const page = (await (await get(url)).json()) as DeltaPage;
    items +=
      page.value.length + page.value.reduce((sum, row) => sum + (row['members@delta']?.length ?? 0), 0);
    url = page['@odata.nextLink'];
  }
}

async function entra(): Promise<void> {
  await deltaRound(
    '/v1.0/users/delta?$select=id,displayName,userPrincipalName,mail,accountEnabled,userType,onPremisesSyncEnabled,createdDateTime',
  );
  await deltaRound('/v1.0/groups/delta?$select=id,displayName,groupTypes,members');
}

await (kind === 'okta' ? okta() : entra());
console.log(JSON.stringify({ requests, items }));
