import { z } from 'zod';
import type { AccountFactors, Factor, FactorStrength } from '../../domain/factor.ts';
import type { Clock } from '../../lib/clock.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { moment } from '../moment.ts';
import type { FactorReader } from '../provider.ts';
import type { Graph } from './graph.ts';

/** userRegistrationDetails.methodsRegistered, lower case (Graph usageAuthMethod): an open set. */
const strengths: readonly (readonly [RegExp, FactorStrength])[] = [
  [
    /^(fido|fido2|fido2securitykey|passkey.*|windowshelloforbusiness|macossecureenclavekey|x509.*)$/,
    'resistant',
  ],
  [
    /^(microsoftauthenticator.*|appnotification|appcode|softwareonetimepasscode|hardwareonetimepasscode|onetimepasscode|externalauthmethod)$/,
    'strong',
  ],
  [/^(sms|mobilesms|mobilecall|mobilephone|alternatemobile.*|officephone)$/, 'weak'],
];
/** Recovery and start-up helps, not second factors of their own. */
const ignored = /^(email|securityquestion|apppassword|temporaryaccesspass|qrcode)$/;

const Registration = z.object({
  id: z.string(),
  isMfaRegistered: z.boolean(),
  isMfaCapable: z.boolean(),
  methodsRegistered: z.array(z.string()),
  lastUpdatedDateTime: moment,
});

/** Everybody in one report. Disabled accounts, and some others, have no row: absent is unknown, not "none". */
export function createFactorReader(graph: Graph, clock: Clock): FactorReader {
  return {
    bulk: true,
    read: async function* () {
      for await (const { items } of graph.pages(
        '/reports/authenticationMethods/userRegistrationDetails?$top=999',
      )) {
        yield items.map((item) => toFactors(Registration.parse(item), clock));
      }
    },
  };
}

function toFactors(row: z.infer<typeof Registration>, clock: Clock): AccountFactors {
  const kinds = row.methodsRegistered
    .map((method) => method.toLowerCase())
    .filter((kind) => !ignored.test(kind));
  return {
    accountId: row.id,
    factors: kinds.map((kind) => ({ kind, strength: strengthOf(kind), device: null })),
    capable: row.isMfaCapable,
    registered: row.isMfaRegistered,
    asOf: row.lastUpdatedDateTime ?? clock.now(),
  };
}

function strengthOf(kind: string): FactorStrength {
  return strengths.find(([pattern]) => pattern.test(kind))?.[1] ?? 'unrecognised';
}

const Methods = z.object({ value: z.array(z.object({ '@odata.type': z.string(), id: z.string() })) });

/** GET /users/{id}/authentication/methods: type → strength. The password is always there and never counts. */
const methodStrengths: Readonly<Record<string, FactorStrength>> = {
  fido2AuthenticationMethod: 'resistant',
  windowsHelloForBusinessAuthenticationMethod: 'resistant',
  platformCredentialAuthenticationMethod: 'resistant',
  x509CertificateAuthenticationMethod: 'resistant',
  microsoftAuthenticatorAuthenticationMethod: 'strong',
  softwareOathAuthenticationMethod: 'strong',
  hardwareOathAuthenticationMethod: 'strong',
  externalAuthenticationMethod: 'strong',
  phoneAuthenticationMethod: 'weak',
};
const notFactors = new Set([
  'passwordAuthenticationMethod',
  'emailAuthenticationMethod',
  'temporaryAccessPassAuthenticationMethod',
  'qrCodePinAuthenticationMethod',
]);

export function factorsIn(body: unknown): readonly Factor[] {
  return Methods.parse(body).value.flatMap((method) => {
    const type = method['@odata.type'].replace('#microsoft.graph.', '');
    if (notFactors.has(type)) return [];
    return [
      {
        kind: type.replace('AuthenticationMethod', '').toLowerCase(),
        strength: methodStrengths[type] ?? ('unrecognised' as const),
        device: method.id,
      },
    ];
  });
}

/** Methods that hang on somebody's own phone or mailbox. */
export function personalMethodsIn(body: unknown): readonly string[] {
  const types = Methods.parse(body).value.map((method) => method['@odata.type']);
  return [
    ...(types.includes('#microsoft.graph.phoneAuthenticationMethod') ? ['a phone method'] : []),
    ...(types.includes('#microsoft.graph.emailAuthenticationMethod') ? ['an e-mail method'] : []),
  ];
}

/** Live, for a few people; one refusal refuses all, because half a list of administrators proves nothing. */
export async function readMethods(
  graph: Graph,
  clock: Clock,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AccountFactors>> {
  const bodies = await graph.batch(ids.map((id) => `/users/${id}/authentication/methods`));
  const known = new Map<string, AccountFactors>();
  for (const [i, body] of bodies.entries()) {
    const accountId = ids[i] ?? '';
    if (body instanceof OperatorError && body.code === 'NOT_FOUND') continue;
    if (body instanceof OperatorError) throw body;
    const factors = factorsIn(body);
    known.set(accountId, {
      accountId,
      factors,
      capable: factors.length > 0,
      registered: factors.length > 0,
      asOf: clock.now(),
    });
  }
  return known;
}
