import type { Demo } from './demo.ts';
import { eventually, type Step, see } from './story.ts';
import { sentence, talkIn } from './talk.ts';
import { breakGlass, cast } from './tenant/cast.ts';
import type { Stage } from './tour-stage.ts';

const { linus, frances, alan, tim } = cast;
const APPROVE = 'approval-approve';

/** The story of a leaver: switched off everywhere by two people who saw what it hits, and given back. */
export function leaverSteps({ demo }: Stage): readonly Step[] {
  return [...askingSteps(demo), ...decidingSteps(demo), ...undoSteps(demo)];
}

function askingSteps({ slack }: Demo): readonly Step[] {
  const talk = talkIn(slack);
  return [
    {
      title: 'Somebody asks for a break-glass account to be switched off',
      expected: 'nobody is even asked',
      play: async () => {
        const line = `/idp deactivate ${breakGlass.okta.bg1} because nobody uses it`;
        const answer = await talk.type(linus.slackId, line);
        see(/never deactivated from here/.test(answer), answer);
        return sentence(answer);
      },
    },
    {
      title: `${linus.name}, an operator, types /idp deactivate ${tim.email} because he left`,
      expected: 'one card that shows what it hits in both directories; nothing is changed yet',
      play: async () => {
        const answer = await talk.type(linus.slackId, `/idp deactivate ${tim.email} because he left`);
        see(/nothing is changed before they say yes/.test(answer), answer);
        const text = talk.shown(await talk.card('To decide: Deactivate'));
        for (const words of ['*okta*', '*entra*', 'Contractors', 'suspend sign-in', '*2 more* of 2 needed'])
          see(text.includes(words), `no ${words} on the card: ${text.slice(0, 1500)}`);
        return sentence(answer);
      },
    },
    {
      title: 'Who asked approves it, and so does a guest',
      expected: 'both are refused, and each is told why',
      play: async () => {
        const card = await talk.card('To decide: Deactivate');
        const own = await talk.clickHeard(linus.slackId, card, APPROVE);
        see(/nobody decides on what they ask for/.test(own), own);
        const guest = await talk.clickHeard('U0GUEST', card, APPROVE);
        see(/guest/i.test(guest), guest);
        see(talk.shown(card).includes('*2 more* of 2 needed'), 'somebody was counted');
        return `"${sentence(own)}"; "${sentence(guest)}"`;
      },
    },
  ];
}

function decidingSteps(demo: Demo): readonly Step[] {
  const talk = talkIn(demo.slack);
  return [
    {
      title: `${frances.name} approves, and clicks once more`,
      expected: 'one of two; the second click is told so; nobody is switched off',
      play: async () => {
        const card = await talk.card('To decide: Deactivate');
        await talk.click(frances.slackId, card, APPROVE);
        await talk.says(card, '*1 more* of 2 needed');
        const again = await talk.clickHeard(frances.slackId, card, APPROVE);
        see(/decided on this before/.test(again), again);
        see(signIn(demo) === 'ACTIVE, on', signIn(demo));
        return `"${sentence(again)}"`;
      },
    },
    {
      title: `${alan.name} approves as the second`,
      expected: 'off in Okta and in Entra ID, sessions ended, each step with what was read back',
      play: async () => {
        forgetRequests(demo);
        await talk.click(alan.slackId, await talk.card('To decide: Deactivate'), APPROVE);
        const evidence = await talk.card('Deactivation of');
        const text = await talk.says(evidence, '✅ *done');
        see(signIn(demo) === 'DEPROVISIONED, off', signIn(demo));
        see(text.includes('read back as deactivated'), text);
        see(ended(demo) === 2, `sessions were ended in ${ended(demo)} of 2 directories`);
        return `${signIn(demo)}; sessions ended in both; ${text.match(/\d+ done/)?.[0]}`;
      },
    },
  ];
}

function undoSteps(demo: Demo): readonly Step[] {
  const talk = talkIn(demo.slack);
  return [
    {
      title: `He did not leave: ${linus.name} clicks Undo, and ${frances.name} approves`,
      expected: 'a question of its own; afterwards he may sign in again, with his groups',
      play: async () => {
        await talk.click(linus.slackId, await talk.card('Deactivation of'), 'deactivation-undo');
        await talk.submit(linus.slackId, 'undo-reason', { because: 'it was the wrong Tim' });
        const back = await talk.card('To decide: Give sign-in back');
        const own = await talk.clickHeard(linus.slackId, back, APPROVE);
        see(/nobody decides on what they ask for/.test(own), own);
        await talk.click(frances.slackId, back, APPROVE);
        await talk.says(await talk.card('Reactivation of'), '✅ *done');
        await eventually('the account to be back', () =>
          /^(ACTIVE|PROVISIONED), on$/.test(signIn(demo)) ? true : undefined,
        );
        return `${signIn(demo)} again`;
      },
    },
  ];
}

/** As the directories have it, without asking the bot. */
function signIn({ company: { okta, entra } }: Demo): string {
  const inOkta = [...okta.users.values()].find(({ profile }) => profile.login === tim.email);
  const inEntra = [...entra.users.values()].find(({ mail }) => mail === tim.email);
  return `${inOkta?.status}, ${inEntra?.accountEnabled === true ? 'on' : 'off'}`;
}

function forgetRequests({ okta, entra }: Demo): void {
  okta.forgetRequests();
  entra.forgetRequests();
}

/** In how many directories sessions were ended since. */
function ended({ okta, entra }: Demo): number {
  const inOkta = okta.requests().some((line) => /^DELETE \/api\/v1\/users\/[^/]+\/sessions/.test(line));
  const inEntra = entra.requests().some((line) => /revokeSignInSessions/.test(line));
  return Number(inOkta) + Number(inEntra);
}
