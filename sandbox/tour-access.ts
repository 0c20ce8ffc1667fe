import { endOf, grantIn, isIn, messagesOf, puts, removals, told } from './access-seen.ts';
import { startBot } from './bot.ts';
import type { Demo } from './demo.ts';
import type { Message } from './slack/world.ts';
import { eventually, type Step, see } from './story.ts';
import { sentence, type Talk, talkIn } from './talk.ts';
import { cast, groups } from './tenant/cast.ts';
import type { Stage } from './tour-stage.ts';

const { vint, grace, linus, frances, alan } = cast;
const { vpn, production } = groups.okta;
const APPROVE = 'approval-approve';

/** The story of access: one command, a click by the right person, and an end that comes whatever breaks. */
export function accessSteps(stage: Stage): readonly Step[] {
  const talk = talkIn(stage.demo.slack);
  return [
    ...askingSteps(stage.demo, talk),
    ...refusalSteps(stage, talk),
    ...endSteps(stage, talk),
    ...badDaySteps(stage, talk),
  ];
}

function askingSteps(demo: Demo, talk: Talk): readonly Step[] {
  return [
    {
      title: `${vint.name} asks for ${production}, which nobody may hold together with what he has`,
      expected: 'refused before anybody is asked',
      play: async () => {
        const answer = await talk.type(vint.slackId, `/idp request ${production} for 1h because of a bug`);
        see(/together with another/.test(answer), answer);
        return `"${sentence(answer)}"`;
      },
    },
    {
      title: `${vint.name} types /idp request ${vpn} for 1m because …, and ${linus.name} for himself`,
      expected: 'a card each; who asked may not approve, although he is an approver',
      play: async () => {
        await talk.type(linus.slackId, `/idp request ${vpn} for 4h because he is on call`);
        const own = await talk.clickHeard(linus.slackId, await talk.card(`To decide: Give`), APPROVE);
        see(/nobody decides on what they ask for/.test(own), own);
        const asked = await talk.type(vint.slackId, `/idp request ${vpn} for 1m because a customer waits`);
        see(/approvers are asked/.test(asked), asked);
        see(!isIn(demo, vint, vpn), 'he is in already');
        return `"${sentence(own)}"; "${sentence(asked)}"`;
      },
    },
  ];
}

function refusalSteps({ demo, lever }: Stage, talk: Talk): readonly Step[] {
  return [
    {
      title: 'Meanwhile somebody puts a member into the group, past Lockstep',
      expected: 'that works: it is their directory',
      play: async () => await Promise.resolve(lever('okta-added-by-hand').apply()),
    },
    {
      title: 'An approver leaves the group, and clicks a second later',
      expected: 'refused: who may decide is read at the click',
      play: async () => {
        const left = lever('okta-approver-leaves');
        left.apply();
        const answer = await talk.clickHeard(frances.slackId, await vintsCard(demo), APPROVE);
        left.undo?.();
        see(/none of those who decide/.test(answer), answer);
        return `"${sentence(answer)}"`;
      },
    },
    {
      title: `${frances.name} is back and approves, while Okta says done and does nothing`,
      expected: 'approved, and never said to be active; active with a member as soon as Okta does it',
      play: async () => {
        lever('okta-pretends').apply();
        const card = await vintsCard(demo);
        await talk.click(frances.slackId, card, APPROVE);
        await talk.says(card, '✅ *approved*');
        const tries = demo.okta.requests().length;
        await eventually('a second try', () => (puts(demo, tries) >= 2 ? true : undefined));
        see(messagesOf(demo, vint.slackId, 'active').length === 0, 'it was said to be active');
        lever('okta-pretends').undo?.();
        await told(demo, vint.slackId, 'active');
        see(isIn(demo, vint, vpn), 'active, and he is not in the group');
        return 'not active after two answers "done"; active once the group lists him';
      },
    },
  ];
}

