import { clear } from '../alerts/clear.ts';
import type { RegisteredCredential } from '../config/config.ts';
import { DAY_MS, HOUR_MS } from '../lib/clock.ts';
import type { Provider } from '../providers/provider.ts';
import { findLiveAlert } from '../store/alerts.ts';
import { type AppRhythm, appRhythms } from '../store/app-rhythm.ts';
import { listFreshness, markSuccess } from '../store/freshness.ts';
import { inTransaction } from '../store/transaction.ts';
import { type FollowTools, raiseOwn } from './follow.ts';
import { appSilent, ownMs } from './own-causes.ts';

/** What reaches an app, by kind of provider: changes that went through. */
const changes: Readonly<Partial<Record<Provider['kind'], readonly string[]>>> = {
  okta: [
    'application.provision.user.push',
    'application.provision.user.push_profile',
    'application.provision.user.sync',
    'application.provision.user.deactivate',
    'application.provision.user.reactivate',
    'application.provision.group_push.pushed',
    'application.provision.group_push.updated',
    'application.provision.group_push.push_memberships',
  ],
  entra: ['provisioning create', 'provisioning update', 'provisioning disable', 'provisioning delete'],
};

/** As long as events are kept. */
const LOOK_BACK_MS = 30 * DAY_MS;
/** With fewer hours of change than this nobody can say what is normal for an app. */
const HOURS_MIN = 20;
/** So many times the longest pause that was seen before. */
const FACTOR = 2;

/**
 * A dead key may refuse nothing: then nothing reaches the app any more. Looks once an hour at the apps whose credentials are
 * registered, and holds their silence against their own longest pause, weekends and holidays included.
 */
export async function watchApps(tools: FollowTools, { id: connection, kind }: Provider): Promise<void> {
  const mine = tools.settings.credentials.filter(
    (each) => each.connection === connection && each.app !== null,
  );
  const names = changes[kind] ?? [];
  const now = tools.clock.now();
  const source = `watch-apps:${connection}`;
  const last = (await listFreshness(tools.db)).get(source);
  if (mine.length * names.length === 0 || (last !== undefined && now.getTime() - last.getTime() < HOUR_MS))
    return;
  const since = new Date(now.getTime() - LOOK_BACK_MS);
  const rhythms = await appRhythms(tools.db, { connection, names, since });
  for (const credential of mine) {
    const rhythm = rhythms.find(({ name }) => name.toLowerCase() === credential.app?.toLowerCase());
    if (rhythm !== undefined) await judge(tools, credential, { rhythm, now });
  }
  await markSuccess(tools.db, source, now);
}

async function judge(
  tools: FollowTools,
  { connection, name }: RegisteredCredential,
  { rhythm, now }: { readonly rhythm: AppRhythm; readonly now: Date },
): Promise<void> {
  const silent = silence(rhythm, now, ownMs(tools.settings, 'apps.silence.min'));
  const about = `${rhythm.appId}:silent:`;
  if (silent === 'unknown') return;
  if (silent === null) {
    await inTransaction(tools.db, async (db) => {
      const clearing = { clears: about, because: `changes reach ${rhythm.name} again`, at: now };
      await clear({ ...tools, db }, { detection: appSilent.id, connection }, [clearing]);
    });
    return;
  }
  const { hours, usual } = silent;
  const key = `${about}${rhythm.hours.at(-1)?.toISOString().slice(0, 13) ?? ''}`;
  // One silence is said once, also when somebody resolved it since.
  const fingerprint = `${appSilent.id}:${connection}:${key}`;
  if ((await findLiveAlert(tools.db, fingerprint, new Date(0))) !== null) return;
  await raiseOwn(tools, appSilent, {
    connection,
    key,
    message: `No change reached ${rhythm.name} for ${hours} hours; its longest pause before was ${usual} hours. ${name} may be dead.`,
    sampleId: key,
  });
}

/** null: no longer silent than is normal for it. unknown: too little is known to say what is normal. */
function silence(
  { hours }: AppRhythm,
  now: Date,
  leastMs: number,
): { readonly hours: number; readonly usual: number } | 'unknown' | null {
  if (hours.length < HOURS_MIN) return 'unknown';
  const times = hours.map((hour) => hour.getTime());
  const pauses = times.slice(1).map((time, i) => time - (times[i] ?? time));
  const usual = Math.max(...pauses);
  const quiet = now.getTime() - (times.at(-1) ?? now.getTime());
  if (quiet < Math.max(leastMs, usual * FACTOR)) return null;
  return { hours: Math.floor(quiet / HOUR_MS), usual: Math.round(usual / HOUR_MS) };
}
