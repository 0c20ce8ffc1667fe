import { expect, it } from 'vitest';
import { freshGrant } from '../../src/access/content.ts';
import { endedReply } from '../../src/slack/messages/access-words.ts';
import { noon, principal } from '../support/approval.ts';

const ben = principal('ben');
const fresh = freshGrant({
  status: 'active',
  since: noon,
  createdAt: noon,
  approvalId: null,
  policyId: null,
  connection: 'okta',
  groupId: 'prod',
  groupName: 'prod',
  accountId: 'ben',
  login: 'ben',
  subject: ben,
  requestedBy: ben,
  reason: 'x',
  startsAt: null,
  minutes: 60,
  extends: null,
  expiry: 'bot',
});

it('says that access is being taken away only where it is', () => {
  const taken = { ...fresh, status: 'revoking' as const, endedBecause: 'a leak' };
  expect(endedReply({ outcome: 'ending', grant: taken, frozen: null }).text).toBe(
    'It is being taken away now.',
  );

  const endedBecause = '<a leak>; the membership was there before and stays';
  const kept = { ...fresh, status: 'ended' as const, endedBecause };
  const { text } = endedReply({ outcome: 'ending', grant: kept, frozen: null });
  expect(text).not.toContain('taken away');
  expect(text).toContain(
    'nothing is taken from the directory: &lt;a leak&gt;; the membership was there before',
  );
});

it('does not say that access is taken away now while Lockstep is frozen', () => {
  const waits = { ...fresh, status: 'revoking' as const, endedBecause: 'a leak' };
  const { text } = endedReply({ outcome: 'ending', grant: waits, frozen: 'we look into <it>' });

  expect(text).not.toContain('now');
  expect(text).toContain('once the freeze is lifted (we look into &lt;it&gt;)');
});
