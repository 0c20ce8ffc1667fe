import { describe } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { breakGlass } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { pauseJob } from '../../sandbox/tenant/entra-jobs.ts';
import { noteAudit, noteProvisioning } from '../../sandbox/tenant/entra-logs.ts';
import type { EntraTenant } from '../../sandbox/tenant/entra-tenant.ts';
import { createFeeds } from '../../src/providers/entra/events/index.ts';
import { type FeedSubject, testFeed } from '../support/feed-conformance.ts';
import { unhurried } from './entra-connection.ts';
import { entry } from './facts.ts';

type Happen = (tenant: EntraTenant, at: number) => void;

/** One feed of a small tenant whose logs come two rows a page. */
function opening(name: string, happen: Happen): () => Promise<FeedSubject> {
  return async () => {
    const company = createCompany({ entraPeople: 30, groups: 0 });
    const entra = await startEntra(company, { logPage: 2 });
    const feed = createFeeds(unhurried(entra)).find((each) => each.name === name);
    if (feed === undefined) throw new Error(`no feed ${name}`);
    // A third application, so that three things can happen to jobs.
    const [[id, jobs] = []] = company.entra.jobs;
    const known = company.entra.servicePrincipals.get(id ?? '');
    if (known === undefined || jobs === undefined) throw new Error('no application');
    company.entra.servicePrincipals.set('third', { ...known, id: 'third' });
    company.entra.jobs.set('third', structuredClone(jobs));
    return {
      feed,
      context: { breakGlass: [entry('entra', breakGlass.entra.bg1)] },
      happen: (count, agoMs = 0) => {
        for (let n = 0; n < count; n++) happen(company.entra, Date.now() - agoMs);
      },
      requestCount: entra.requestCount,
      down: (down) => {
        entra.faults.clear();
        if (down) entra.faults.add({ path: /./, fault: { kind: 'status', status: 503 } });
      },
      leadAway: (origin) => entra.faults.add({ path: /auditLogs/, fault: { kind: 'foreign_next', origin } }),
      close: entra.close,
    };
  };
}

describe('the feed of audits', () => {
  const open = opening('audits', (tenant, at) =>
    noteAudit(tenant, { activity: 'Update user', category: 'UserManagement', by: null, targets: [] }, at),
  );
  testFeed(open, { threePages: 6, idleRequests: 1, expires: false });
});

describe('the feed of provisioning', () => {
  const open = opening('provisioning', (tenant, at) => {
    const [[servicePrincipalId, [job] = []] = ['']] = tenant.jobs;
    const identity = { id: 'u', displayName: 'U', type: 'User' } as const;
    noteProvisioning(
      tenant,
      { servicePrincipalId, jobId: job?.id ?? '', action: 'create', status: 'success', identity },
      at,
    );
  });
  testFeed(open, { threePages: 6, idleRequests: 1, expires: false });
});

describe('the feed of jobs', () => {
  const open = opening('jobs', ({ jobs }) => {
    const job = [...jobs.values()].flat().find(({ status }) => status.code === 'Active');
    if (job !== undefined) pauseJob(job);
  });
  testFeed(open, { threePages: null, idleRequests: 1, beginsNow: false, expires: false, links: false });
});

describe('the feed of lock-outs', () => {
  let n = 0;
  const open = opening('lockouts', (tenant, at) => {
    const users = [...tenant.users.values()];
    n += 1;
    // Every other one is an ordinary failure, which it does not read.
    for (const [suffix, errorCode] of [
      ['typed', 50126],
      ['locked', 50053],
    ] as const) {
      const user = users[n % users.length];
      tenant.signIns.push({
        id: `${suffix}-${n}`,
        userId: user?.id ?? '',
        userPrincipalName: user?.userPrincipalName ?? '',
        createdDateTime: new Date(at).toISOString(),
        errorCode,
        appDisplayName: 'Office 365',
      });
    }
  });
  testFeed(open, { threePages: 6, idleRequests: 1, expires: false });
});

describe('the feed of sign-ins', () => {
  let n = 0;
  const open = opening('sign-ins', (tenant, at) => {
    const user = [...tenant.users.values()].find(
      ({ userPrincipalName }) => userPrincipalName === breakGlass.entra.bg1,
    );
    n += 1;
    tenant.signIns.push({
      id: `sign-in-${n}`,
      userId: user?.id ?? '',
      userPrincipalName: breakGlass.entra.bg1,
      createdDateTime: new Date(at).toISOString(),
      errorCode: 0,
      appDisplayName: 'Azure Portal',
    });
  });
  testFeed(open, { threePages: 6, idleRequests: 1, expires: false });
});
