import { createInterface } from 'node:readline';
import { startEntra } from '../sandbox/entra/server.ts';
import { startOkta } from '../sandbox/okta/server.ts';
import { credentials } from '../sandbox/tenant/cast.ts';
import { type Company, createCompany } from '../sandbox/tenant/company.ts';
import type { TenantSize } from './tenants.ts';

/** The directories' stand-ins in a process of their own: what tenants.ts needs as one JSON line, then the request counts for each line read. */
// Given by tenants.ts.
const size = JSON.parse(process.argv[2] ?? '{}') as Required<TenantSize>;
const company = createCompany({ ...size, membershipsPerPerson: 10 });
const [okta, entra] = await Promise.all([startOkta(company, size), startEntra(company, size)]);
if (size.lateMs > 0) {
  const late = { path: /^/, fault: { kind: 'slow', ms: size.lateMs } } as const;
  for (const { faults } of [okta, entra]) faults.add(late);
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}

const pagesOf = (sizes: readonly number[], page: number): number =>
  sum(sizes.map((each) => Math.max(1, Math.ceil(each / page))));

function oktaRows({ okta: { users, groups, memberships } }: Company) {
  const sizes = [...memberships.values()].map(({ size }) => size);
  const rows = { accounts: users.size, groups: groups.size, memberships: sum(sizes) };
  // 200 people, 10,000 groups, 1,000 members each.
  return { rows, least: pagesOf([users.size], 200) + pagesOf([groups.size], 10_000) + pagesOf(sizes, 1000) };
}

function entraRows({ entra: { users, groups } }: Company) {
  const sizes = [...groups.values()].map(({ members }) => members.size);
  // Groups and applications may be members too; the mirror keeps people.
  const people = [...groups.values()].map(({ members }) => [...members].filter((id) => users.has(id)).length);
  const rows = { accounts: users.size, groups: groups.size, memberships: sum(people) };
  return { rows, listing: pagesOf([users.size], 999) + pagesOf([groups.size], 999) + pagesOf(sizes, 999) };
}

const [ofOkta, ofEntra] = [oktaRows(company), entraRows(company)];
console.log(
  JSON.stringify({
    urls: { okta: okta.url, entra: entra.url },
    environment: {
      okta: { OKTA_ORG_URL: okta.url, OKTA_API_TOKEN: credentials.okta.watcherToken },
      entra: {
        ENTRA_TENANT_ID: company.entra.tenantId,
        ENTRA_CLIENT_ID: credentials.entra.watcherClient,
        ENTRA_CLIENT_SECRET: credentials.entra.watcherSecret,
        ENTRA_GRAPH_URL: entra.url,
        ENTRA_AUTHORITY_URL: entra.authorityUrl,
      },
    },
    rows: { okta: ofOkta.rows, entra: ofEntra.rows },
    leastOkta: ofOkta.least,
    listingEachEntra: ofEntra.listing,
  }),
);
for await (const _ of createInterface(process.stdin)) {
  console.log(JSON.stringify({ okta: okta.requestCount(), entra: entra.requestCount() }));
  okta.forgetRequests();
  entra.forgetRequests();
}
process.exit();
