import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { credentials } from '../../sandbox/tenant/cast.ts';
import type { EntraIdentity } from '../../src/config/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { actorPermissions, watcherPermissions } from '../../src/providers/entra/permissions.ts';
import { configOf, openEntraProvider } from './entra-connection.ts';
import { limits } from './facts.ts';

const App = z.array(z.strictObject({ name: z.string(), id: z.guid(), optional: z.boolean().default(false) }));
const Manifest = z.strictObject({ api: z.guid(), watcher: App, actor: App });
const manifest = Manifest.parse(parse(readFileSync('manifests/entra-apps.yaml', 'utf8')));
const page = readFileSync('docs/setup-entra.md', 'utf8');

describe('the manifest of the app registrations', () => {
  it.each([
    ['watcher', watcherPermissions],
    ['actor', actorPermissions],
  ] as const)('asks for what doctor looks for at the %s, and the page names it', (app, needed) => {
    const asked = manifest[app].map(({ name, optional }) => ({ name, optional }));

    expect(asked).toEqual(needed.map(({ name, optional = false }) => ({ name, optional })));
    for (const { name } of asked) expect(page).toContain(`\`${name}\``);
  });

  it('gives each permission one id, and grants nothing with which accounts can be deleted or roles taken', () => {
    const all = [...manifest.watcher, ...manifest.actor];
    const ids = new Map(all.map(({ name, id }) => [name, id]));

    expect(all.every(({ name, id }) => ids.get(name) === id)).toBe(true);
    expect(new Set(ids.values()).size).toBe(ids.size);
    expect(manifest.watcher.filter(({ name }) => /Write|Enable|Revoke/.test(name))).toEqual([]);
    expect(all.filter(({ name }) => /^(User|Group|Directory|RoleManagement)\.ReadWrite/.test(name))).toEqual(
      [],
    );
  });

  it('asks for what the stand-in grants', () => {
    const { tenant } = opened;
    const granted = (id: string) => tenant.clients.get(id)?.roles ?? [];

    for (const { name } of manifest.watcher) expect(granted(credentials.entra.watcherClient)).toContain(name);
    expect(granted(credentials.entra.actorClient).toSorted()).toEqual(
      manifest.actor.map(({ name }) => name).toSorted(),
    );
  });
});

let opened: Awaited<ReturnType<typeof openEntraProvider>>;

beforeEach(async () => {
  opened = await openEntraProvider();
});
afterEach(async () => await opened.close());

describe('doctor', () => {
  const probe = async (actor?: EntraIdentity | null) => {
    const config = configOf(opened.entra, { actor: actor ?? null });
    const provider =
      actor === undefined
        ? opened.provider
        : await connectEntra({ id: 'entra', config, clock: systemClock, limits });
    const { authenticated, permissions } = await provider.probe();
    return {
      authenticated,
      of: (name: string) => permissions.findLast((each) => each.name === name),
      permissions,
    };
  };

  it('finds everything granted to a watcher and an actor that were set up by the manifest', async () => {
    const { permissions } = await probe();

    expect(permissions.filter(({ granted }) => granted !== true)).toEqual([]);
    expect(permissions).toHaveLength(manifest.watcher.length + manifest.actor.length);
  });

  it('names what an actor lacks as missing, and only PIM as a choice', async () => {
    opened.forbid('actor', /ReadWrite/);
    const { of } = await probe();

    expect(of('GroupMember.ReadWrite.All')).toMatchObject({
      granted: false,
      feature: expect.stringContaining('access to groups'),
    });
    expect(of('GroupMember.ReadWrite.All')?.optional).toBeUndefined();
    expect(of('PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup')).toMatchObject({ optional: true });
    expect(of('User.RevokeSessions.All')).toMatchObject({ granted: true });
  });

  it('takes a watcher alone for a choice', async () => {
    const { of, permissions } = await probe(null);

    expect(of('User.EnableDisableAccount.All')).toMatchObject({ granted: false, optional: true });
    expect(permissions.filter(({ name }) => name === 'User.Read.All')).toHaveLength(1);
  });

  it('tells of an actor that gets no token, and stays connected', async () => {
    const wrong = { kind: 'secret', clientId: credentials.entra.actorClient, clientSecret: 'wrong' } as const;
    const { authenticated, of } = await probe(wrong);

    expect(authenticated).toBe(true);
    expect(of('GroupMember.ReadWrite.All')).toMatchObject({
      granted: false,
      feature: expect.stringContaining('AADSTS7000215'),
    });
  });
});
