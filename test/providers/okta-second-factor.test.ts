import { expect, it } from 'vitest';
import { cast } from '../../sandbox/tenant/cast.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { answerPush } from '../../sandbox/tenant/okta-verify.ts';
import { openOkta } from './okta-connection.ts';

it('asks by the acting identity, with a number, and hears what was said', async () => {
  const { org, provider, close } = await openOkta();
  const { id } = oktaUserByLogin(org, cast.ada.email);
  const factor = provider.secondFactor!;
  expect(await factor.pushable(id)).toBe(true);
  const push = await factor.push(id);
  const said = [await factor.pushed(id, push!.ticket)];
  answerPush(org, id, 'approve');
  said.push(await factor.pushed(id, push!.ticket));
  const other = oktaUserByLogin(org, cast.alan.email).id;

  expect(push?.number).toBe(String(org.pushes[0]?.number));
  expect(said).toEqual(['waiting', 'approved']);
  await expect(factor.pushed(other, push!.ticket)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await close();
});

it('asks nobody where no identity may', async () => {
  const { org, provider, close } = await openOkta({ actor: null });

  expect(await provider.secondFactor?.pushable(oktaUserByLogin(org, cast.ada.email).id)).toBe(false);
  await close();
});

it('lets nobody sign in without an app for it', async () => {
  const { provider, close } = await openOkta();

  expect(provider.signIn).toBeUndefined();
  await close();
});
