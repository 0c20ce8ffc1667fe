import type { OktaTenant } from '../tenant/okta-tenant.ts';
import { answerPush } from '../tenant/okta-verify.ts';
import type { Lever } from './lever.ts';

/** What people do on their devices when Okta Verify asks them. */
export function oktaVerifyLevers(tenant: OktaTenant): readonly Lever[] {
  const answerAll = (answer: 'approve' | 'reject', words: string) => () => {
    const waiting = new Set(
      tenant.pushes.filter(({ result }) => result === 'WAITING').map(({ userId }) => userId),
    );
    const logins = [...waiting].flatMap((id) => {
      while (answerPush(tenant, id, answer));
      return tenant.users.get(id)?.profile.login ?? [];
    });
    return logins.length === 0 ? 'no push waits' : `${words} by ${logins.join(', ')}`;
  };
  return [
    {
      id: 'okta-push-approve',
      side: 'okta',
      title: 'Say yes in Okta Verify',
      what: 'Everybody who has a push on their device chooses the right number.',
      apply: answerAll('approve', 'approved'),
    },
    {
      id: 'okta-push-reject',
      side: 'okta',
      title: 'Say no in Okta Verify',
      what: 'Everybody who has a push on their device rejects it.',
      apply: answerAll('reject', 'rejected'),
    },
  ];
}
