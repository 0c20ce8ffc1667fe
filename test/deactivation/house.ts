import { startEntra } from '../../sandbox/entra/server.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import { type CastName, cast, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { entraNameOf, entraUserByName } from '../../sandbox/tenant/entra-people.ts';
import { issueKey } from '../../sandbox/tenant/okta-keys.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { accessOf, broughtTo, closeAccess } from '../../src/access/index.ts';
import { decideApproval } from '../../src/approvals/index.ts';
import type { OktaIdentity, Settings } from '../../src/config/config.ts';
import { deactivationEffect } from '../../src/deactivation/effect.ts';
import { carryOutDeactivation } from '../../src/deactivation/execute.ts';
import type { DeactivationTools } from '../../src/deactivation/tools.ts';
import type { Approval, Decision } from '../../src/domain/approval.ts';
import { type Principal } from '../../src/domain/principal.ts';
import { fixedClock, systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import { unknownOnCall } from '../../src/sinks/on-call.ts';
import type { Store } from '../../src/store/open.ts';
import { actor, configOf } from '../providers/entra-connection.ts';
import { limits } from '../providers/facts.ts';
import { quietSettings } from '../support/settings.ts';

/** The whole company with both directories, and a bot over a store. */
export async function openHouse({ db, queue }: Store, over: Partial<Settings> = {}) {
  const company = createCompany();
  const [okta, entra] = await Promise.all([startOkta(company), startEntra(company)]);
  const appOf = (clientId: string): OktaIdentity => ({
    kind: 'key',
    clientId,
    ...issueKey(company.okta, clientId),
  });
  const oktaConfig = {
    orgUrl: okta.url,
    watcher: appOf(credentials.okta.watcherClient),
    actor: appOf(credentials.okta.actorClient),
    hookSecret: null,
    signIn: null,
  };
  const providers = [
    await connectOkta({ id: 'okta', config: oktaConfig, clock: systemClock, limits }),
    await connectEntra({ id: 'entra', config: configOf(entra, { actor }), clock: systemClock, limits }),
  ];
  const clock = fixedClock(new Date().toISOString());
  const deciders = { connection: 'okta', logins: [cast.ada.email, cast.alan.email, cast.frances.email] };
  const stage = { name: 'Admins', approvers: [{ kind: 'people' as const, ...deciders }], quorum: 2 };
  const quiet = quietSettings();
  const settings = quietSettings({
    channels: { reports: null, alerts: null, requests: 'C0REQ' },
    deactivation: {
      ...quiet.deactivation,
      stages: [{ ...stage, fallback: [], escalateAfterMinutes: null }],
    },
    ...over,
  });
  const effect = deactivationEffect({ queue, clock, settings });
  const tools: DeactivationTools = {
    db,
    queue,
    clock,
    log: silentLog,
    settings,
    providers,
    effects: {
      deactivation: effect,
      reactivation: effect,
      access: { approved: async () => await Promise.reject(new Error('nobody approved it')) },
    },
    accessOf: async (subject) => await accessOf(db, subject),
    broughtTo: async (subject, since) => await broughtTo(db, subject, since),
    onCall: async () => await Promise.resolve(unknownOnCall),
    closeAccess: async (subject, because) => await closeAccess(tools, subject, because),
  };
  return {
    company,
    okta,
    entra,
    tools,
    clock,
    person: (name: CastName): Principal => personOf(company, name),
    decide: async (approval: Approval, name: CastName, verdict: Decision['verdict'] = 'approve') => {
      const by = personOf(company, name);
      const { id: approvalId, hash } = approval;
      const ask = {
        approvalId,
        by,
        slackUserId: cast[name].slackId,
        verdict,
        reason: 'because',
        hash,
        proof: null,
      };
      return await decideApproval(tools, ask);
    },
    /** Runs it again and again, as the queue does, until it is over. */
    carryOut: async (id: string, times = 8) => {
      for (let run = 0; run < times; run++) {
        await carryOutDeactivation(tools, id);
        clock.advance(301_000);
      }
    },
    oktaUser: (name: CastName) => oktaUserByLogin(company.okta, cast[name].email),
    entraUser: (name: CastName) => entraUserByName(company.entra, entraNameOf(name)),
    close: async () => {
      await Promise.all(providers.map(async (provider) => await provider.close()));
      await Promise.all([okta.close(), entra.close()]);
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

function personOf(company: ReturnType<typeof createCompany>, name: CastName): Principal {
  const { email } = cast[name];
  const oktaId = oktaUserByLogin(company.okta, email).id;
  const entraId = entraUserByName(company.entra, entraNameOf(name)).id;
  return {
    id: `okta:${oktaId}`,
    email,
    name: cast[name].name,
    accounts: [`okta:${oktaId}`, `entra:${entraId}`],
  };
}
