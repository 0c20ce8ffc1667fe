import { afterEach, beforeEach, expect, it } from 'vitest';
import { oktaLevers } from '../../sandbox/console/okta-levers.ts';
import { oktaWatchLevers } from '../../sandbox/console/okta-watch-levers.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import { breakGlass, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import type { EventPage, Provider } from '../../src/providers/provider.ts';
import { entry, limits } from './facts.ts';

let okta: Awaited<ReturnType<typeof startOkta>>;
let provider: Provider;

beforeEach(async () => {
  okta = await startOkta(createCompany());
  const watcher = { kind: 'token', token: credentials.okta.watcherToken } as const;
  const config = { orgUrl: okta.url, watcher, actor: null, hookSecret: null, signIn: null };
  provider = await connectOkta({ id: 'okta', config, clock: systemClock, limits });
});
afterEach(async () => {
  await provider.close();
  await okta.close();
});

/** Reads the log once more; the first call begins. */
function pageReader() {
  let cursor: string | null = null;
  return async (): Promise<readonly EventPage[]> => {
    const pages: EventPage[] = [];
    const context = {
      breakGlass: [entry('okta', breakGlass.okta.bg1)],
      signal: new AbortController().signal,
    };
    for (const feed of provider.feeds?.filter(({ name }) => name === 'log') ?? []) {
      for await (const page of feed.readSince(cursor, context)) {
        cursor = page.cursor;
        pages.push(page);
      }
    }
    return pages;
  };
}

function reader() {
  const pages = pageReader();
  return async (): Promise<readonly DirectoryEvent[]> => (await pages()).flatMap(({ events }) => events);
}

const pull = (id: string) => {
  const levers = [...oktaLevers(okta.tenant, okta.faults), ...oktaWatchLevers(okta.tenant)];
  const lever = levers.find((each) => each.id === id);
  if (lever === undefined) throw new Error(`no lever ${id}`);
  lever.apply();
  return lever;
};

it.each([
  ['okta-bg-sign-in', 'user.session.start', undefined],
  ['okta-factor-reset', 'user.mfa.factor.reset_all', undefined],
  ['okta-super-admin', 'user.account.privilege.grant', 'user.account.privilege.revoke'],
  ['okta-policy-deactivated', 'policy.lifecycle.deactivate', 'policy.lifecycle.activate'],
  ['okta-agent-lost', 'system.agent.ldap.disconnect', 'system.agent.ldap.reconnect'],
])('%s shows as %s, and its end as %s', async (id, begins, ends) => {
  const read = reader();
  await read();
  const lever = pull(id);

  expect((await read()).map(({ name }) => name)).toEqual([begins]);
  lever.undo?.();
  expect((await read()).map(({ name }) => name)).toEqual(ends === undefined ? [] : [ends]);
});

it('a mass removal names thirty people, their group and who did it', async () => {
  const read = reader();
  await read();
  pull('okta-mass-removal');
  const removals = (await read()).filter(({ name }) => name === 'group.user_membership.remove');

  expect(removals).toHaveLength(30);
  expect(new Set(removals.map(({ targets }) => targets[1]?.id)).size).toBe(1);
  expect(new Set(removals.map(({ targets }) => targets[0]?.id)).size).toBe(30);
  expect(removals.every(({ actor }) => actor?.name === 'alan@acme.test' && actor.kind === 'person')).toBe(
    true,
  );
});

it('a dead key fails five people of each of two applications, and mends', async () => {
  const read = reader();
  await read();
  const lever = pull('okta-dead-key');
  const failures = await read();
  const classes = (name: string) =>
    failures.filter((each) => each.name === name).map(({ detail }) => detail['errorClass']);

  expect(failures.every(({ outcome }) => outcome === 'failure')).toBe(true);
  expect(classes('application.provision.user.push')).toEqual(Array(10).fill('credential'));
  expect(classes('application.provision.user.sync')).toEqual(Array(10).fill(undefined));
  expect(classes('application.integration.authentication_failure')).toEqual(['credential', 'credential']);
  expect(new Set(failures.map(({ detail }) => detail['appName']))).toEqual(
    new Set(['Atlassian Cloud', 'Miro']),
  );

  lever.undo?.();
  const successes = await read();
  expect(successes).toHaveLength(20);
  expect(successes.every(({ outcome }) => outcome === 'success')).toBe(true);
});

it('a late log shows every other event later and each twice, under one id', async () => {
  const read = reader();
  await read();
  const late = pull('okta-late-log');
  pull('okta-mass-removal');
  const first = (await read()).map(({ id }) => id);

  expect(new Set(first).size).toBe(15);
  expect(first).toHaveLength(30);
  late.undo?.();
  const rest = (await read()).map(({ id }) => id);
  expect(new Set([...first, ...rest]).size).toBe(30);
});

it('a silent log shows nothing until it speaks again', async () => {
  const read = reader();
  await read();
  const silent = pull('okta-silent-log');
  pull('okta-factor-reset');
  expect(await read()).toEqual([]);
  silent.undo?.();

  expect((await read()).map(({ name }) => name)).toEqual(['user.mfa.factor.reset_all']);
});

it('a lost place is a gap, behind which everything is read again from a little earlier', async () => {
  const read = pageReader();
  await read();
  pull('okta-factor-reset');
  await read();
  pull('okta-lost-place');
  pull('okta-agent-lost');
  const pages = await read();

  expect(pages.flatMap(({ gap }) => gap ?? [])).toHaveLength(1);
  expect(pages.flatMap(({ events }) => events.map(({ name }) => name))).toEqual([
    'user.mfa.factor.reset_all',
    'system.agent.ldap.disconnect',
  ]);
});
