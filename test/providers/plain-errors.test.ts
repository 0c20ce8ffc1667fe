import { expect, it } from 'vitest';
import { withPlainErrors } from '../../src/providers/plain-errors.ts';
import type { MirrorPage, Provider } from '../../src/providers/provider.ts';

async function* noPages(): AsyncGenerator<MirrorPage> {}

const provider: Provider = {
  id: 'entra',
  kind: 'entra',
  probe: async () =>
    await Promise.resolve({ reachable: true, authenticated: true, permissions: [], headroom: [] }),
  directory: [{ name: 'groups', pollMs: 60_000, full: noPages, changes: noPages }],
  feeds: [{ name: 'log', intervalMs: 1000, silentMs: null, readSince: () => (async function* () {})() }],
  close: async () => await Promise.resolve(),
};

it('keeps all that a provider says of itself: how often its groups are asked above all', () => {
  const plain = withPlainErrors(provider);

  expect(plain.directory).toMatchObject([{ name: 'groups', pollMs: 60_000 }]);
  expect(plain.feeds).toMatchObject([{ name: 'log', intervalMs: 1000, silentMs: null }]);
});
