import { startEntra } from '../../sandbox/entra/server.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import { type CastName, cast, credentials, groups } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { entraNameOf, entraUserByName } from '../../sandbox/tenant/entra-people.ts';
import { addMember } from '../../sandbox/tenant/okta-changes.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { decideWithProof, type ProofAsk, proveByPush, requestProof } from '../../src/approvals/index.ts';
import type { ProofSource } from '../../src/approvals/tools.ts';
import type { EntraConfig } from '../../src/config/config.ts';
import type { Approval } from '../../src/domain/approval.ts';
import type { Principal } from '../../src/domain/principal.ts';
import { startHttp } from '../../src/http.ts';
import { fixedClock, HOUR_MS, systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import { createStepUpPages } from '../../src/step-up-page.ts';
import type { Store } from '../../src/store/open.ts';
import { limits } from '../providers/facts.ts';
import { approvalOf, openDesk, principal, put, stageOf } from './approval.ts';
import { takeDueJob } from './due-jobs.ts';

/** Follows no redirect by itself, and keeps its cookies by host and path. */
export function openBrowser() {
  const jar = new Map<string, { readonly origin: string; readonly path: string; readonly value: string }>();
  return {
    get: async (address: string, method: 'GET' | 'POST' = 'GET'): Promise<Response> => {
      const { origin, pathname } = new URL(address);
      const cookies = [...jar]
        .filter(([, kept]) => kept.origin === origin && pathname.startsWith(kept.path))
        .map(([name, { value }]) => `${name}=${value}`);
      const headers = { cookie: cookies.join('; ') };
      const answer = await fetch(address, { method, redirect: 'manual', headers });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        const path = /; Path=([^;]+)/i.exec(line)?.[1] ?? '/';
        if (/max-age=0/i.test(line)) jar.delete(name);
        else jar.set(name, { origin, path, value });
      }
      return answer;
    },
  };
}

export type Browser = ReturnType<typeof openBrowser>;

export function locationOf(answer: Response): string {
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`${answer.status} leads nowhere`);
  return location;
}

/**
 * Stand-ins of both directories, the bot's HTTP endpoints and the desk, all for real. The approvers are the group of the
 * story, and Ada and Alan are in it.
 */
export async function openStepUp({ context = null }: { readonly context?: string | null } = {}) {
  const company = createCompany();
  const [okta, entra] = [await startOkta(company), await startEntra(company)];
  const vendors = await connect({ okta, entra, context });
  let publicUrl = '';
  let pages: ReturnType<typeof createStepUpPages> = null;
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    readiness: async () => await Promise.resolve({ ready: true, parts: {} }),
    measure: async () => await Promise.resolve([]),
    // The address of the pages is known only once they are served.
    stepUp: {
      get publicUrl() {
        return publicUrl;
      },
      look: async (link) => await pages!.look(link),
      open: async (link) => await pages!.open(link),
      finish: async (search, secret) => await pages!.finish(search, secret),
    },
  });
  publicUrl = `http://127.0.0.1:${http.port}`;
  const callback = `${publicUrl}/step-up/callback`;
  company.okta.webApps.get(credentials.okta.signInClient)?.redirectUris.push(callback);
  company.entra.webApps.get(credentials.entra.signInClient)?.redirectUris.push(callback);
  const group = [...company.okta.groups.values()].find(({ name }) => name === groups.okta.approvers)!;
  for (const name of ['ada', 'alan'] as const)
    addMember(company.okta, group.id, oktaUserByLogin(company.okta, cast[name].email).id);

  const person = (name: CastName): Principal => {
    const id = `okta:${oktaUserByLogin(company.okta, cast[name].email).id}`;
    const other = `entra:${entraUserByName(company.entra, entraNameOf(name)).id}`;
    return { id, email: cast[name].email, name, accounts: [id, other] };
  };
  const open = (store: Store, { only = ['okta', 'entra'] as readonly string[], ahead = 0 } = {}) => {
    const clock = fixedClock(new Date(systemClock.now().getTime() + ahead).toISOString());
    const providers: readonly ProofSource[] = vendors.filter(({ id }) => only.includes(id));
    const desk = openDesk(store, { providers, clock });
    const tools = { ...desk.tools, providers, publicUrl };
    pages = createStepUpPages(tools);
    return { ...desk, tools, store };
  };
  const close = async (): Promise<void> => {
    await Promise.all([http.close(), okta.close(), entra.close(), ...vendors.map((each) => each.close())]);
  };
  return { company, okta, entra, person, open, close, publicUrl };
}

