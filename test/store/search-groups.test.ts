import { expect, it } from 'vitest';
import type { Group } from '../../src/domain/group.ts';
import { searchGroups } from '../../src/store/mirror-names.ts';
import { storePages } from '../../src/store/mirror-pages.ts';
import type { Db } from '../../src/store/open.ts';
import { eachEngine } from '../support/store.ts';

const group = (id: string, name: string): Group => ({ id, name, source: 'manual', roleAssignable: false });

async function fill(db: Db, groups: readonly Group[]): Promise<void> {
  const pages = [{ groups, resume: '' }];
  await storePages(db, { connection: 'okta', stream: 'groups', generation: 1, mode: 'full', pages });
}

const found = async (db: Db, text: string): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of searchGroups(db, { connection: 'okta', text })) names.push(name);
  return names;
};

eachEngine(({ open }) => {
  it('finds groups by a part of their name, whatever the case, and takes signs as they are', async () => {
    const { db } = await open();
    await fill(db, [
      group('1', 'VPN Users'),
      group('2', 'Production'),
      group('3', '100% remote_ones'),
      group('4', 'vpn admins'),
    ]);

    expect((await found(db, 'Vpn')).toSorted()).toEqual(['VPN Users', 'vpn admins']);
    expect(await found(db, '%')).toEqual(['100% remote_ones']);
    expect(await found(db, 'e_o')).toEqual(['100% remote_ones']);
    expect(await found(db, '\\')).toEqual([]);
    expect(await found(db, '')).toHaveLength(4);
  });

  it('reads any number of them, each once', async () => {
    const { db } = await open();
    const many = Array.from({ length: 1234 }, (_, i) => group(`g${i}`, `Team ${i % 7}`));
    await fill(db, many);

    expect(await found(db, 'team')).toHaveLength(1234);
  });
});
