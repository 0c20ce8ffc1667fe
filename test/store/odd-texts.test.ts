import { expect, it } from 'vitest';
import { ingestPage } from '../../src/detections/ingest.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { countEvents } from '../../src/store/events.ts';
import { eachEngine } from '../support/store.ts';
import { appBroken, push, watchTools } from '../support/watch.ts';

const source = { connection: 'okta', kind: 'okta' as const, feed: 'log' };

eachEngine(({ open }) => {
  it.each([
    ['a NUL', 'an\0n'],
    ['half of a character', `an${'🦄'.slice(0, 1)}n`],
    ['a backslash before what looks like either', 'an\\u0000\\ud83dn'],
  ])('takes a page in which somebody typed %s, judges it and finds it again', async (_, typed) => {
    const { db, queue } = await open();
    const tools = watchTools({ db, queue }, { detections: [appBroken] });
    const actor = { id: null, kind: 'unknown', name: typed } as const;
    const events = [push(typed, typed, { actor }), push('jira', 'u1')];
    const page = { events, cursor: 'c1' };

    expect(await ingestPage(tools, source, { page, from: null })).toEqual({ kept: 2 });
    expect(await ingestPage(tools, source, { page, from: 'c1' })).toEqual({ kept: 0 });
    expect(await listAlerts(db, { states: ['open'], limit: 9 })).toHaveLength(2);
    const [{ at } = { at: new Date() }] = events;
    const ask = { connection: 'okta', names: ['app.push'], by: 'app_id', keys: [typed] } as const;
    const found = await countEvents(db, { ...ask, since: at, until: at, endsSince: null });
    expect([...found.values()]).toEqual([{ events: 1, accounts: 1 }]);
  });
});
