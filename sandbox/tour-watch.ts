import type { Message } from './slack/world.ts';
import { eventually, type Step, see } from './story.ts';
import { sentence, talkIn } from './talk.ts';
import { cast } from './tenant/cast.ts';
import type { Stage } from './tour-stage.ts';

const ALERTS = 'C0ALERTS';

/** The story of the watch: each cause is one alert, paged once, and over once. */
export function watchSteps(stage: Stage): readonly Step[] {
  return [...groupSteps(stage), ...provisioningSteps(stage), ...emergencySteps(stage)];
}

function groupSteps(stage: Stage): readonly Step[] {
  return [
    {
      title: 'Alan Turing removes thirty people from a group in Entra ID',
      expected: 'one critical alert that names him, the group and the number, and one page',
      play: async () => {
        const did = stage.lever('entra-mass-removal').apply();
        const { text } = await alertThatSays(stage, /many members were removed/i, /Jira Users|Alan|alan@/);
        return `${did}; "${text}"; ${await pages(stage, /many members/i, 'triggered', 1)}`;
      },
    },
    {
      title: 'Ada Lovelace clicks Acknowledge, twice',
      expected: 'the card says who has it, the pager hears it once',
      play: async () => {
        const card = await alertThatSays(stage, /many members were removed/i);
        const click = { channel: ALERTS, ts: card.ts, actionId: 'alert-acknowledge' };
        const twice = [1, 2].map(async () => await stage.demo.slack.click(cast.ada.slackId, click));
        await Promise.allSettled(twice);
        await eventually('the card to say who has it', () =>
          JSON.stringify(cardAt(stage, card.ts)?.blocks ?? []).includes(cast.ada.slackId) ? true : undefined,
        );
        return await pages(stage, /many members/i, 'acknowledged', 1);
      },
    },
    {
      title: 'Somebody resolves that incident in PagerDuty, and the webhook comes twice',
      expected: 'the card in Slack is over in the name of the pager, and PagerDuty hears nothing back',
      play: async () => {
        const { pagerDuty } = stage.demo;
        const incident = pagerDuty.incidents().find(({ title }) => /many members/i.test(title));
        const before = pagerDuty.heard().length;
        const act = { action: 'resolve', person: 'PADA', at: new Date() } as const;
        const status = await pagerDuty.act(incident?.key ?? '', act, 2);
        const { text } = await alertThatSays(stage, /^resolved.*many members were removed/i);
        see(pagerDuty.heard().length === before, 'PagerDuty heard its own word');
        return `the webhook was answered ${status}; "${text}"`;
      },
    },
  ];
}

function provisioningSteps(stage: Stage): readonly Step[] {
  return [
    {
      title: 'A SCIM key dies over two Okta apps: ten people fail',
      expected: 'one alert for each app, not ten; each ends with the first success',
      play: async () => {
        const did = stage.lever('okta-dead-key').apply();
        await eventually('two alerts', () => (deadKeys(stage).length >= 2 ? true : undefined));
        stage.lever('okta-dead-key').undo?.();
        await eventually('both to end', () =>
          deadKeys(stage).every(({ text }) => text.startsWith('resolved')) ? true : undefined,
        );
        see(deadKeys(stage).length === 2, `${deadKeys(stage).length} alerts`);
        return `${did}; ${deadKeys(stage).length} alerts; ${await pages(stage, /rejects our credential/i, 'resolved', 2)}`;
      },
    },
    {
      title: 'A provisioning job of Entra ID goes into quarantine, and out of it',
      expected: 'one alert with the next step, paged once, resolved once',
      play: async () => {
        stage.lever('entra-dead-key').apply();
        const { text } = await alertThatSays(stage, /quarantine/i);
        stage.lever('entra-dead-key').undo?.();
        await alertThatSays(stage, /^resolved.*quarantine/i);
        return `"${text}"; ${await pages(stage, /quarantine/i, 'resolved', 1)}`;
      },
    },
  ];
}

function emergencySteps(stage: Stage): readonly Step[] {
  return [
    {
      title: 'Somebody signs in with a break-glass account, and no drill is announced',
      expected: 'a critical alert at once, and a page',
      play: async () => {
        stage.lever('okta-bg-sign-in').apply();
        const { text } = await alertThatSays(stage, /break-glass account was used/i);
        return `"${text}"; ${await pages(stage, /break-glass account was used/i, 'triggered', 1)}`;
      },
    },
    {
      title: 'Okta refuses the key of Lockstep: a dead source',
      expected: 'silence is an alert: one, paged once, over when Okta answers again',
      play: async () => {
        stage.lever('okta-revoke-token').apply();
        const { text } = await alertThatSays(stage, /refuses the key of Lockstep/i);
        stage.lever('okta-revoke-token').undo?.();
        await alertThatSays(stage, /^resolved.*refuses the key of Lockstep/i);
        return `"${text}"; ${await pages(stage, /refuses the key/i, 'resolved', 1)}`;
      },
    },
    {
      title:
        'The mass removal froze what Lockstep itself changes: Linus Torvalds types /idp unfreeze, then Ada Lovelace',
      expected: 'an operator may not, an admin may',
      play: async () => {
        const talk = talkIn(stage.demo.slack);
        const operator = await talk.type(cast.linus.slackId, '/idp unfreeze');
        see(/may not/i.test(operator), operator);
        const admin = await talk.type(cast.ada.slackId, '/idp unfreeze');
        see(/freeze is lifted/.test(admin), admin);
        return `"${sentence(operator)}"; "${sentence(admin)}"`;
      },
    },
  ];
}

function cardsOf({ demo }: Stage): readonly Message[] {
  return demo.slack.messages(ALERTS);
}

function cardAt(stage: Stage, ts: string): Message | undefined {
  return cardsOf(stage).find((message) => message.ts === ts);
}

function deadKeys(stage: Stage): readonly Message[] {
  return cardsOf(stage).filter(({ text }) => /rejects our credential/i.test(text));
}

/** Waits for one card, and fails when there are two of it. */
async function alertThatSays(stage: Stage, title: RegExp, also = /./): Promise<Message> {
  const fits = () => cardsOf(stage).filter(({ text }) => title.test(text) && also.test(text));
  const card = await eventually(`an alert that says ${title.source}`, () => fits()[0], 60_000);
  see(fits().length === 1, `${fits().length} alerts say ${title.source}`);
  return card;
}

/** Waits until the pager shows exactly so many incidents of a kind in a state. */
async function pages(stage: Stage, title: RegExp, state: string, count: number): Promise<string> {
  const found = () => stage.demo.pagerDuty.incidents().filter((incident) => title.test(incident.title));
  await eventually(`${count} page(s) ${state}`, () =>
    found().length >= count && found().every((incident) => incident.state === state) ? true : undefined,
  );
  see(found().length === count, `${found().length} pages`);
  return `${count} ${count === 1 ? 'page' : 'pages'}, ${state}`;
}
