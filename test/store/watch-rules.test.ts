import { expect, it } from 'vitest';
import type { Settings } from '../../src/config/config.ts';
import { detections } from '../../src/detections/index.ts';
import { ingestPage } from '../../src/detections/ingest.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { openDrill, signInOf } from '../../src/store/drill-windows.ts';
import { insertEvents } from '../../src/store/events.ts';
import { storePages } from '../../src/store/mirror-pages.ts';
import type { Store } from '../../src/store/open.ts';
import { readRoster, saveRoster } from '../../src/store/roster.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';
import { event, watchTools } from '../support/watch.ts';

const login = 'bg1@acme.test';
const breakGlass = [
  { connection: 'okta', login, drillDays: 90, custodians: [], certificateAttestedUntil: null },
];
const states = ['pending', 'open'] as const;
const planned = {
  since: new Date('2026-11-24T11:00:00Z'),
  until: new Date('2026-11-24T13:00:00Z'),
  reason: 'move',
};

function signIn(minute: number, over: Partial<DirectoryEvent> = {}): DirectoryEvent {
  return event({
    name: 'user.session.start',
    outcome: 'success',
    at: new Date(Date.UTC(2026, 10, 24, 11, minute)),
    actor: { id: 'bg1', kind: 'person', name: login },
    ...over,
  });
}

/** What is said of one page of the real rules, over a real store. */
async function said(store: Store, events: DirectoryEvent[], over: Partial<Settings> = {}): Promise<string[]> {
  const tools = watchTools(store, { detections, settings: { breakGlass, ...over } });
  const source = { connection: 'okta', kind: 'okta' as const, feed: 'log' };
  await ingestPage(tools, source, { page: { events, cursor: 'c1' }, from: null });
  const alerts = await listAlerts(store.db, { states, limit: 50 });
  return alerts.map((alert) => `${alert.detection} ${alert.severity} ${alert.state}`).toSorted();
}

const lock = (id: string): DirectoryEvent =>
  event({ name: 'user.account.lock', outcome: 'success', targets: [{ kind: 'account', id, name: id }] });

const accountOf = (id: string, name: string) => ({
  id,
  login: name,
  email: name,
  displayName: id,
  status: 'active' as const,
  type: 'member' as const,
  synced: false,
  createdAt: null,
});

eachEngine(({ open }) => {
  it('tells of a break-glass account in a maintenance window and in quiet hours, where others wait', async () => {
    const settings = quietSettings();
    const detail = { ...settings.detections, maintenance: [{ ...planned, connection: 'okta' }] };
    const alerts = { ...settings.alerts, quietHours: { since: '00:00', until: '23:59' } };
    const api = event({ name: 'system.api_token.create', outcome: 'success' });

    expect(await said(await open(), [signIn(55), api], { detections: detail, alerts })).toEqual([
      'api-token-changed high pending',
      'break-glass-used critical open',
    ]);
  });

  it.each([
    [2, 'high'],
    [3, 'critical'],
  ])('counts %i failures of a break-glass login that come without an id', async (count, severity) => {
    const typed = { id: null, kind: 'unknown', name: 'BG1@acme.test' } as const;
    const minutes = [50, 52, 54].slice(0, count);
    const failures = minutes.map((minute) => signIn(minute, { outcome: 'failure', actor: typed }));

    expect(await said(await open(), failures)).toEqual([`break-glass-used ${severity} open`]);
  });

  it.each([
    ['in it, told after its end', 20, '11:30', 'break-glass-used low open'],
    ['before it, told while it is on', 5, '13:00', 'break-glass-used critical open'],
    ['after it', 35, '11:30', 'break-glass-used critical open'],
  ])('holds a sign-in %s against the time of the drill', async (_, minute, end, alert) => {
    const store = await open();
    const openedAt = new Date('2026-11-24T11:10:00Z');
    const until = new Date(`2026-11-24T${end}:00Z`);
    await openDrill(store.db, { connection: 'okta', login, openedAt, openedBy: 'U1', until });

    expect(await said(store, [signIn(minute)])).toEqual([alert]);
  });

  it.each([
    ['a success of the account while it was announced', signIn(20), true],
    ['one that comes without an id', signIn(20, { actor: { id: null, kind: 'person', name: login } }), true],
    ['one from before', signIn(5), false],
    ['one from after', signIn(35), false],
    ['a failure', signIn(20, { outcome: 'failure' }), false],
    ['somebody else', signIn(20, { actor: { id: 'ann', kind: 'person', name: 'ann@acme.test' } }), false],
    ['anything else that it does', signIn(20, { name: 'user.mfa.factor.activate' }), false],
    ['another directory', signIn(20, { connection: 'entra' }), false],
  ])('takes as proof of a drill, or not: %s', async (_, seen, proves) => {
    const { db } = await open();
    const pass = { connection: 'okta', stream: 'accounts' as const, generation: 1, mode: 'full' as const };
    await storePages(db, { ...pass, pages: [{ accounts: [accountOf('bg1', login)], resume: '' }] });
    const openedAt = new Date('2026-11-24T11:10:00Z');
    const until = new Date('2026-11-24T11:30:00Z');
    const drill = await openDrill(db, { connection: 'okta', login, openedAt, openedBy: 'U1', until });
    await insertEvents(db, [seen], until);

    expect(drill === null ? null : (await signInOf(db, drill)) !== null).toBe(proves);
  });

  it.each([
    ['the default', {}, []],
    ['lockstep.yaml', { 'lockouts.okta.max': 1 }, ['lockout-wave medium open']],
  ])('holds a count against the number of %s', async (_, thresholds, alerts) => {
    const store = await open();
    await saveRoster(store.db, 'okta', { admins: new Set(['ann']), top: new Set(['ann']) }, planned.since);
    const detections = { ...quietSettings().detections, thresholds };

    expect(await said(store, [lock('u1'), lock('u2')], { detections })).toEqual(alerts);
  });

  it('does not count on a top administrator whom the mirror knows as switched off', async () => {
    const { db } = await open();
    const three = new Set(['ann', 'ben', 'cat']);
    const accounts = ['ann', 'ben'].map((id) => ({
      ...accountOf(id, `${id}@acme.test`),
      status: id === 'ben' ? ('suspended' as const) : ('active' as const),
    }));
    const pass = { connection: 'okta', stream: 'accounts' as const, generation: 1, mode: 'full' as const };
    await storePages(db, { ...pass, pages: [{ accounts, resume: '' }] });
    await saveRoster(db, 'okta', { admins: three, top: three }, planned.since);

    const roster = await readRoster(db, 'okta');
    expect([...(roster?.top ?? [])].toSorted()).toEqual(['ann', 'cat']);
    expect(roster?.admins.size).toBe(3);
  });
});
