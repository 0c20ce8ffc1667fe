import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { decide } from '../../src/approvals/decide.ts';
import { checkDeciding } from '../support/decide-properties.ts';

const source = 'src/approvals/decide.ts';

/** One guard of decide.ts taken away or bent: what it is, the text that stands there, and the text instead. */
const mutants: readonly (readonly [name: string, from: string, to: string])[] = [
  ['decides on what is over', `approval.status !== 'pending'`, `approval.status === 'denied'`],
  ['forgets the expiry', 'now.getTime() >= approval.expiresAt.getTime()', 'false'],
  ['is a millisecond late with the expiry', 'now.getTime() >= approval', 'now.getTime() > approval'],
  ['counts the expiry from the wrong end', 'now.getTime() >= approval', 'now.getTime() < approval'],
  ['forgets what was shown', 'question.hash !== approval.hash || ', ''],
  ['forgets what is stored', ' || approval.hash !== hashOf(approval)', ''],
  ['wants both hashes wrong', 'question.hash !== approval.hash || ', 'question.hash !== approval.hash && '],
  ['lets the requester decide', 'isSamePrincipal(by, approval.requester)', 'false'],
  [
    'knows the requester by id only',
    'isSamePrincipal(by, approval.requester)',
    'by.id === approval.requester.id',
  ],
  [
    'knows the requester by address only',
    'isSamePrincipal(by, approval.requester)',
    'by.email === approval.requester.email',
  ],
  ['lets a beneficiary decide', 'approval.beneficiaries.some(', '[approval.requester].some('],
  [
    'looks at one beneficiary only',
    'approval.beneficiaries.some(',
    'approval.beneficiaries.slice(0, 1).some(',
  ],
  ['wants all beneficiaries to be the same', 'approval.beneficiaries.some(', 'approval.beneficiaries.every('],
  ['lets one person decide twice', 'question.decisions.some(', '[].some('],
  [
    'lets one person decide in every stage',
    'isSamePrincipal(by, each.by))',
    'each.stage === approval.stage && isSamePrincipal(by, each.by))',
  ],
  [
    'takes silence of the directory for a yes',
    `eligibility.kind !== 'eligible'`,
    `eligibility.kind === 'not_eligible'`,
  ],
  ['takes what cannot be read for a yes', `return { refused: 'approvers_unreadable' };`, ''],
  [
    'lets everybody decide',
    `if (eligibility.kind !== 'eligible') return { refused: 'not_an_approver' };`,
    '',
  ],
  [
    'lets everybody deny',
    `eligibility.kind !== 'eligible'`,
    `question.verdict === 'approve' && eligibility.kind !== 'eligible'`,
  ],
  ['denies without a reason', `verdict !== 'approve' && (reason`, `verdict === 'approve' && (reason`],
  [
    'asks for a reason where it is called a no only',
    `verdict !== 'approve' && (reason`,
    `verdict === 'deny' && (reason`,
  ],
  ['takes blanks for a reason', `(reason ?? '').trim()`, `(reason ?? '')`],
  ['forgets the second factor', 'stepUp && !proven', 'false'],
  [
    'wants the second factor for a yes only',
    'stepUp && !proven',
    `verdict === 'approve' && stepUp && !proven`,
  ],
  ['approves while frozen', `verdict === 'approve' && frozen`, `verdict === 'deny' && frozen`],
  ['lets a freeze stop a no', `verdict === 'approve' && frozen`, 'frozen'],
  [
    'takes a no for a yes',
    `if (verdict !== 'approve') return 'denied'`,
    `if (verdict === 'approve') return 'denied'`,
  ],
  ['wants one person less', '+ 1 < quorum', '+ 1 < quorum - 1'],
  ['wants one person more', '+ 1 < quorum', '+ 1 <= quorum'],
  ['forgets the quorum', 'peopleWho(decisions, approval) + 1 < quorum', 'false'],
  ['takes no quorum for a quorum', '!(quorum >= 1) || ', ''],
  ['approves after the first stage', 'approval.stage === approval.stages.length - 1', 'approval.stage >= 0'],
  ['never gets to the end', 'approval.stage === approval.stages.length - 1', 'false'],
  ['counts a no for a yes', `each.verdict === 'approve' && `, ''],
  ['counts other stages', 'each.stage === stage && ', ''],
  ['counts a yes to another content', ' && each.hash === hash', ''],
  ['counts one person twice', '!yes.slice(0, i).some(', '![].some('],
];

describe('taking away a guard of decide()', () => {
  let folder = '';
  let text = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lockstep-mutants-'));
    text = await readFile(source, 'utf8');
  });
  afterAll(async () => await rm(folder, { recursive: true, force: true }));

  async function load(changed: string, name: string): Promise<typeof decide> {
    const at = (path: string): string => pathToFileURL(resolve('src/approvals', path)).href;
    const whole = changed.replace(/from '(\.[^']+)'/g, (_, path: string) => `from '${at(path)}'`);
    const file = join(folder, `${name.replaceAll(/[^a-z]+/g, '-')}.ts`);
    await writeFile(file, whole);
    // decide.ts exports it; a mutant has the same exports.
    return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { decide: typeof decide }).decide;
  }

  it.each(mutants)('is noticed: it %s', async (name, from, to) => {
    expect(text.split(from)).toHaveLength(2);
    const mutant = await load(
      text.replace(from, () => to),
      name,
    );

    expect(() => checkDeciding(mutant)).toThrow();
  });

  it('is all that is noticed: as it stands it holds', async () => {
    const original = await load(text, 'original');

    expect(() => checkDeciding(original)).not.toThrow();
  });
});
