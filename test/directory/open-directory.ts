import { startEntra } from '../../sandbox/entra/server.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import { credentials } from '../../sandbox/tenant/cast.ts';
import { type CompanyOptions, createCompany } from '../../sandbox/tenant/company.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import { limits } from '../providers/facts.ts';

/** A directory of some size behind its stand-in, and the real provider connected to it. */
export async function openOkta(size: CompanyOptions = {}) {
  const company = createCompany(size);
  const okta = await startOkta(company);
  const watcher = { kind: 'token', token: credentials.okta.watcherToken } as const;
  const config = { orgUrl: okta.url, watcher, actor: null, hookSecret: null, signIn: null };
  const provider = await connectOkta({ id: 'okta', config, clock: systemClock, limits });
  const close = async (): Promise<void> => {
    await provider.close();
    await okta.close();
  };
  return { standIn: okta, tenant: company.okta, provider, [Symbol.asyncDispose]: close };
}

export async function openEntra(size: CompanyOptions = {}) {
  const company = createCompany(size);
  const entra = await startEntra(company, { userDeltaPage: 30, groupDeltaPage: { objects: 5, members: 50 } });
  const watcher = {
    kind: 'secret',
    clientId: credentials.entra.watcherClient,
    clientSecret: credentials.entra.watcherSecret,
  } as const;
  const { tenantId } = company.entra;
  const config = {
    tenantId,
    graphUrl: entra.url,
    authorityUrl: entra.authorityUrl,
    watcher,
    actor: null,
    hookSecret: null,
    signIn: null,
  };
  const provider = await connectEntra({ id: 'entra', config, clock: systemClock, limits });
  const close = async (): Promise<void> => {
    await provider.close();
    await entra.close();
  };
  return { standIn: entra, tenant: company.entra, provider, [Symbol.asyncDispose]: close };
}
