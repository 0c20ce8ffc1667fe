import { expect } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import type { FaultRule } from '../../sandbox/faults.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import type { StandIn } from '../../sandbox/stand-in.ts';
import { breakGlass, cast, credentials } from '../../sandbox/tenant/cast.ts';
import { type Company, type CompanyOptions, createCompany } from '../../sandbox/tenant/company.ts';
import { runChecks } from '../../src/checks/run.ts';
import type { EntraIdentity, OktaIdentity } from '../../src/config/config.ts';
import { refreshFactors, syncDirectory } from '../../src/directory/index.ts';
import type { CheckRun } from '../../src/domain/finding.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { errorLine, OperatorError } from '../../src/lib/operator-error.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import type { Probe, Provider } from '../../src/providers/provider.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { quietSettings } from '../support/settings.ts';
import { entry, limits } from './facts.ts';

export type Side = 'okta' | 'entra';

export interface World {
  readonly company: Company;
  readonly standIn: StandIn;
}

/** What is wrong on one day, with one vendor. */
export interface Day {
  readonly okta?: OktaIdentity;
  readonly entra?: EntraIdentity;
  readonly tenantId?: string;
  readonly clockSkewMs?: number;
  readonly company?: CompanyOptions;
  /** Page sizes and the like, as the stand-in takes them. */
  readonly standIn?: { readonly userDeltaPage?: number };
  /** No mirror from a better day. */
  readonly first?: boolean;
  /** Comes to pass after the good day. */
  readonly happens?: (world: World) => void;
  readonly faults?: readonly FaultRule[];
  /** Everybody's factors would take minutes at Graph's pace. */
  readonly withoutFactors?: boolean;
  /** Stands between the provider and its use: for the twin that shows what this suite is worth. */
  readonly through?: (provider: Provider) => Provider;
}

export interface Lived {
  readonly probe: Probe | Error;
  readonly run: CheckRun;
  readonly sync: 'done' | Error;
  readonly factors: number | Error;
  readonly lookUp: number | Error;
  readonly before: Mirror;
  readonly after: Mirror;
  /** The sync of the day after, when whatever was wrong is over, and what the mirror holds then. */
  readonly later: { readonly sync: 'done' | Error; readonly mirror: Mirror };
  /** Of the day before. */
  readonly good: CheckRun | null;
  readonly company: Company;
}

/** Every row of the mirror, in words, apart from which pass saw it. */
export interface Mirror {
  readonly accounts: readonly string[];
  readonly groups: readonly string[];
  readonly memberships: readonly string[];
}

/** Lives through one day: a healthy sync and run first, then the same again with what is wrong, each part by itself. */
export async function liveThrough(side: Side, day: Day): Promise<Lived> {
  const company = createCompany({ oktaPeople: 40, entraPeople: 40, groups: 5, ...day.company });
  const options = { ...day.standIn, clockSkewMs: day.clockSkewMs ?? 0 };
  const standIn = await (side === 'okta' ? startOkta(company, options) : startEntra(company, options));
  const store = await openStore('file::memory:');
  await store.migrate();
  try {
    const healthy = await connect(side, { company, standIn }, {});
    const good = day.first === true ? null : await goodDay(store, healthy, side);
    await healthy.close();
    const before = await mirrorOf(store, side);
    day.happens?.({ company, standIn });
    for (const fault of day.faults ?? []) standIn.faults.add(fault);
    const raw = await connect(side, { company, standIn }, day);
    const lived = await badDay(store, day.through?.(raw) ?? raw, { side, day });
    await raw.close();
    const after = await mirrorOf(store, side);
    standIn.faults.clear();
    const again = await connect(side, { company, standIn }, {});
    const sync = await orError(async () => await syncOnce(store, again));
    await again.close();
    const later = { sync, mirror: await mirrorOf(store, side) };
    return { ...lived, before, after, later, good, company };
  } finally {
    await store.close();
    await standIn.close();
  }
}

async function goodDay(store: Store, provider: Provider, side: Side): Promise<CheckRun> {
  await syncDirectory({ db: store.db, clock: systemClock }, provider);
  await refreshFactors({ db: store.db, clock: systemClock }, provider, 1000);
  return await check(store, provider, side);
}

async function syncOnce({ db }: Store, provider: Provider, full = false): Promise<'done'> {
  const { outcome } = await syncDirectory({ db, clock: systemClock }, provider, { full });
  if (outcome === 'busy') throw new Error('nobody else syncs here');
  return outcome;
}

async function badDay(store: Store, provider: Provider, { side, day }: { side: Side; day: Day }) {
  const tools = { db: store.db, clock: systemClock };
  const [probe, run, lookUp] = await Promise.all([
    orError(async () => await provider.probe()),
    check(store, provider, side),
    orError(async () => (await provider.lookUp?.accountsByEmail(cast.kim1.email))?.length ?? 0),
  ]);
  const reading = async () => await orError(async () => await refreshFactors(tools, provider, 1000));
  const early = day.first === true ? null : reading();
  const sync = await orError(async () => await syncOnce(store, provider, true));
  // Without a mirror from a better day, factors are read of those whom this sync found.
  const factors = day.withoutFactors === true ? 0 : await (early ?? reading());
  return { probe, run, sync, factors, lookUp };
}