function endSteps({ demo }: Stage, talk: Talk): readonly Step[] {
  return [
    {
      title: `${vint.name} needs it longer: /idp extend … for 1m, and ${alan.name} approves`,
      expected: 'a later end, and not a moment without the group',
      play: async () => {
        const first = grantIn(await told(demo, vint.slackId, 'active'));
        const removed = removals(demo);
        await talk.type(vint.slackId, `/idp extend ${first} for 1m because it takes longer`);
        await talk.click(alan.slackId, await talk.card('To decide: Extend'), APPROVE);
        const second = await eventually('the longer grant', () =>
          messagesOf(demo, vint.slackId, 'active').find((each) => grantIn(each) !== first),
        );
        await told(demo, vint.slackId, 'ended', first);
        see(isIn(demo, vint, vpn) && removals(demo) === removed, 'he was taken out in between');
        return `${first} goes over into ${grantIn(second)}; nothing was removed`;
      },
    },
    {
      title: `${grace.name} gets ${production} by two yeses and gives it back early`,
      expected: 'the second yes gives it; /idp revoke takes it before its end',
      play: async () => {
        await talk.type(grace.slackId, `/idp request ${production} for 1h because of an incident`);
        const card = await talk.card('To decide: Give');
        await talk.click(frances.slackId, card, APPROVE);
        await talk.says(card, '*1 more* of 2 needed');
        see(!isIn(demo, grace, production), 'one yes was enough');
        await talk.click(alan.slackId, card, APPROVE);
        const id = grantIn(await told(demo, grace.slackId, 'active'));
        see(isIn(demo, grace, production), 'active, and she is not in the group');
        const answer = await talk.type(grace.slackId, `/idp revoke ${id}`);
        await told(demo, grace.slackId, 'ended', id);
        see(!isIn(demo, grace, production), 'ended, and she is in the group');
        return `"${sentence(answer)}"; ${id} ended`;
      },
    },
  ];
}

function badDaySteps(stage: Stage, talk: Talk): readonly Step[] {
  const { demo } = stage;
  return [
    {
      title: `The bot is killed, and Okta is down at the moment when ${vint.name}'s access ends`,
      expected: 'it ends as soon as both are there again, and only then it is said',
      play: async () => {
        const active = messagesOf(demo, vint.slackId, 'active').at(-1);
        const end = endOf(talk.shown(active ?? { channel: '', ts: '' }));
        if (stage.bot !== undefined) process.kill(stage.bot.pid, 'SIGKILL');
        await stage.bot?.ended();
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, end - Date.now())));
        stage.lever('okta-down').apply();
        stage.bot = demo.calledBack(await startBot(demo.env));
        await told(demo, vint.slackId, 'revoking');
        see(isIn(demo, vint, vpn), 'he is out, and Okta was down');
        stage.lever('okta-down').undo?.();
        const over = await told(demo, vint.slackId, 'ended', grantIn(active));
        see(!isIn(demo, vint, vpn), `he is in the group, and was told ${talk.shown(over)}`);
        return `over ${Math.round((Date.now() - end) / 1000)} s after its end, with both down at it`;
      },
    },
    {
      title: 'The requests channel, afterwards',
      expected: 'who came past Lockstep was noticed, with what may be done about it; nothing was done alone',
      play: async () => {
        const found = () => demo.slack.messages('C0REQ').find(({ text }) => /^Outside.*katherine/.test(text));
        const card = await eventually('a message about her', found, 90_000);
        see(/Adopt….*Revert…/.test(talk.shown(card)), talk.shown(card));
        see(isIn(demo, cast.katherine, vpn), 'she was taken out without being asked');
        stage.lever('okta-added-by-hand').undo?.();
        return `"${card.text}"`;
      },
    },
  ];
}

async function vintsCard({ slack }: Demo): Promise<Message> {
  return await eventually('the card of his request', () =>
    slack.messages('C0REQ').findLast(({ text }) => text.includes('Give') && text.includes(vint.name)),
  );
}
