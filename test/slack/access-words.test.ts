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
  expect(endedReply({ outcome: 'ending', grant: taken }).text).toBe('It is being taken away now.');

  const endedBecause = '<a leak>; the membership was there before and stays';
  const kept = { ...fresh, status: 'ended' as const, endedBecause };
  const { text } = endedReply({ outcome: 'ending', grant: kept });
  expect(text).not.toContain('taken away');
  expect(text).toContain(
    'nothing is taken from the directory: &lt;a leak&gt;; the membership was there before',
  );
});
