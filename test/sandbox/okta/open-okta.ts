import { type OktaOptions, startOkta } from '../../../sandbox/okta/server.ts';
import { credentials } from '../../../sandbox/tenant/cast.ts';
import { type CompanyOptions, createCompany } from '../../../sandbox/tenant/company.ts';

/** A small company behind an Okta that closes itself. */
export async function openOkta(options: OktaOptions & { readonly company?: CompanyOptions } = {}) {
  const okta = await startOkta(createCompany(options.company), options);
  const ask = (path: string, init: { readonly method?: string; readonly token?: string } = {}) =>
    fetch(path.startsWith('http') ? path : `${okta.url}${path}`, {
      method: init.method ?? 'GET',
      headers: { authorization: `SSWS ${init.token ?? credentials.okta.watcherToken}` },
    });
  return { ...okta, ask, [Symbol.asyncDispose]: okta.close };
}

export type Okta = Awaited<ReturnType<typeof openOkta>>;

export const nextOf = (answer: Response) =>
  /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];

/** Every item of a listing, with the number of pages it took. */
export async function readAll(okta: Okta, path: string) {
  const items: { id: string }[] = [];
  let pages = 0;
  for (let at: string | undefined = path; at !== undefined; pages += 1) {
    const answer: Response = await okta.ask(at);
    // Okta's listings are arrays of things with an id.
    items.push(...((await answer.json()) as { id: string }[]));
    at = nextOf(answer);
  }
  return { items, pages };
}
