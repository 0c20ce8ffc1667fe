import { type EntraOptions, startEntra } from '../../../sandbox/entra/server.ts';
import { credentials } from '../../../sandbox/tenant/cast.ts';
import { type CompanyOptions, createCompany } from '../../../sandbox/tenant/company.ts';

const { entra } = credentials;
const secrets = {
  watcher: [entra.watcherClient, entra.watcherSecret],
  actor: [entra.actorClient, entra.actorSecret],
  narrow: [entra.narrowClient, entra.narrowSecret],
} as const;

interface Asking {
  readonly method?: string;
  readonly as?: keyof typeof secrets;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** An answer, or a thing in one, as far as tests look into it by name. */
export interface Json {
  readonly value?: readonly Json[];
  readonly error?: Json;
  readonly error_codes?: readonly number[];
  readonly 'members@delta'?: readonly Json[];
  readonly responses?: readonly Json[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
  readonly [key: string]: unknown;
}

/** A small company behind an Entra that closes itself. */
export async function openEntra(options: EntraOptions & { readonly company?: CompanyOptions } = {}) {
  const entra = await startEntra(createCompany(options.company), options);
  const tokens = new Map<string, string>();
  const askToken = (form: Record<string, string>, tenant = entra.tenant.tenantId) =>
    fetch(`${entra.authorityUrl}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'https://graph.microsoft.com/.default',
        ...form,
      }),
    });
  const tokenOf = async (who: keyof typeof secrets): Promise<string> => {
    const known = tokens.get(who);
    if (known !== undefined) return known;
    const [client_id, client_secret] = secrets[who];
    const { access_token } = await jsonOf(await askToken({ client_id, client_secret }));
    tokens.set(who, String(access_token));
    return String(access_token);
  };
  const ask = async (path: string, asking: Asking = {}): Promise<Response> =>
    await fetch(path.startsWith('http') ? path : `${entra.url}/v1.0${path}`, {
      method: asking.method ?? 'GET',
      headers: {
        authorization: `Bearer ${await tokenOf(asking.as ?? 'watcher')}`,
        'accept-language': 'en-US',
        ...(asking.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...asking.headers,
      },
      ...(asking.body === undefined ? {} : { body: JSON.stringify(asking.body) }),
    });
  const read = async (path: string, asking?: Asking): Promise<Json> => await jsonOf(await ask(path, asking));
  return { ...entra, ask, read, askToken, tokenOf, [Symbol.asyncDispose]: entra.close };
}

export type Entra = Awaited<ReturnType<typeof openEntra>>;

export async function jsonOf(answer: Response): Promise<Json> {
  return (await answer.json()) as Json;
}

/** Status and error code of an answer, for refusals. */
export async function refusalOf(answer: Response): Promise<readonly [number, string]> {
  const { error } = await jsonOf(answer);
  return [answer.status, String(error?.['code'])];
}

/** Every page from here on, with the delta link of the last. */
export async function readPages(entra: Entra, path: string) {
  const pages: Json[][] = [];
  let deltaLink = '';
  for (let at: string | undefined = path; at !== undefined; ) {
    const page: Json = await entra.read(at);
    if (page['error'] !== undefined) throw new Error(JSON.stringify(page));
    pages.push([...(page['value'] ?? [])]);
    deltaLink = page['@odata.deltaLink'] ?? deltaLink;
    at = page['@odata.nextLink'];
  }
  return { pages, items: pages.flat(), deltaLink };
}

export const groupNamed = (entra: Entra, name: string) =>
  [...entra.tenant.groups.values()].find(({ displayName }) => displayName === name)!;

export const userNamed = (entra: Entra, name: string) =>
  [...entra.tenant.users.values()].find(({ userPrincipalName }) => userPrincipalName === name)!;
