import { randomUUID } from 'node:crypto';
import { partyOf, writeLog } from './okta-changes.ts';
import type { OktaApp, OktaTenant, OktaUser } from './okta-tenant.ts';

/** One application as a target of the System Log. */
interface AppTarget {
  readonly id: string;
  readonly label: string;
}

/** The applications that Okta writes to; the second one comes with the first story that needs it. */
export function provisionedApps(tenant: OktaTenant): readonly AppTarget[] {
  const miro: OktaApp = {
    id: '0oamiro00sandbox00000',
    name: 'miro',
    label: 'Miro',
    status: 'ACTIVE',
    signOnMode: 'SAML_2_0',
    accessPolicyId: null,
  };
  if (![...tenant.apps.values()].some(({ name }) => name === 'miro')) tenant.apps.set(miro.id, miro);
  return [...tenant.apps.values()].filter(({ name }) => name === 'atlassian' || name === 'miro');
}

const appTarget = ({ id, label }: AppTarget) => ({
  id,
  type: 'AppInstance',
  alternateId: label,
  displayName: label,
  detailEntry: null,
});

interface Push {
  readonly app: AppTarget;
  readonly user: OktaUser;
  /** What the other side said; null = it took the account. */
  readonly refused: string | null;
}

/** A push and the `sync` of the same transaction, which says that it failed but not why (Okta forum, live sample). */
export function pushUser(tenant: OktaTenant, { app, user, refused }: Push): void {
  const account = {
    id: `0ua${user.id.slice(3)}`,
    type: 'AppUser',
    alternateId: user.profile.login,
    displayName: `${user.profile.firstName} ${user.profile.lastName}`,
    detailEntry: null,
  };
  const result = refused === null ? 'SUCCESS' : 'FAILURE';
  const shared = {
    severity: refused === null ? 'INFO' : 'ERROR',
    transaction: { type: 'JOB', id: `puj${randomUUID().replaceAll('-', '').slice(0, 17)}`, detail: {} },
    debugContext: { debugData: { appname: app.label } },
    target: [account, appTarget(app), partyOf(user)],
  };
  writeLog(tenant, 'application.provision.user.push', {
    ...shared,
    legacyEventType: refused === null ? 'app.user_management.push_new_user' : 'app.api.error.create_user',
    outcome: { result, reason: refused },
  });
  writeLog(tenant, 'application.provision.user.sync', {
    ...shared,
    legacyEventType: `app.user_management.provision_user${refused === null ? '' : '_failed'}`,
    outcome: { result, reason: null },
  });
}

/** Okta writes this once for each refused call, and calls it no failure (outcome SUCCESS). */
export function refuseKey(tenant: OktaTenant, app: AppTarget): void {
  writeLog(tenant, 'application.integration.authentication_failure', {
    severity: 'ERROR',
    legacyEventType: 'app.api.error.auth',
    transaction: { type: 'JOB', id: randomUUID(), detail: {} },
    target: [appTarget(app)],
  });
}
