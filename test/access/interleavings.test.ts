import { it } from 'vitest';
import { playRandomStories } from '../support/access-interleaved.ts';
import { eachEngine } from '../support/store.ts';

eachEngine(({ open }, engine) => {
  it('leaves the directory as the grants say, in whatever order things happen', async () => {
    await playRandomStories(await open(), { runs: engine === 'sqlite' ? 200 : 40 });
  }, 300_000);
});
