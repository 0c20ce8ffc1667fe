import { startOkta } from '../../sandbox/okta/server.ts';
import { credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { issueKey } from '../../sandbox/tenant/okta-keys.ts';
import type { OktaIdentity } from '../../src/config/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import { limits } from './facts.ts';

/** An org of the story, and a provider whose two identities are two service apps. */
export async function openOkta(identities: { watcher?: OktaIdentity; actor?: OktaIdentity | null } = {}) {
  const company = createCompany();
  const okta = await startOkta(company);
  const appOf = (clientId: string): OktaIdentity => ({
    kind: 'key',
    clientId,
    ...issueKey(company.okta, clientId),
  });
  const { watcher = appOf(credentials.okta.watcherClient), actor = appOf(credentials.okta.actorClient) } =
    identities;
  const config = { orgUrl: okta.url, watcher, actor, hookSecret: null, signIn: null };
  const provider = await connectOkta({ id: 'okta', config, clock: systemClock, limits });
  const close = async () => {
    await provider.close();
    await okta.close();
  };
  return { okta, org: company.okta, provider, close };
}

export const nobody = { groupId: '00gNobody00000000000', accountId: '00uNobody00000000000' };
