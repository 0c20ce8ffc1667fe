import { type RestoreAsk, requestRestore, restoreEffect } from '../../src/access/index.ts';
import type { AccessProvider } from '../../src/access/tools.ts';
import { decideApproval } from '../../src/approvals/index.ts';
import type { Settings } from '../../src/config/config.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { type Alert, nextRound, offerKey } from '../../src/domain/alert.ts';
import type { Approval } from '../../src/domain/approval.ts';
import type { Actor } from '../../src/domain/event.ts';
import type { Principal } from '../../src/domain/principal.ts';
import type { Restore } from '../../src/domain/restore.ts';
import { tasksWith } from '../../src/jobs/index.ts';
import { fixedClock, MINUTE_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { findAlert, insertAlert } from '../../src/store/alerts.ts';
import { insertEvents } from '../../src/store/events.ts';
import type { Store } from '../../src/store/open.ts';
import { restoreOfApproval } from '../../src/store/restores.ts';
import { alertOf } from './alert.ts';
import { click, noon, principal } from './approval.ts';
import { jobRunner } from './run-jobs.ts';
import { quietSettings } from './settings.ts';
import { event } from './watch.ts';

const carriers = ['restore-members'] as const;

export const adminsOf = (connection: string, group = 'admins'): Settings =>
  quietSettings({
    channels: { reports: null, alerts: 'C0ALERTS', requests: 'C0REQ' },
    roles: { viewer: [], operator: [], admin: [{ connection, group }] },
  });

/** Somebody left a group, or came back, so many minutes before noon. */
export function moved(
  name: 'member.removed' | 'member.added',
  account: string,
  { connection = 'okta', group = 'team', before = 10, actor = null as Actor | null } = {},
) {
  return event({
    connection,
    name,
    actor,
    at: new Date(noon.getTime() - before * MINUTE_MS),
    targets: [
      { kind: 'group', id: group, name: group },
      { kind: 'account', id: account, name: account },
    ],
  });
}

/** What the tests of restoring share: an alert about a group, its events, and short words for what people do. */
export function openRestore(
  store: Store,
  provider: AccessProvider,
  {
    settings = adminsOf(provider.id),
    clock = fixedClock(noon.toISOString()),
    db = store.db,
  }: {
    readonly settings?: Settings;
    readonly clock?: ReturnType<typeof fixedClock>;
    readonly db?: Store['db'];
  } = {},
) {
  const base = { db, queue: store.queue, clock, log: silentLog, settings };
  const effects = { restore: restoreEffect(base) };
  const tools = { ...detectionTools(base), providers: [provider], effects };
  const tasks = tasksWith({
    ...base,
    effects,
    // Only what access looks at is there.
    providers: [provider as Parameters<typeof tasksWith>[0]['providers'][number]],
  });
  const { run, pass } = jobRunner(store, { clock, tasks, carriers, most: 400 });
  /** As the button of the alert's card would. */
  const ask = async (
    over: Partial<RestoreAsk> = {},
    requester: Principal = principal('ada'),
  ): Promise<Awaited<ReturnType<typeof requestRestore>>> => {
    const alert = await findAlert(store.db, over.alertId ?? 'alert_1');
    const offer = alert?.offers.find(({ action }) => action === 'restore-members');
    const key = offer === undefined ? '' : offerKey(offer);
    const round = alert === null ? 0 : nextRound(alert, key);
    return await requestRestore(tools, { alertId: 'alert_1', key, round, by: 'UADA', requester, ...over });
  };
  const approve = async (approval: Approval, by: Principal = principal('cat')) =>
    await decideApproval(tools, click(approval, by.name, { by }));
  /** Asked for and approved. */
  const restore = async (by?: Principal): Promise<Restore> => {
    const asked = await ask();
    if ('refused' in asked) throw new Error(`refused: ${asked.refused}`);
    const decided = await approve(asked.approval, by);
    if ('refused' in decided) throw new Error(`refused: ${decided.refused}`);
    return await ofApproval(asked.approval);
  };
  const ofApproval = async ({ id }: Pick<Approval, 'id'>): Promise<Restore> => {
    const found = await restoreOfApproval(store.db, id);
    if (found === null) throw new Error('no restore');
    return found;
  };
  const now = async ({ approvalId }: Restore): Promise<Restore> => await ofApproval({ id: approvalId });
  const sweep = async (): Promise<void> => {
    const context = { key: 'sweep-grants', attempt: 1, signal: new AbortController().signal };
    await tasks['sweep-grants']?.({}, context);
    await run();
  };
  return { tools, clock, tasks, run, pass, ask, approve, restore, now, sweep };
}

/** An alert about one group, ten minutes old, and who left it. */
export async function putRemoval(
  { db }: Pick<Store, 'db'>,
  accounts: readonly string[],
  { connection = 'okta', group = 'team', alert = {} as Partial<Alert> } = {},
): Promise<void> {
  const events = accounts.map((account) => moved('member.removed', account, { connection, group }));
  await insertEvents(db, events, noon);
  const at = new Date(noon.getTime() - 10 * MINUTE_MS);
  await insertAlert(
    db,
    alertOf({
      connection,
      firstAt: at,
      lastAt: at,
      announcedAt: null,
      offers: [{ action: 'restore-members', on: { group } }],
      ...alert,
    }),
  );
}

/** Each membership of the newest restore as `login status`, and what came of it. */
export async function membersOf({ db }: Pick<Store, 'db'>): Promise<string[]> {
  const rows = await db
    .selectFrom('restore_member')
    .select(['login', 'status', 'evidence'])
    .orderBy('position')
    .execute();
  return rows.map(({ login, status, evidence }) => `${login} ${status} ${evidence ?? ''}`.trim());
}
