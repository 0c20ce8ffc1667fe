import { expect, it } from 'vitest';
import { liveThroughEveryKill } from '../support/access-killed.ts';
import { eachEngine } from '../support/store.ts';

eachEngine(({ open }) => {
  it.each(['giving', 'taking'] as const)(
    'loses nothing, doubles nothing and leaves nothing on when it is killed at any step of %s',
    async (phase) => {
      expect(await liveThroughEveryKill(await open(), phase)).toBeGreaterThan(20);
    },
    300_000,
  );
});
