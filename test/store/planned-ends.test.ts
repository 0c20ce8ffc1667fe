import { expect, it } from 'vitest';
import { freshGrant } from '../../src/access/content.ts';
import { ingestPage } from '../../src/detections/ingest.ts';
import massRemoval from '../../src/detections/mass-removal.ts';
import { currentFreeze } from '../../src/store/freeze.ts';
import { insertGrant } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { principal } from '../support/approval.ts';
import { eachEngine } from '../support/store.ts';
import { event, watchTools } from '../support/watch.ts';

const MANY = 60;
const noon = new Date('2026-11-24T12:00:00Z');
const earlier = new Date('2026-11-24T11:59:00Z');
const later = new Date('2026-11-24T18:00:00Z');
const source = { connection: 'okta', kind: 'okta' as const, feed: 'log' };
const lockstep = { id: 'app', kind: 'app' as const, name: 'Lockstep' };

/** Lockstep takes sixty memberships of three groups at noon; what the log tells of it then is read. */
async function taken(store: Store, over: { readonly expiresAt: Date | null; readonly removedAt?: Date }) {
  const tools = watchTools(store, { detections: [massRemoval] });
  const subject = principal('ben');
  const events = Array.from({ length: MANY }, (_, i) => {
    const targets = [
      { kind: 'account' as const, id: `u${i}`, name: `u${i}` },
      { kind: 'group' as const, id: `g${i % 3}`, name: `g${i % 3}` },
    ];
    return event({
      name: 'group.user_membership.remove',
      outcome: 'success',
      actor: lockstep,
      targets,
      at: noon,
    });
  });
  for (let i = 0; i < MANY; i++) {
    const grant = freshGrant({
      connection: 'okta',
      groupId: `g${i % 3}`,
      groupName: `g${i % 3}`,
      accountId: `u${i}`,
      login: `u${i}`,
      status: 'ended',
      since: noon,
      createdAt: noon,
      approvalId: null,
      policyId: null,
      subject,
      requestedBy: subject,
      reason: 'an incident',
      startsAt: null,
      minutes: 60,
      extends: null,
      expiry: 'bot',
    });
    await insertGrant(store.db, { ...grant, removedAt: noon, ...over });
  }
  await ingestPage(tools, source, { page: { events, cursor: 'c1' }, from: null });
  const alerts = await store.db.selectFrom('alert').select('severity').execute();
  return { alerts: alerts.length, frozen: (await currentFreeze(store.db)) !== null };
}

eachEngine(({ open }) => {
  it('does not stop Lockstep because many approved ends came at once', async () => {
    expect(await taken(await open(), { expiresAt: earlier })).toEqual({ alerts: 0, frozen: false });
  });

  it.each([
    ['were taken before their time', { expiresAt: later }],
    ['had no end', { expiresAt: null }],
    ['ended hours ago', { expiresAt: earlier, removedAt: new Date('2026-11-24T08:00:00Z') }],
  ])('stops it where as many %s', async (_, over) => {
    const { alerts, frozen } = await taken(await open(), over);

    expect(alerts).toBeGreaterThan(0);
    expect(frozen).toBe(true);
  });
});
