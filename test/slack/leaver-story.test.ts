import { expect, it } from 'vitest';
import { eventually } from '../../sandbox/story.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { openLeaving } from './open-leaving.ts';

const { barbara, frances, alan, linus, hedy, grace } = cast;

it('switches a leaver off everywhere after two people said yes to what they saw, and gives it back', async () => {
  await using bot = await openLeaving({ entra: true });
  const asked = await bot.type(
    barbara.slackId,
    `/idp deactivate <mailto:${hedy.email}|${hedy.email}> because she left <!channel>`,
  );
  expect(asked).toContain('The approvers are asked; nothing is changed before they say yes.');
  const card = await bot.card();
  const shown = bot.blocksOf('C0REQ', card.ts);
  for (const words of [
    `Deactivate Hedy Lamarr (${hedy.email})`,
    '*Asked by* Barbara Liskov',
    '*Because* she left &lt;!channel&gt;',
    '*okta*',
    '*entra*',
    'VPN Users',
    'suspend sign-in in okta',
    '*2 more* of 2 needed',
  ])
    expect(shown).toContain(words);

  // Each approver is asked, and told why just they are.
  const asks = await eventually('everybody is asked', () => {
    const found = [frances, alan, linus].flatMap(({ slackId }) => bot.slack.messages(slackId).slice(0, 1));
    return found.length === 3 ? found : undefined;
  });
  expect(JSON.stringify(asks[0]?.blocks)).toContain(
    'You are asked because you are one of: members of Access Approvers in okta',
  );
  const [francesAsk, alanAsk] = asks;
  if (francesAsk === undefined || alanAsk === undefined) throw new Error('not asked');
  await bot.click(frances.slackId, francesAsk, 'approval-approve');
  await bot.says(card, '*1 more* of 2 needed');
  await bot.says(alanAsk, 'Frances Allen');
  expect(bot.status(hedy.email)).toBe('ACTIVE');
  await bot.click(alan.slackId, card, 'approval-approve');

  for (const copy of [card, ...asks]) await bot.says(copy, '✅ *approved*');
  const evidence = await bot.card('Deactivation of');
  await bot.says(evidence, '✅ *done');
  expect(bot.status(hedy.email)).toBe('DEPROVISIONED');
  expect(bot.blocksOf('C0REQ', evidence.ts)).toContain('read back as deactivated');
  const inEntra = [...(bot.entra?.tenant.users.values() ?? [])].find(({ mail }) => mail === hedy.email);
  expect(inEntra?.accountEnabled).toBe(false);

  // What no API does is signed off by a person, once.
  const done = /"action_id":"deactivation-step-done","text":\{[^}]*\},"value":"([^"]+)"/.exec(
    bot.blocksOf('C0REQ', evidence.ts),
  )?.[1];
  if (done === undefined) throw new Error('nothing is left to a person');
  const refused = await bot.heard(
    grace.slackId,
    async () => await bot.click(grace.slackId, evidence, 'deactivation-step-done', done),
  );
  expect(refused).toContain('You may not do this');
  await bot.click(linus.slackId, evidence, 'deactivation-step-done', done);
  await bot.says(evidence, `done by hand by <@${linus.slackId}>`);

  await bot.click(grace.slackId, evidence, 'deactivation-undo');
  const kept = await bot.heard(
    grace.slackId,
    async () => await bot.submit(grace.slackId, 'undo-reason', { because: 'I want her back' }),
  );
  expect(kept).toContain('You may not do this');
  await bot.click(barbara.slackId, evidence, 'deactivation-undo');
  await bot.submit(barbara.slackId, 'undo-reason', { because: 'it was the wrong Hedy' });
  const back = await bot.card('To decide: Give sign-in back');
  await bot.says(evidence, 'To be given back');
  await bot.click(frances.slackId, back, 'approval-approve');
  await bot.says(await bot.card('Reactivation of'), '✅ *done');
  expect(bot.status(hedy.email)).toMatch(/^(ACTIVE|PROVISIONED)$/);
});

it('changes nothing in dry-run mode, and every card says so', async () => {
  await using bot = await openLeaving({ settings: { dryRun: true } });
  const card = await bot.askForHedy();
  expect(bot.blocksOf('C0REQ', card.ts)).toContain('Dry run');
  await bot.click(frances.slackId, card, 'approval-approve');
  await bot.click(alan.slackId, card, 'approval-approve');
  const evidence = await bot.card('Deactivation of');
  await bot.says(evidence, 'nothing was changed: this is a dry run');

  expect(bot.blocksOf('C0REQ', evidence.ts)).toContain('🧪 Dry run');
  expect(bot.status(hedy.email)).toBe('ACTIVE');
});

it('denies with a reason, which stands on every copy', async () => {
  await using bot = await openLeaving();
  const card = await bot.askForHedy();
  await bot.click(frances.slackId, card, 'approval-deny');
  await bot.submit(frances.slackId, 'approval-deny-reason', { because: 'she is <@U1> only on leave' });
  await bot.says(card, '⛔ *denied*');

  expect(bot.blocksOf('C0REQ', card.ts)).toContain('she is &lt;@U1&gt; only on leave');
  expect(bot.blocksOf('C0REQ', card.ts)).not.toContain('approval-approve');
  expect(bot.status(hedy.email)).toBe('ACTIVE');
});

it('is taken back by the one who asked', async () => {
  await using bot = await openLeaving();
  const card = await bot.askForHedy();
  await bot.click(barbara.slackId, card, 'approval-cancel');
  await bot.submit(barbara.slackId, 'approval-cancel-reason', {});
  await bot.says(card, '⚪ *taken back*');
  const late = await bot.heard(frances.slackId, async () => {
    await bot.slack
      .click(frances.slackId, { channel: 'C0REQ', ts: card.ts, actionId: 'approval-approve' })
      .catch(() => undefined);
    await bot.type(frances.slackId, '/idp requests');
  });

  expect(late).toContain('0 wait for your decision');
});
