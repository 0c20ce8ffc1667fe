/** The watch rules, in the order of their numbers. */
import adminConsoleDenied from './admin-console-denied.ts';
import adminFactorReset from './admin-factor-reset.ts';
import adminRoleGranted from './admin-role-granted.ts';
import agentLost from './agent-lost.ts';
import apiTokenChanged from './api-token-changed.ts';
import appCredentialAdded from './app-credential-added.ts';
import breakGlassAltered from './break-glass-altered.ts';
import breakGlassUsed from './break-glass-used.ts';
import deprovisioningWave from './deprovisioning-wave.ts';
import type { Detection } from './detection.ts';
import elevatedAzureAccess from './elevated-azure-access.ts';
import factorResetThenNewDevice from './factor-reset-then-new-device.ts';
import federationChanged from './federation-changed.ts';
import groupPushBroken from './group-push-broken.ts';
import guestPromoted from './guest-promoted.ts';
import importStopped from './import-stopped.ts';
import integrationCredentialRejected from './integration-credential-rejected.ts';
import lastAdminAtRisk from './last-admin-at-risk.ts';
import lockoutWave from './lockout-wave.ts';
import massRemoval from './mass-removal.ts';
import policyWeakened from './policy-weakened.ts';
import protectionSwitchedOff from './protection-switched-off.ts';
import provisioningFailing from './provisioning-failing.ts';
import provisioningQuarantined from './provisioning-quarantined.ts';
import provisioningStalled from './provisioning-stalled.ts';
import provisioningSwitchedOff from './provisioning-switched-off.ts';
import supportAccess from './support-access.ts';
import temporaryPassIssued from './temporary-pass-issued.ts';
import topRoleActivated from './top-role-activated.ts';
import watchedGroupChanged from './watched-group-changed.ts';

export const detections: readonly Detection[] = [
  breakGlassUsed,
  breakGlassAltered,
  massRemoval,
  adminFactorReset,
  factorResetThenNewDevice,
  temporaryPassIssued,
  adminRoleGranted,
  topRoleActivated,
  lastAdminAtRisk,
  policyWeakened,
  apiTokenChanged,
  appCredentialAdded,
  federationChanged,
  provisioningSwitchedOff,
  deprovisioningWave,
  importStopped,
  integrationCredentialRejected,
  groupPushBroken,
  agentLost,
  supportAccess,
  protectionSwitchedOff,
  adminConsoleDenied,
  lockoutWave,
  guestPromoted,
  elevatedAzureAccess,
  watchedGroupChanged,
  provisioningQuarantined,
  provisioningStalled,
  provisioningFailing,
];
