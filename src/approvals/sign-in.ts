import type { StepUp } from '../domain/step-up.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { derive, digest, newSecret } from '../lib/secret.ts';
import type { SignedIn, SignIn, SignInAsk } from '../providers/provider.ts';
import { findApproval } from '../store/approvals.ts';
import { findByLink, findByState, noteSignIn } from '../store/step-ups.ts';
import { acceptProof, refuseProof } from './end-proof.ts';
import { summaryOf } from './summary.ts';
import type { ProofTools } from './tools.ts';

type SignInTools = Pick<ProofTools, 'db' | 'queue' | 'clock' | 'log' | 'providers' | 'publicUrl'>;

/** Where a browser is sent, and what it has to keep until it comes back. */
export interface OpenedSignIn {
  readonly address: string;
  readonly secret: string;
}

/** What somebody is about to confirm: a link may come from another than the one who clicked. */
export interface WhatIsProved {
  readonly verdict: StepUp['verdict'];
  readonly by: string;
  readonly requester: string;
  /** What it is about, in words. */
  readonly what: string;
  readonly reason: string;
}

/** What a link is about; null = it is of no use (any more). Nothing is begun by looking. */
export async function lookAtSignIn(
  { db, clock }: Pick<SignInTools, 'db' | 'clock'>,
  link: string,
): Promise<WhatIsProved | null> {
  const stepUp = await findByLink(db, digest(link), clock.now());
  const approval = stepUp === null ? null : await findApproval(db, stepUp.approvalId);
  if (stepUp === null || approval === null || approval.hash !== stepUp.hash) return null;
  const { reason } = approval.content;
  return {
    verdict: stepUp.verdict,
    by: stepUp.by.email,
    requester: approval.requester.email,
    what: summaryOf(approval),
    reason: typeof reason === 'string' ? reason.slice(0, 500) : '',
  };
}

/**
 * Sends the browser that opened a link to the directory. What is asked there is bound to this proof, the hash of the
 * request and the verdict by its nonce, and to this browser by a secret. null = the link is of no use (any more).
 */
export async function openSignIn(tools: SignInTools, link: string): Promise<OpenedSignIn | null> {
  const stepUp = await findByLink(tools.db, digest(link), tools.clock.now());
  const signIn = stepUp === null ? undefined : signInOf(tools, stepUp);
  if (stepUp === null || signIn === undefined || tools.publicUrl === null) return null;
  const secret = newSecret();
  const asked = askedFor(stepUp, { secret, state: newSecret(), publicUrl: tools.publicUrl });
  const noted = { state: digest(asked.state), nonce: digest(asked.nonce) };
  if (!(await noteSignIn(tools.db, stepUp.id, noted))) return null;
  return { address: await signIn.address(asked), secret };
}

/** unknown: not ours, not from this browser, or over. unavailable: the directory could not be asked; the link may be opened again. */
export type FinishedSignIn = 'proved' | 'unknown' | 'unavailable' | { readonly refused: string };

/** Takes what a browser brought back: `search` is the query of the callback, `secret` what it kept. */
export async function finishSignIn(
  tools: SignInTools,
  search: string,
  secret: string | null,
): Promise<FinishedSignIn> {
  const { db, clock, publicUrl } = tools;
  const state = new URLSearchParams(search).get('state');
  if (state === null || secret === null || publicUrl === null) return 'unknown';
  const known = await findByState(db, digest(state));
  if (known?.stepUp.status !== 'waiting' || known.stepUp.expiresAt <= clock.now()) return 'unknown';
  const { stepUp, nonceHash } = known;
  const signIn = signInOf(tools, stepUp);
  const asked = askedFor(stepUp, { secret, state, publicUrl });
  // Another browser than the one that was sent away has another secret.
  if (signIn === undefined || digest(asked.nonce) !== nonceHash) return 'unknown';
  try {
    const signedIn = await signIn.complete(new URL(`${asked.redirectUri}?${search}`), asked);
    return await judge(tools, stepUp, signedIn);
  } catch (error) {
    return await fail(tools, stepUp, error);
  }
}

function signInOf({ providers }: SignInTools, { connection }: StepUp): SignIn | undefined {
  return providers.find(({ id }) => id === connection)?.signIn;
}

function askedFor(
  { id, approvalId, by, hash, verdict }: StepUp,
  {
    secret,
    state,
    publicUrl,
  }: { readonly secret: string; readonly state: string; readonly publicUrl: string },
): SignInAsk {
  return {
    redirectUri: `${publicUrl}/step-up/callback`,
    state,
    nonce: derive(secret, JSON.stringify(['nonce', id, approvalId, by.id, hash, verdict])),
    verifier: derive(secret, JSON.stringify(['verifier', id, state])),
  };
}

async function judge(tools: SignInTools, stepUp: StepUp, signedIn: SignedIn): Promise<FinishedSignIn> {
  const because = faultOf(stepUp, signedIn);
  if (because !== null) return await refuse(tools, stepUp, because);
  const { issuer, accountId: subject, at, methods } = signedIn;
  const how = { issuer, subject, at: at.toISOString(), methods };
  return (await acceptProof(tools, stepUp, how)) ? 'proved' : 'unknown';
}

/** The directory tells the time to the second. */
function faultOf({ accountId, createdAt }: StepUp, signedIn: SignedIn): string | null {
  if (signedIn.accountId !== accountId) return 'somebody else signed in';
  const asked = Math.floor(createdAt.getTime() / SECOND_MS) * SECOND_MS;
  if (!(signedIn.at.getTime() >= asked)) return 'the sign-in is older than the question';
  return null;
}

async function refuse(tools: SignInTools, stepUp: StepUp, because: string): Promise<FinishedSignIn> {
  return (await refuseProof(tools, stepUp, because)) ? { refused: because } : 'unknown';
}

async function fail(tools: SignInTools, stepUp: StepUp, error: unknown): Promise<FinishedSignIn> {
  if (error instanceof OperatorError && error.code === 'SIGN_IN_REFUSED')
    return await refuse(tools, stepUp, error.message);
  tools.log.warn(
    { connection: stepUp.connection, reason: reasonOf(error) },
    'a sign-in could not be checked',
  );
  return 'unavailable';
}
