import { hearSink } from './alerts/index.ts';
import type { App } from './app.ts';
import { pollLater } from './jobs/poll-events.ts';
import { pollGroupsLater } from './jobs/poll-groups.ts';
import type { HookAnswer, HookRequest, Provider } from './providers/provider.ts';
import { rememberDelivery } from './store/hook-deliveries.ts';

export type HookTools = Pick<App, 'providers' | 'sinks' | 'store' | 'clock' | 'log'> & {
  readonly config: Pick<App['config'], 'settings'>;
};
type Answer = Omit<HookAnswer, 'hint'>;

/** Answers a call at /hooks/<kind>: of a directory's vendor, or of a sink. null = nothing of that kind listens. */
export async function receiveHook(
  app: HookTools,
  kind: string,
  request: HookRequest,
): Promise<Answer | null> {
  const provider = app.providers.find((each) => each.kind === kind);
  if (provider !== undefined) return await receiveHint(app, provider, request);
  return await receiveWord(app, kind, request);
}

/**
 * A vendor's call: checked by the provider, remembered, and then only a hint that its feeds are worth a look now.
 * The same delivery again hints nothing.
 */
async function receiveHint(
  { store, clock, log }: HookTools,
  provider: Provider,
  request: HookRequest,
): Promise<Answer | null> {
  if (provider.hook === undefined) return null;
  const { hint, ...answer } = await provider.hook.receive(request);
  if (hint === null) {
    if (answer.status >= 400)
      log.warn({ connection: provider.id, status: answer.status }, 'a hook was refused');
    return answer;
  }
  const { db, queue } = store;
  const known = { connection: provider.id, id: hint.deliveryId, at: clock.now() };
  if (await rememberDelivery(db, known)) {
    if ((provider.directory ?? []).some(({ pollMs }) => pollMs !== undefined))
      await pollGroupsLater({ db, queue, clock }, provider.id, 0);
    for (const { name } of provider.feeds ?? []) {
      await pollLater({ db, queue, clock }, { connection: provider.id, feed: name, failures: 0 }, 0);
    }
  }
  return answer;
}

/** What people did at a receiver of alerts. Two sinks may share a secret: each is asked whether the alert is one of its own. */
async function receiveWord(
  { sinks, store, clock, config, log }: HookTools,
  kind: string,
  request: HookRequest,
): Promise<Answer | null> {
  const listening = sinks.flatMap(({ id, kind: its, inbound }) =>
    its === kind && inbound !== undefined ? [{ id, inbound }] : [],
  );
  if (listening.length === 0) return null;
  if (request.method !== 'POST') return { status: 405 };
  const tools = { db: store.db, queue: store.queue, clock, settings: config.settings };
  const refusals: string[] = [];
  for (const sink of listening) {
    const word = sink.inbound.read(request);
    if (!word.ok) {
      refusals.push(word.because);
      continue;
    }
    for (const act of word.acts) {
      const outcome = await hearSink(tools, sink, act);
      log.info({ sink: sink.id, action: act.action, outcome }, 'a sink told what somebody did');
    }
  }
  if (refusals.length < listening.length) return { status: 202 };
  log.warn({ kind, because: refusals }, 'a hook was refused');
  return { status: refusals.includes('not_understood') ? 400 : 401 };
}
