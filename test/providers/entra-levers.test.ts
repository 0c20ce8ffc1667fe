import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entraLevers } from '../../sandbox/console/entra-levers.ts';
import { entraWatchLevers } from '../../sandbox/console/entra-watch-levers.ts';
import { startEntra } from '../../sandbox/entra/server.ts';
import { breakGlass } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { entraActivities, happeningOf } from '../../sandbox/tenant/entra-activities.ts';
import { auditRowOf } from '../../sandbox/tenant/entra-logs.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { toAuditEvent } from '../../src/providers/entra/events/audit-event.ts';
import { createFeeds } from '../../src/providers/entra/events/index.ts';
import { type EntraStandIn, unhurried } from './entra-connection.ts';
import { entry } from './facts.ts';

let entra: EntraStandIn;

beforeEach(async () => {
  entra = await startEntra(createCompany());
});
afterEach(async () => await entra.close());

/** Reads every feed once more; the first call begins. */
function reader() {
  const feeds = createFeeds(unhurried(entra));
  const cursors = new Map<string, string>();
  return async (): Promise<readonly DirectoryEvent[]> => {
    const events: DirectoryEvent[] = [];
    const context = {
      breakGlass: [entry('entra', breakGlass.entra.bg1)],
      signal: new AbortController().signal,
    };
    for (const feed of feeds) {
      for await (const page of feed.readSince(cursors.get(feed.name) ?? null, context)) {
        cursors.set(feed.name, page.cursor);
        events.push(...page.events);
      }
    }
    return events;
  };
}

const pull = (id: string) => {
  const levers = [...entraLevers(entra.tenant, entra.faults), ...entraWatchLevers(entra.tenant)];
  const lever = levers.find((each) => each.id === id);
  if (lever === undefined) throw new Error(`no lever ${id}`);
  lever.apply();
  return lever;
};

it.each([
  ['entra-global-admin', 'add member to role'],
  ['entra-policy-disabled', 'update conditional access policy'],
  ['entra-federation', 'set domain authentication'],
  ['entra-temporary-pass', 'admin registered security info'],
  ['entra-paused-job', 'synchronization paused'],
  ['entra-paused-job', 'disable/pause provisioning configuration'],
  ['entra-dead-key', 'synchronization quarantined'],
  ['entra-dead-key', 'provisioning update'],
  ['entra-break-glass-sign-in', 'sign-in'],
])('%s shows as "%s"', async (lever, name) => {
  const read = reader();
  await read();
  pull(lever);

  expect((await read()).map((event) => event.name)).toContain(name);
});

it('a mass removal names thirty people, their group and who did it', async () => {
  const read = reader();
  await read();
  pull('entra-mass-removal');
  const removals = (await read()).filter(({ name }) => name === 'remove member from group');

  expect(removals).toHaveLength(30);
  expect(new Set(removals.map(({ targets }) => targets[1]?.id)).size).toBe(1);
  expect(removals.every(({ actor }) => actor?.name === 'alan@acme.test')).toBe(true);
});

it('a dead key fails five people of one application, and mends', async () => {
  const read = reader();
  await read();
  const lever = pull('entra-dead-key');
  const failures = (await read()).filter(
    ({ outcome, feed }) => feed === 'provisioning' && outcome === 'failure',
  );

  expect(failures.map(({ detail }) => detail.errorClass)).toEqual(Array(5).fill('credential'));
  lever.undo?.();
  const names = (await read()).map(({ name }) => name);
  expect(names).toContain('synchronization healthy');
});

it('a late log shows nothing until its time has come', async () => {
  const read = reader();
  await read();
  const late = pull('entra-late-log');
  pull('entra-federation');
  expect(await read()).toEqual([]);
  late.undo?.();
  pull('entra-federation');

  expect((await read()).map(({ name }) => name)).toEqual(['set domain authentication']);
});

describe('every activity that detections read', () => {
  const whom = {
    by: { kind: 'user', id: 'a', userPrincipalName: 'a@acme.test' },
    id: 'id',
    name: 'name',
    role: { id: 'role', name: 'Global Administrator' },
  } as const;
  const kinds = { user: 'account', group: 'group', role: 'role', pim: 'role', app: 'app', policy: 'policy' };

  it.each(entraActivities)('$activity', (activity) => {
    const event = toAuditEvent('entra', auditRowOf(happeningOf(activity, whom), 0));
    const kind = new Map(Object.entries(kinds)).get(activity.to);

    expect(event.name).toMatch(/^[a-z][ -~]*[a-z)]$/);
    expect(event.actor?.kind).toBe('person');
    if (kind !== undefined) expect(event.targets.map((target) => target.kind)).toContain(kind);
    if (kind === 'role')
      expect(event.detail).toMatchObject({ roleId: 'role', roleName: 'Global Administrator' });
  });
});
