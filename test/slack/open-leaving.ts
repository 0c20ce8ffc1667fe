import { startEntra } from '../../sandbox/entra/server.ts';
import { eventually } from '../../sandbox/story.ts';
import { cast, credentials, groups } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import type { Settings } from '../../src/config/config.ts';
import type { ApproverRule, Stage } from '../../src/domain/approval.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { readAudit } from '../../src/store/audit.ts';
import { configOf } from '../providers/entra-connection.ts';
import { quietSettings } from '../support/settings.ts';
import { openBot } from './open-bot.ts';

export const approvers: ApproverRule = { kind: 'group', connection: 'okta', group: groups.okta.approvers };

export function stageOf(over: Partial<Stage> = {}): Stage {
  return {
    name: 'Approvers',
    quorum: 2,
    approvers: [approvers],
    fallback: [],
    escalateAfterMinutes: null,
    ...over,
  };
}

export function leavingSettings(over: Partial<Settings> = {}): Partial<Settings> {
  const quiet = quietSettings();
  const group = (name: string) => [{ connection: 'okta', group: name }];
  return {
    channels: { reports: null, alerts: 'C0ALERTS', requests: 'C0REQ' },
    roles: {
      viewer: [],
      operator: group(groups.okta.lockstepOperators),
      admin: group(groups.okta.lockstepAdmins),
    },
    deactivation: { ...quiet.deactivation, stages: [stageOf()] },
    ...over,
  };
}

type Wanted = Omit<NonNullable<Parameters<typeof openBot>[0]>, 'settings'> & {
  readonly settings?: Partial<Settings>;
  readonly entra?: boolean;
};

/** The bot with people who may ask (Barbara, Linus) and people who decide (Frances, Linus, Alan), all in Okta. */
export async function openLeaving({ settings = {}, entra = false, ...wanted }: Wanted = {}) {
  const tenant = entra ? await startEntra(createCompany()) : null;
  const more = tenant === null ? [] : [await connect(tenant)];
  const bot = await openBot({ acts: true, more, ...wanted, settings: leavingSettings(settings) });
  const { slack } = bot;

  const cards = (beginning = 'To decide') =>
    slack.messages('C0REQ').filter(({ text }) => text.startsWith(beginning));
  /** The newest card of a question that begins so. */
  const card = async (beginning = 'To decide') =>
    await eventually(`a card "${beginning}"`, () => cards(beginning).at(-1));
  const blocksOf = (channel: string, ts: string): string =>
    JSON.stringify(slack.messages(channel).find((each) => each.ts === ts)?.blocks ?? []);
  const says = async ({ channel, ts }: { channel: string; ts: string }, words: string): Promise<true> =>
    await eventually(`"${words}" in ${channel}`, () =>
      blocksOf(channel, ts).includes(words) ? true : undefined,
    );
  /** What only this person sees after what is done. */
  const heard = async (user: string, act: () => Promise<unknown>): Promise<string> => {
    const seen = (): readonly { readonly text: string; readonly blocks?: unknown }[] => [
      ...slack.ephemerals(user),
      // What comes out of the outbox is no answer.
      ...slack.messages(user).filter(({ metadata }) => metadata === undefined),
    ];
    const before = seen().length;
    await act();
    const answer = await eventually(`an answer to ${user}`, () => seen().at(before));
    return `${answer.text} ${JSON.stringify(answer.blocks ?? [])}`;
  };
  const type = async (user: string, line: string): Promise<string> =>
    await heard(user, async () => await slack.command(user, 'C0REQ', line));
  const click = async (
    user: string,
    { channel, ts }: { readonly channel: string; readonly ts: string },
    actionId: string,
    value?: string,
  ): Promise<void> => {
    await slack.click(user, { channel, ts, actionId, ...(value === undefined ? {} : { value }) });
  };
  const modal = async (user: string, callbackId: string) =>
    await eventually(`the modal ${callbackId}`, () =>
      slack.modals(user).find((view) => view['callback_id'] === callbackId),
    );
  const submit = async (
    user: string,
    callbackId: string,
    values: Readonly<Record<string, string>>,
  ): Promise<{ ack: unknown }> => {
    const { id } = await modal(user, callbackId);
    const filled = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { [key]: value }]));
    return await slack.submitView(user, { viewId: id, values: filled });
  };
  const audited = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { action, detail } of readAudit(bot.store.db)) {
      const code = detail['code'];
      found.push(typeof code === 'string' ? `${action} ${code}` : action);
    }
    return found;
  };
  /** Somebody asks for Hedy to be switched off; the card of it. */
  const askForHedy = async (user: string = cast.barbara.slackId) => {
    await type(user, `/idp deactivate ${cast.hedy.email} because she left`);
    return await card();
  };
  const status = (email: string): string | undefined =>
    [...bot.okta.tenant.users.values()].find(({ profile }) => profile.email === email)?.status;
  const close = async (): Promise<void> => {
    await bot.close();
    await Promise.all(more.map(async (each) => await each.close()));
    await tenant?.close();
  };
  return {
    ...bot,
    entra: tenant,
    cards,
    card,
    blocksOf,
    says,
    heard,
    type,
    click,
    modal,
    submit,
    audited,
    askForHedy,
    status,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function connect(tenant: Awaited<ReturnType<typeof startEntra>>) {
  const { actorClient: clientId, actorSecret: clientSecret } = credentials.entra;
  return await connectEntra({
    id: 'entra',
    clock: systemClock,
    limits: { rateShare: 1, concurrency: 4 },
    config: configOf(tenant, { actor: { kind: 'secret', clientId, clientSecret } }),
  });
}
