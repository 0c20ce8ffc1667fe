import { afterEach, expect, it } from 'vitest';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { addMember, removeMember, writeLog } from '../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { catchUp } from '../../sandbox/tenant/okta-lag.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { sweepAlerts } from '../../src/alerts/index.ts';
import { followFeed } from '../../src/detections/follow.ts';
import { tellMoves } from '../../src/detections/member-moves.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { syncDirectory } from '../../src/directory/index.ts';
import { fixedClock, MINUTE_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { listMemberChanges } from '../../src/store/events.ts';
import { nextMessages } from '../../src/store/messages.ts';
import { membersOf } from '../../src/store/mirror.ts';
import { readRoster } from '../../src/store/roster.ts';
import { openOkta } from '../providers/okta-connection.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const states = ['pending', 'open', 'resolved'] as const;

eachEngine(({ open }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function start() {
    const { db, queue } = await open();
    const { org, provider, close } = await openOkta();
    closing.push(close);
    const clock = fixedClock(new Date().toISOString());
    const settings = quietSettings({ channels: { reports: null, alerts: 'C0ALERTS', requests: null } });
    const tools = detectionTools({ db, queue, clock, log: silentLog, settings });
    const listen = async (name: string) => {
      const feed = provider.feeds?.find((each) => each.name === name);
      if (feed === undefined) throw new Error(`no feed ${name}`);
      await followFeed(tools, provider, { feed, signal: new AbortController().signal });
    };
    const said = async () =>
      (await listAlerts(db, { states, limit: 9 })).map(({ detection, state }) => `${detection} ${state}`);
    const lock = (login: string) => {
      const { id } = oktaUserByLogin(org, login);
      writeLog(org, 'user.account.lock', {
        target: [{ id, type: 'User', alternateId: login, displayName: login, detailEntry: null }],
      });
    };
    const sweep = async () => await sweepAlerts(tools);
    const onMoves = tellMoves(tools, 'okta');
    const sync = async (full = false) => await syncDirectory({ db, clock, onMoves }, provider, { full });
    return { db, org, clock, listen, said, lock, sweep, sync };
  }

  it('hears of an agent that does not answer, waits for an upgrade to end, and ends when it is back', async () => {
    const { org, clock, listen, said, sweep } = await start();
    const [agent] = org.integrations.agentPools[0]?.agents ?? [];
    if (agent === undefined) throw new Error('the story has an agent');
    await listen('agents');
    agent.operationalStatus = 'DISRUPTED';
    await listen('agents');
    await listen('agents');
    expect(await said()).toEqual(['agent-lost pending']);

    clock.advance(11 * 60_000);
    await sweep();
    expect(await said()).toEqual(['agent-lost open']);

    agent.operationalStatus = 'OPERATIONAL';
    await listen('agents');
    expect(await said()).toEqual(['agent-lost resolved']);
  });

  it('says nothing of an agent that is back within ten minutes, nor of one that is only degraded', async () => {
    const { db, org, clock, listen, said, sweep } = await start();
    const [first, second] = org.integrations.agentPools[0]?.agents ?? [];
    if (first === undefined || second === undefined) throw new Error('the story has two agents');
    await listen('agents');
    first.operationalStatus = 'INACTIVE';
    second.operationalStatus = 'DEGRADED';
    await listen('agents');
    clock.advance(5 * 60_000);
    first.operationalStatus = 'OPERATIONAL';
    await listen('agents');
    clock.advance(60 * 60_000);
    await sweep();

    expect(await said()).toEqual(['agent-lost resolved']);
    expect(await nextMessages(db, 5)).toEqual([]);
  });

  it('knows who is an administrator before the first event is judged, though no role ever changed', async () => {
    const { db, listen, said, lock } = await start();
    await listen('log');
    lock(cast.grace.email);
    await listen('log');

    expect((await readRoster(db, 'okta'))?.admins.size).toBeGreaterThan(0);
    expect(await said()).toEqual([]);

    lock(cast.ada.email);
    await listen('log');
    expect(await said()).toEqual(['lockout-wave open']);
  });

  it.each([
    ['added', 'changes'],
    ['removed', 'changes'],
    ['added', 'reconcile'],
    ['removed', 'reconcile'],
  ] as const)(
    'stays with the log where the list of a group has not heard of a member who was %s (%s)',
    async (op, through) => {
      const { db, org, clock, listen, sync } = await start();
      await listen('log');
      await sync();
      const { id } = oktaGroupByName(org, groups.okta.vpn);
      const members = org.memberships.get(id) ?? new Set();
      const outside = [...org.users.keys()].find((user) => !members.has(user)) ?? '';
      const [inside = ''] = members;
      org.lag.lateMs = 10_000;
      if (op === 'added') addMember(org, id, outside);
      else removeMember(org, id, inside);
      await listen('log');
      await sync(through === 'reconcile');
      const sorted = async () => (await membersOf(db, 'okta', id)).toSorted();
      expect(await sorted()).toEqual([...members].toSorted());

      catchUp(org);
      await sync();
      const until = new Date(clock.now().getTime() + MINUTE_MS);
      const window = { since: new Date(0), until, groupIds: [id], limit: 9 };
      expect((await listMemberChanges(db, { connection: 'okta', ...window })).map((each) => each.op)).toEqual(
        [op],
      );
      expect(await sorted()).toEqual([...members].toSorted());
    },
  );
});