export type StepUpHouse = Awaited<ReturnType<typeof openStepUp>>;
export type StepUpDesk = ReturnType<StepUpHouse['open']>;

async function connect({
  okta,
  entra,
  context,
}: {
  readonly okta: Awaited<ReturnType<typeof startOkta>>;
  readonly entra: Awaited<ReturnType<typeof startEntra>>;
  readonly context: string | null;
}) {
  const { watcherToken, actorToken, signInClient, signInSecret } = credentials.okta;
  const oktaConfig = {
    orgUrl: okta.url,
    watcher: { kind: 'token', token: watcherToken },
    actor: { kind: 'token', token: actorToken },
    hookSecret: null,
    signIn: { clientId: signInClient, clientSecret: signInSecret },
  } as const;
  const { watcherClient, watcherSecret } = credentials.entra;
  const entraConfig: EntraConfig = {
    tenantId: entra.tenant.tenantId,
    graphUrl: entra.url,
    authorityUrl: entra.authorityUrl,
    watcher: { kind: 'secret', clientId: watcherClient, clientSecret: watcherSecret },
    actor: null,
    hookSecret: null,
    signIn: {
      clientId: credentials.entra.signInClient,
      clientSecret: credentials.entra.signInSecret,
      context,
    },
  };
  const shared = { clock: systemClock, log: silentLog, limits };
  return [
    await connectOkta({ id: 'okta', config: oktaConfig, ...shared }),
    await connectEntra({ id: 'entra', config: entraConfig, ...shared }),
  ];
}

/** An approval of the house that asks for a second factor. */
export async function putStepUp(desk: StepUpDesk, over: Partial<Approval> = {}): Promise<Approval> {
  const now = desk.clock.now();
  const rule = { kind: 'group', connection: 'okta', group: groups.okta.approvers } as const;
  const expiresAt = new Date(now.getTime() + 24 * HOUR_MS);
  const stages = [stageOf({ approvers: [rule] })];
  const requester = principal('zed');
  return await put(
    desk.store.db,
    approvalOf({ stepUp: true, requester, stages, createdAt: now, stageSince: now, expiresAt, ...over }),
  );
}

export function wish({ id, hash }: Approval, by: Principal, over: Partial<ProofAsk> = {}): ProofAsk {
  return { approvalId: id, hash, by, slackUserId: `U${by.name}`, verdict: 'approve', reason: null, ...over };
}

/** Asks, and answers the address that the person opens. */
export async function askSignIn(desk: StepUpDesk, ask: ProofAsk): Promise<{ id: string; url: string }> {
  const asked = await requestProof(desk.tools, ask);
  if (!('url' in asked)) throw new Error(`no sign-in was asked for: ${JSON.stringify(asked)}`);
  return asked;
}

/** Opens the link, signs in as `login`, and answers the page at the end. `bend` changes what the browser sends to the directory. */
export async function signInAs(
  browser: Browser,
  url: string,
  { login, bend = () => {} }: { readonly login: string; readonly bend?: (to: URL) => void },
): Promise<Response> {
  return await browser.get(await comeBack(browser, url, { login, bend }));
}

/** As far as the address of the callback. */
export async function comeBack(
  browser: Browser,
  url: string,
  { login, bend = () => {} }: { readonly login: string | null; readonly bend?: (to: URL) => void },
): Promise<string> {
  const to = new URL(locationOf(await browser.get(url, 'POST')));
  if (login !== null) to.searchParams.set('sandbox_login', login);
  bend(to);
  return locationOf(await browser.get(to.href));
}

/** Runs what waits for proofs, as the queue would. How many jobs there were. */
export async function runProofJobs({ tools, store, clock }: StepUpDesk, most = 10): Promise<number> {
  for (let ran = 0; ; ran++) {
    const due = ran >= most ? null : await nextJob(store, clock.now());
    if (due === null) return ran;
    // Written by requestProof and acceptProof in this shape.
    const { proofId } = due.payload as { proofId: string };
    if (due.task === 'prove-by-push') await proveByPush(tools, proofId);
    else await decideWithProof(tools, proofId);
  }
}

async function nextJob(store: Store, now: Date) {
  const soon = new Date(now.getTime() + HOUR_MS);
  return await takeDueJob(store, soon, ['decide-with-proof', 'prove-by-push']);
}
