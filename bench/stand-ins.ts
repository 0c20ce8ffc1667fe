import { createInterface } from 'node:readline';
import { startEntra } from '../sandbox/entra/server.ts';
import { startOkta } from '../sandbox/okta/server.ts';
import { credentials } from '../sandbox/tenant/cast.ts';
import { createCompany } from '../sandbox/tenant/company.ts';

/** The vendors' stand-ins in a process of their own: their addresses as one JSON line, then the request counts for each line read. */
const [people = 20_000, groups = 1000, membershipsPerPerson = 10] = process.argv.slice(2).map(Number);
const company = createCompany({ people, groups, membershipsPerPerson });
const [okta, entra] = await Promise.all([startOkta(company), startEntra(company)]);

const memberships = [...company.okta.memberships.values()];
/** The least possible number of pages: 200 people, 10,000 groups, 1,000 members each. */
const leastOkta =
  Math.ceil(company.okta.users.size / 200) +
  Math.ceil(company.okta.groups.size / 10_000) +
  memberships.reduce((sum, members) => sum + Math.max(1, Math.ceil(members.size / 1000)), 0);
const listingEachEntra =
  Math.ceil(company.entra.users.size / 999) +
  Math.ceil(company.entra.groups.size / 999) +
  [...company.entra.groups.values()].reduce(
    (sum, { members }) => sum + Math.max(1, Math.ceil(members.size / 999)),
    0,
  );

console.log(
  JSON.stringify({
    okta: okta.url,
    entra: entra.url,
    authority: entra.authorityUrl,
    tenantId: company.entra.tenantId,
    oktaToken: credentials.okta.watcherToken,
    clientId: credentials.entra.watcherClient,
    clientSecret: credentials.entra.watcherSecret,
    leastOkta,
    listingEachEntra,
    memberships: memberships.reduce((sum, members) => sum + members.size, 0),
  }),
);
for await (const _ of createInterface(process.stdin)) {
  console.log(JSON.stringify({ okta: okta.requestCount(), entra: entra.requestCount() }));
  okta.forgetRequests();
  entra.forgetRequests();
}
process.exit();
