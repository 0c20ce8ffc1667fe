import type { App } from './app.ts';
import { pollLater } from './jobs/poll-events.ts';
import { pollGroupsLater } from './jobs/poll-groups.ts';
import type { HookAnswer, HookRequest } from './providers/provider.ts';
import { rememberDelivery } from './store/hook-deliveries.ts';

/**
 * Answers a vendor's call: checked by the provider, remembered, and then only a hint that its feeds are worth a look now.
 * The same delivery again hints nothing. null = no connection of that kind listens.
 */
export async function receiveHook(
  { providers, store, clock, log }: Pick<App, 'providers' | 'store' | 'clock' | 'log'>,
  kind: string,
  request: HookRequest,
): Promise<Omit<HookAnswer, 'hint'> | null> {
  const provider = providers.find((each) => each.kind === kind);
  if (provider?.hook === undefined) return null;
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
