/** Why one object could not be provisioned, in words that are the same for every provider. */
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

/** In this order: a code may fit several (Analyze the Microsoft Entra provisioning logs, error codes). */
const classes: readonly (readonly [RegExp, ErrorClass])[] = [
  [/CredentialValidation|InvalidCredential|InvalidToken|CredentialsMissing/i, 'credential'],
  [/TooManyRequests/i, 'rate_limit'],
  [/LicenseLimit/i, 'licence'],
  // The application let Entra ID in, and forbids this one thing.
  [/InsufficientRights|MethodNotAllowed|NotPermitted|Unauthorized|Forbidden/i, 'forbidden'],
  [/Conflict|DuplicateTargetEntries|DuplicateSourceEntries|MultipleEntries/i, 'conflict'],
  [/InternalServerError|WebException|Timeout|^InternalError$|ServiceUnavailable|BadGateway/i, 'transient'],
  [
    /UnprocessableEntity|MandatoryFields|MissingValues|SchemaAttribute|SchemaProperty|InvalidDomain|NotImplemented|Incompatible|BadRequest/i,
    'validation',
  ],
  [/NotFound|InvalidAnchor/i, 'not_found'],
];

/** null: a code that nobody wrote down yet. `said` is the vendor's text: some codes hide a SCIM 409 in it. */
export function errorClassOf(code: string, said: string, isGroup: boolean): ErrorClass | null {
  const duplicate = /"?scimType"?\s*:\s*"?uniqueness|already exists/i.test(said);
  const found = duplicate ? 'conflict' : classes.find(([pattern]) => pattern.test(code))?.[1];
  if (isGroup && found === 'conflict') return 'name_conflict';
  if (isGroup && found === 'not_found') return 'linked_group_missing';
  return found ?? null;
}

/** The attribute an error is about, when its text names one in quotes or brackets. */
export function attributeOf(said: string): string | null {
  return (
    /attributes?(?:\(s\))?(?: named| name)?:?\s+['"[(]?([A-Za-z][\w.:]*)['"\])]?/i.exec(said)?.[1] ?? null
  );
}
