import { expect, it } from 'vitest';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { eligibilityOf, listApprovers } from '../../src/approvals/index.ts';
import type { ApproverRule } from '../../src/domain/approval.ts';
import { accountKey, type Principal } from '../../src/domain/principal.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openEntra, openOkta } from '../directory/open-directory.ts';
import { approvalOf, stageOf } from '../support/approval.ts';

const group = (connection: string, name: string): ApproverRule => ({
  kind: 'group',
  connection,
  group: name,
});

it('reads groups, owners, managers and named people of Okta and Entra ID as they are now', async () => {
  await using okta = await openOkta();
  await using entra = await openEntra();
  const tools = { providers: [okta.provider, entra.provider], clock: systemClock, log: silentLog };
  const person = async (email: string): Promise<Principal> => {
    const accounts: string[] = [];
    for (const { id, lookUp } of tools.providers) {
      const found = (await lookUp?.accountsByEmail(email)) ?? [];
      accounts.push(...found.map((account) => accountKey(id, account.id)));
    }
    return { id: accounts[0] ?? '', email, name: email, accounts };
  };
  const vint = await person(cast.vint.email);
  const frances = await person(cast.frances.email);
  const ada = await person(cast.ada.email);
  const ask = async (rule: ApproverRule, who: Principal) => {
    const approval = approvalOf({
      requester: vint,
      beneficiaries: [vint],
      stages: [stageOf({ approvers: [rule] })],
    });
    const { people, unread } = await listApprovers(tools, approval);
    const { kind } = await eligibilityOf(tools, approval, who);
    return { kind, asked: people.map(({ principal: { email } }) => email).toSorted(), unread: unread.length };
  };
  const approvers = [cast.alan, cast.frances, cast.linus].map(({ email }) => email).toSorted();

  expect(await ask(group('okta', groups.okta.approvers), frances)).toEqual({
    kind: 'eligible',
    asked: approvers,
    unread: 0,
  });
  expect(await ask(group('okta', groups.okta.approvers), ada)).toMatchObject({ kind: 'not_eligible' });
  // Two groups are called so: none of them is believed.
  expect(await ask(group('okta', groups.okta.twin), frances)).toEqual({
    kind: 'unreadable',
    asked: [],
    unread: 1,
  });
  expect(await ask({ kind: 'owners', connection: 'entra', group: groups.entra.it }, ada)).toEqual({
    kind: 'eligible',
    asked: [cast.ada.email],
    unread: 0,
  });
  expect(await ask({ kind: 'manager' }, frances)).toEqual({
    kind: 'eligible',
    asked: [cast.frances.email],
    unread: 0,
  });
  expect(await ask({ kind: 'manager' }, ada)).toMatchObject({ kind: 'not_eligible' });
  const named = {
    kind: 'people',
    connection: 'okta',
    logins: [cast.ada.email.toUpperCase(), cast.donald.email],
  } as const;
  // The other one is suspended.
  expect(await ask(named, ada)).toEqual({ kind: 'eligible', asked: [cast.ada.email], unread: 0 });
  await okta.standIn.close();
  expect(await ask(group('okta', groups.okta.approvers), frances)).toEqual({
    kind: 'unreadable',
    asked: [],
    unread: 1,
  });
});
