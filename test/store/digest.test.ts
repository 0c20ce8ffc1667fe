import { expect, it } from 'vitest';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import postDigest from '../../src/jobs/post-digest.ts';
import type { TaskTools } from '../../src/jobs/task.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { insertEvents } from '../../src/store/events.ts';
import { nextMessages } from '../../src/store/messages.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const at = new Date('2026-11-24T12:00:00Z');

function change(id: string, group: string, over: Partial<DirectoryEvent> = {}): DirectoryEvent {
  return {
    connection: 'okta',
    kind: 'okta',
    feed: 'mirror',
    id,
    at,
    name: 'member.added',
    outcome: 'success',
    reason: null,
    actor: { id: 'a', kind: 'person', name: 'ada@acme.test' },
    targets: [
      { kind: 'group', id: group, name: group },
      { kind: 'account', id: `p-${id}`, name: null },
    ],
    changes: [],
    detail: {},
    ...over,
  };
}

eachEngine(({ open }) => {
  it('sums up what changed in watched groups once, and leaves out sensitive and other groups', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T17:00:00Z');
    const settings = quietSettings({
      channels: { reports: 'C0REPORTS', alerts: null, requests: null },
      watch: {
        groups: [
          { connection: 'okta', group: 'vpn*', as: 'watched' },
          { connection: 'okta', group: 'vpn-admins', as: 'sensitive' },
        ],
        pollSeconds: {},
        canary: null,
      },
    });
    const young = new Date('2026-11-24T16:55:00Z');
    const events = [
      change('1', 'vpn-users'),
      change('2', 'vpn-users', { name: 'member.removed', actor: null }),
      change('3', 'vpn-admins'),
      change('4', 'lunch'),
    ];
    await insertEvents(db, events, at);
    // Happened long ago and seen a moment ago: the next digest tells it.
    await insertEvents(db, [change('5', 'vpn-users')], young);
    // Only id is looked at.
    const providers = [{ id: 'okta' }] as never;
    const log = createLog('silent');
    const run = async () =>
      await postDigest.run({ db, queue, clock, settings, providers, log } satisfies TaskTools);

    await Promise.all([run(), run()]);
    const messages = await nextMessages(db, 10);
    expect(messages.map(({ body }) => body)).toMatchObject([
      {
        groups: [
          {
            name: 'vpn-users',
            joined: [{ who: 'p-1', by: 'ada@acme.test' }],
            left: [{ who: 'p-2', by: null }],
          },
        ],
      },
    ]);

    clock.advance(3_600_000);
    await run();
    expect((await nextMessages(db, 10)).map(({ body }) => JSON.stringify(body)).at(-1)).toContain('p-5');
    clock.advance(3_600_000);
    await run();
    expect(await nextMessages(db, 10)).toHaveLength(2);
  });

  it('says how many changes it leaves out', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T17:00:00Z');
    const settings = quietSettings({
      channels: { reports: 'C0REPORTS', alerts: null, requests: null },
      watch: { pollSeconds: {}, canary: null, groups: [{ connection: 'okta', group: 'vpn', as: 'watched' }] },
    });
    const of = (group: string) => Array.from({ length: 2010 }, (_, i) => change(`${group}${i}`, group));
    await insertEvents(db, [...of('lunch'), ...of('vpn')], at);
    // Only id is looked at.
    const providers = [{ id: 'okta' }] as never;
    await postDigest.run({ db, queue, clock, settings, providers, log: createLog('silent') });

    expect((await nextMessages(db, 10)).map(({ body }) => body)).toMatchObject([{ leftOut: 10 }]);
  });
});
