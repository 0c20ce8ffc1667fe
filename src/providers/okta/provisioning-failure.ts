/** What kind of trouble a provisioning failure is; decides what to do about it. */
export type ErrorClass =
  | 'credential'
  | 'forbidden'
  | 'conflict'
  | 'not_found'
  | 'linked_group_missing'
  | 'name_conflict'
  | 'licence'
  | 'transient'
  | 'rate_limit'
  | 'validation';

/**
 * Types that Okta writes only when something failed, whatever their outcome says (event types catalogue: "fired when …
 * failed"). Not application.configuration.update: with SUCCESS that is an admin's ordinary edit.
 */
const failureOnly: readonly RegExp[] = [
  /^application\.provision\.group\.(add|remove|update|import|verify_exists)$/,
  /^application\.provision\.group_membership\.(add|remove|update|import)$/,
  /^application\.integration\.(authentication_failure|general_failure|api_query|rate_limit_exceeded|transfer_files)$/,
  /^application\.configuration\.(detect_error|import_schema)$/,
  /^app\.user_management\.update_from_master_failed$/,
  /^app\.user_management\.grouppush\.mapping\.created\.from\.rule\.error/,
  /^app\.user_management\.user_group_import\.(create_failure|update_failure|upsert_fail)$/,
  /^application\.provision\.group_push\.mapping\.created\.from\.rule\.warning\./,
  /^application\.provision\.group_push\.mapping\.(app\.group|deactivated\.source\.group)\.renamed\.failed$/,
  /^application\.provision\.group_push\.mapping\.update\.or\.delete\.failed(\.with\.error)?$/,
];

const failedLegacy = /^app\.(\w+\.)?api\.error\.|_failed$|_failure$/;

/** True for a provisioning event that tells of a failure although its outcome may not. */
export function tellsOfFailure(eventType: string, legacyEventType: string | null): boolean {
  if (failureOnly.some((pattern) => pattern.test(eventType))) return true;
  return isProvisioning(eventType) && failedLegacy.test(legacyEventType ?? '');
}

export function isProvisioning(eventType: string): boolean {
  return /^(application\.(provision|integration|configuration|appuser)|app\.user_management)\b/.test(
    eventType,
  );
}

/** First match wins, so what is said in passing ("Unrecognized token" in a gateway's HTML) must come after what is meant. */
const byReason: readonly (readonly [RegExp, ErrorClass])[] = [
  [/unauthorized|credentials used to connect/i, 'credential'],
  [/too many requests|rate limit/i, 'rate_limit'],
  [
    /bad gateway|service unavailable|gateway time-?out|timed? ?out|timeout|invalid json|internal server error|connection (reset|refused)/i,
    'transient',
  ],
  [/invalid.*(token|credential)|(token|credential)s?\b.*\b(expired|invalid|revoked)/i, 'credential'],
  [/linked group is missing/i, 'linked_group_missing'],
  [/displayName already exists/i, 'name_conflict'],
  [/(not enough|no more|insufficient|out of) licen[cs]es?/i, 'licence'],
  [/forbidden/i, 'forbidden'],
  [/not found|no user returned/i, 'not_found'],
  [/conflict|already exists|uniqueness/i, 'conflict'],
];

const byName: readonly (readonly [RegExp, ErrorClass])[] = [
  [/^application\.integration\.authentication_failure$/, 'credential'],
  [/^application\.integration\.rate_limit_exceeded$/, 'rate_limit'],
  // Okta retries it by itself; only the type that ends with .with.error is final.
  [/group_push\.mapping\.update\.or\.delete\.failed$/, 'transient'],
  [/from\.rule\.(error\.duplicate|warning\.)/, 'name_conflict'],
];

const byLegacy: readonly (readonly [RegExp, ErrorClass])[] = [
  [/api\.error\.(auth|oauth\.\w+\.token)\b/, 'credential'],
  [/api\.error\.rate\.limit/, 'rate_limit'],
  [/not_found/, 'not_found'],
  [/duplicate/, 'name_conflict'],
];

/** null when the event does not say: `…user.sync` carries no reason, its sibling of the same transaction does. */
export function errorClassOf(failure: {
  readonly eventType: string;
  readonly legacyEventType: string | null;
  readonly reason: string | null;
}): ErrorClass | null {
  const { eventType, legacyEventType, reason } = failure;
  const found =
    find(byName, eventType) ?? find(byReason, reason ?? '') ?? find(byLegacy, legacyEventType ?? '');
  return found ?? (reason === null || reason.trim() === '' ? null : 'validation');
}

function find(list: readonly (readonly [RegExp, ErrorClass])[], text: string): ErrorClass | undefined {
  return list.find(([pattern]) => pattern.test(text))?.[1];
}

const attributePatterns: readonly RegExp[] = [
  /\bwith (?<name>[a-z]\w*)\[/i,
  /\bwith (?<name>[a-z]\w*) already exists/i,
  /\b(?:attribute|property|field)\s+["'`]?(?<name>[a-z][\w.:-]*)["'`]?/i,
  /["'`](?<name>[a-z][\w.:-]*)["'`] (?:is|must|cannot|may not|has)\b/i,
  /\b(?<name>[a-z][\w.]*) (?:is|are) (?:required|invalid|missing|mandatory|not valid|too long|too short|read-?only)/i,
  /\b(?<name>[a-z][\w.]*) (?:must|cannot|may not) (?:be|have|contain|exceed)\b/i,
];
const noAttribute = new Set(
  'it this that which value values field attribute property user group request token resource they is'.split(
    ' ',
  ),
);

/** The attribute that a remote server complains about, if it names one. */
export function attributeIn(reason: string | null): string | null {
  for (const pattern of attributePatterns) {
    const name = pattern.exec(reason ?? '')?.groups?.['name']?.replace(/[.:-]+$/, '');
    if (name !== undefined && name.length <= 60 && !noAttribute.has(name.toLowerCase())) return name;
  }
  return null;
}
