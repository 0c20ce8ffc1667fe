import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { migrations } from '../../src/store/migrations/index.ts';

const folder = 'src/store/migrations';

/**
 * The beginning of the SHA-256 of each file: a database that has run one never runs it again, so that a change of it would
 * reach new installations only. Whoever adds one adds its line; nobody changes a line.
 */
const released: Readonly<Record<string, string>> = {
  '0001-first': 'af5efd1ad3e31922',
  '0002-watch': '834beba669e49bb6',
  '0003-narrow-membership': 'd1a853accec53cc9',
  '0004-first-seen': '7eab44b9d0b6ee44',
  '0005-approvals': '3a6525aca4dec22a',
  '0006-event-counts': '9fd6b9ebeed229ef',
  '0007-deactivations': '6fde0700cabcff56',
  '0008-grants': 'f2166a445b6a3a70',
  '0009-restores': 'd17fab1f79e73dce',
  '0010-audit-object': '43115e2caf480881',
  '0011-step-up': '0f670be6ed7af43e',
  '0012-job-task': '445cfa5ee7054b17',
  '0013-audit-at-commit': '7ea088ca280bb00a',
  '0014-wake-job': '273127a3a76b3cad',
  '0015-questions': 'c157467850094808',
  '0016-accepted': '8e9bcfebca84ac03',
  '0017-told-anew': '1df72240c4403f8a',
  '0018-feed-pauses': '877d6e73479d3dd6',
};

it('are listed in the order of their numbers, each file once', () => {
  const files = readdirSync(folder).filter((name) => /^\d{4}-[a-z-]+\.ts$/.test(name));

  expect(migrations.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted());
});

it('are never changed', () => {
  const now = migrations.map(({ name }) => [
    name,
    createHash('sha256')
      .update(readFileSync(`${folder}/${name}.ts`))
      .digest('hex')
      .slice(0, 16),
  ]);

  expect(Object.fromEntries(now)).toEqual(released);
});