async function check(store: Store, provider: Provider, side: Side): Promise<CheckRun> {
  const settings = quietSettings({
    breakGlass: [entry(side, breakGlass[side].bg1), entry(side, breakGlass[side].bg2)],
  });
  return await runChecks({
    db: store.db,
    clock: systemClock,
    log: silentLog,
    providers: [provider],
    settings,
  });
}

async function connect(side: Side, { company, standIn }: World, day: Day): Promise<Provider> {
  const shared = { id: side, clock: systemClock, limits };
  const { okta, entra } = credentials;
  if (side === 'okta') {
    const watcher = day.okta ?? { kind: 'token', token: okta.watcherToken };
    return await connectOkta({
      ...shared,
      config: { orgUrl: standIn.url, watcher, actor: null, hookSecret: null, signIn: null },
    });
  }
  const watcher = day.entra ?? {
    kind: 'secret',
    clientId: entra.watcherClient,
    clientSecret: entra.watcherSecret,
  };
  const tenantId = day.tenantId ?? company.entra.tenantId;
  const addresses = { graphUrl: standIn.url, authorityUrl: standIn.url };
  const config = { tenantId, ...addresses, watcher, actor: null, hookSecret: null, signIn: null };
  return await connectEntra({ ...shared, config });
}

async function orError<T>(read: () => Promise<T>): Promise<T | Error> {
  try {
    return await read();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function mirrorOf({ db }: Store, side: Side): Promise<Mirror> {
  const [accounts, groups, memberships] = await Promise.all([
    db.selectFrom('account').selectAll().where('connection', '=', side).execute(),
    db.selectFrom('directory_group').selectAll().where('connection', '=', side).execute(),
    db.selectFrom('membership').selectAll().where('connection', '=', side).execute(),
  ]);
  return {
    accounts: accounts
      .map(({ id, email, display_name, status }) => `${id} ${email} ${display_name} ${status}`)
      .toSorted((a, b) => a.localeCompare(b)),
    groups: groups.map(({ id, name }) => `${id} ${name}`).toSorted((a, b) => a.localeCompare(b)),
    memberships: memberships
      .map(({ group_id, account_id }) => `${group_id} ${account_id}`)
      .toSorted((a, b) => a.localeCompare(b)),
  };
}

/** What holds on every day, however bad: no new pass, no crash, no half-written mirror, no stack trace, always a next step. */
export function expectSafe(lived: Lived, mayPass: readonly string[] = []): void {
  const { probe, run, sync, factors, lookUp, before, after, good } = lived;
  for (const outcome of [probe, sync, factors, lookUp]) if (outcome instanceof Error) expectPlain(outcome);
  if (!(probe instanceof Error)) {
    expect(probe.problem !== undefined || (probe.reachable && probe.authenticated)).toBe(true);
    if (probe.problem !== undefined) expect(probe.problem.next).toMatch(/\.$/);
  }
  const passed = (good?.results ?? []).filter(({ status }) => status === 'pass').map((each) => each.check);
  // These two judge Lockstep's own past, which the good day has just made.
  const fresh = ['lockstep-blind', 'lockstep-asleep'];
  for (const { check, status, because, findings } of run.results) {
    if (good !== null && status === 'pass') expect([...passed, ...fresh, ...mayPass]).toContain(check);
    if (status !== 'pass' && status !== 'fail') expect(because).toMatch(/^[a-z_]+: \S/);
    for (const said of [because ?? '', ...findings.map(({ message }) => message)]) expectOneLine(said);
  }
  if (sync instanceof Error && good !== null) expect(after).toEqual(before);
}

function expectPlain(error: Error): void {
  expect(error).toBeInstanceOf(OperatorError);
  const line = errorLine(error);
  expect(line).toMatch(/^error [A-Z_]+: \S.* Next: \S.*\.$/);
  expectOneLine(line);
}

function expectOneLine(text: string): void {
  expect(text).not.toMatch(/\n| {4}at |node_modules|\[object|undefined|ZodError|Invalid Date/);
}

/** Check → reason, of every check without a verdict. */
export function unjudged({ run }: Lived): Readonly<Record<string, string>> {
  const silent = run.results.filter(({ status }) => status === 'not_evaluated');
  return Object.fromEntries(silent.map(({ check, because }) => [check, because?.split(':')[0] ?? '']));
}

/** A provider that takes every failure for an empty answer, as a careless one would. */
export function careless(provider: Provider): Provider {
  const swallowing = async function* <T>(pages: AsyncIterable<T>, last: T): AsyncGenerator<T> {
    try {
      yield* pages;
    } catch {
      yield last;
    }
  };
  return {
    ...provider,
    probe: async () =>
      await Promise.resolve({ reachable: true, authenticated: true, permissions: [], headroom: [] }),
    gather: async (name, context) => {
      try {
        return (await provider.gather?.(name, context)) as never;
      } catch {
        const none = { byAccount: new Map(), population: 0, oldest: null, policies: [], weakEnabled: [] };
        return (name === 'adminSignIns' ? new Map() : Object.assign([], none)) as never;
      }
    },
    directory: (provider.directory ?? []).map((stream) => ({
      ...stream,
      full: (resume) => swallowing(stream.full(resume), { resume: '', checkpoint: 'done' }),
    })),
  };
}
