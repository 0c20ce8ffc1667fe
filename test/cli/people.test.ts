import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLockstep } from '../../sandbox/bot.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { pin, pinned } from '../../src/store/people.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-people-'));
  store = await openStore(url());
  await store.migrate();
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const url = () => `file:${join(folder, 'people.db')}`;
const unpin = async (...words: string[]) =>
  await runLockstep(['people', 'unpin', ...words], { DATABASE_URL: url() });

describe('people unpin', () => {
  it('forgets the pair, says which it was, and writes that down', async () => {
    await pin(store.db, { slackUserId: 'U0ANN', connection: 'okta', accountId: '00u1', at: new Date() });
    const { code, stdout } = await unpin('U0ANN');

    expect(code).toBe(0);
    expect(stdout).toContain('U0ANN is tied to okta:00u1 no longer');
    expect(await pinned(store.db, 'U0ANN')).toBeNull();
    const entries = await store.db.selectFrom('audit_entry').select(['actor', 'action', 'object']).execute();
    expect(entries).toContainEqual({ actor: 'terminal', action: 'person.unpinned', object: 'U0ANN' });
  });

  it.each([
    [[], 'no Slack user is named'],
    [['ann@acme.test'], 'no Slack user ann@acme.test is tied to an account'],
  ])('changes nothing for %j, and says what is wrong', async (words, message) => {
    const { code, stderr } = await unpin(...words);

    expect(code).toBe(64);
    expect(stderr).toContain(message);
  });
});
