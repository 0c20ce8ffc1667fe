import { z } from 'zod';
import type { Leftover, Leftovers, StuckAccount, StuckAccounts } from '../../../domain/provisioning.ts';
import { moment } from '../../moment.ts';
import type { OktaClient } from '../client.ts';
import { type App, isProvisioned, nameOf } from './apps.ts';

const AppUser = z.object({
  id: z.string(),
  externalId: z.string().nullish(),
  status: z.string(),
  syncState: z.string().nullish(),
  created: z.coerce.date(),
  statusChanged: moment,
  credentials: z.object({ userName: z.string().nullish() }).nullish(),
});
type AppUser = z.infer<typeof AppUser>;
const Leaver = z.object({
  id: z.string(),
  status: z.string(),
  statusChanged: moment,
  profile: z.object({ login: z.string() }),
});
type Leaver = z.infer<typeof Leaver>;

export interface AppAccounts {
  readonly stuck: StuckAccounts;
  readonly leftovers: Leftovers;
}

/** One pass over the accounts of every provisioned application; Okta has no filter for their state. */
export async function readAppAccounts(client: OktaClient, apps: readonly App[]): Promise<AppAccounts> {
  const provisioned = apps.filter(isProvisioned);
  const leavers = provisioned.length === 0 ? new Map<string, Leaver>() : await readLeavers(client);
  const stuck: StuckAccount[] = [];
  const left: Leftover[] = [];
  let accounts = 0;
  for (const app of provisioned) {
    for await (const { items } of client.pages(`/api/v1/apps/${app.id}/users?limit=500`)) {
      accounts += items.length;
      for (const raw of items) {
        const user = AppUser.parse(raw);
        stuck.push(...stuckOf(app, user));
        left.push(...leftoverOf(app, user, leavers.get(user.id)));
      }
    }
  }
  const population = `${accounts} accounts of ${provisioned.length} applications with provisioning`;
  return {
    stuck: { found: stuck, population },
    leftovers: { apps: provisioned.length, accounts, found: left },
  };
}

/** Without a filter Okta leaves the deactivated out. */
async function readLeavers(client: OktaClient): Promise<ReadonlyMap<string, Leaver>> {
  const filter = encodeURIComponent('status eq "DEPROVISIONED" or status eq "SUSPENDED"');
  const leavers = new Map<string, Leaver>();
  for await (const { items } of client.pages(`/api/v1/users?filter=${filter}&limit=200`))
    for (const raw of items) {
      const leaver = Leaver.parse(raw);
      leavers.set(leaver.id, leaver);
    }
  return leavers;
}

/** Healthy ones of an application that Okta only writes to may say DISABLED: only what says it is ill counts. */
function stuckOf(app: App, user: AppUser): readonly StuckAccount[] {
  const state = stateOf(app, user);
  if (state === null) return [];
  const since = user.statusChanged ?? user.created;
  return [
    {
      app: nameOf(app),
      who: user.credentials?.userName ?? user.id,
      state,
      since,
      lastAt: since,
      attempts: 1,
      leaver: state === 'revoked',
      because: null,
    },
  ];
}

function stateOf({ features }: App, user: AppUser): StuckAccount['state'] | null {
  if (user.syncState === 'ERROR') return 'error';
  if (user.syncState === 'OUT_OF_SYNC') return 'out_of_sync';
  if (user.status === 'STAGED') return 'staged';
  if (user.status === 'REVOKED') return 'revoked';
  const unlinked = user.externalId == null || user.externalId === '';
  return unlinked && isOn(user) && features.includes('PUSH_NEW_USERS') ? 'unlinked' : null;
}

function isOn({ status }: AppUser): boolean {
  return status === 'ACTIVE' || status === 'PROVISIONED';
}

function leftoverOf(app: App, user: AppUser, leaver: Leaver | undefined): readonly Leftover[] {
  if (leaver === undefined || !isOn(user)) return [];
  const { status, statusChanged, profile } = leaver;
  return [{ app: nameOf(app), login: profile.login, status: status.toLowerCase(), since: statusChanged }];
}
