import { known, type LogEntry } from './log-entry.ts';
import { attributeIn, errorClassOf, isProvisioning } from './provisioning-failure.ts';

/** Facts of debugData that detections read, under the names Okta gives them. */
const debugNames: readonly string[] = [
  'privilegeGranted',
  'privilegeRevoked',
  'networkConnection',
  'customMessage',
  'triggeredByGroupRuleId',
];

/** The small facts of an entry that have no place of their own in a DirectoryEvent; what is not told is left out. */
export function detailOf(entry: LogEntry, failed: boolean): Record<string, string> {
  const told: Record<string, string | null | undefined> = {
    ...Object.fromEntries(debugNames.map((name) => [name, entry.debug[name]])),
    ...counts(entry),
    transactionId: entry.transaction?.id,
    transactionType: entry.transaction?.type,
    requestApiTokenId: entry.transaction?.detail?.requestApiTokenId,
    legacyEventType: entry.legacyEventType,
    result: entry.outcome?.result?.toUpperCase(),
    ip: entry.client?.ipAddress,
    clientId: entry.client?.id,
    sessionId: entry.authenticationContext?.externalSessionId,
    appName: appNameOf(entry),
    factorType: factorTypeOf(entry),
    ...behaviours(entry),
    ...(failed && isProvisioning(entry.eventType) ? causeOf(entry) : {}),
  };
  const kept = Object.entries(told).flatMap(([name, value]) => {
    const words = known(value);
    return words === null ? [] : [[name, words] as const];
  });
  return Object.fromEntries(kept);
}

function causeOf({ eventType, legacyEventType, outcome }: LogEntry) {
  const reason = outcome?.reason ?? null;
  return {
    errorClass: errorClassOf({ eventType, legacyEventType, reason }),
    attribute: attributeIn(reason),
  };
}

const MOST_COUNTS = 10;

/** Imports say how much they would do in debugData, under names that differ by kind of import. */
function counts({ eventType, debug }: LogEntry): Record<string, string> {
  if (!eventType.startsWith('system.import.')) return {};
  const found = Object.entries(debug).filter(([name]) => /count|threshold|percent|estimated/i.test(name));
  return Object.fromEntries(found.slice(0, MOST_COUNTS));
}

function appNameOf({ target, debug }: LogEntry): string | null {
  const app = target.find(({ type }) => type === 'AppInstance');
  return known(app?.displayName) ?? known(app?.alternateId) ?? known(debug['appname']);
}

/** "User reset FIDO_WEBAUTHN factor"; Identity Engine also names the method among the targets. */
function factorTypeOf({ outcome, debug, target }: LogEntry): string | null {
  const inReason = /\b([A-Z][A-Z0-9_]{2,}) factor\b/.exec(outcome?.reason ?? '')?.[1];
  const methods = target.map(({ detailEntry }) => detailEntry['methodTypeUsed']);
  const used = methods.find((method): method is string => typeof method === 'string');
  return known(inReason) ?? known(debug['factor']) ?? known(used);
}

const flags: readonly (readonly [string, RegExp])[] = [
  ['newDevice', /^new device$/i],
  ['newIp', /^new ip$/i],
  ['newCountry', /^new country$/i],
  ['velocity', /^velocity/i],
];

/** Behaviour detection: in securityContext, or in debugData as "{New Device=POSITIVE, …}" or JSON. "true" where positive. */
function behaviours({ securityContext, debug }: LogEntry): Record<string, string> {
  const results = new Map<string, string>();
  const written = `${debug['behaviors'] ?? ''},${debug['logOnlySecurityData'] ?? ''}`;
  for (const [, name = '', result = ''] of written.matchAll(/([A-Z][\w -]*)"?\s*[=:]\s*"?([A-Z_]+)/g))
    results.set(name, result);
  for (const { name, result } of securityContext?.userBehaviors ?? [])
    if (name !== null && result !== null) results.set(name, result);
  const positive = [...results].filter(([, result]) => result.toUpperCase() === 'POSITIVE');
  const found = flags.filter(([, pattern]) => positive.some(([name]) => pattern.test(name.trim())));
  return Object.fromEntries(found.map(([flag]) => [flag, 'true']));
}
