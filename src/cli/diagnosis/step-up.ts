import type { App } from '../../app.ts';
import type { Config } from '../../config/config.ts';
import type { Line } from './line.ts';

type Providers = App['providers'];

/**
 * How approvers can prove that they are who they are, where a policy asks for it; nothing where none does and nothing is
 * set for it. Whether a push may be sent, the line of its permission says.
 */
export function stepUpLines(providers: Providers, { settings, publicUrl }: Config): Line[] {
  const asking = settings.access.policies.filter(({ stepUp }) => stepUp).length;
  const push = providers.filter(({ secondFactor }) => secondFactor !== undefined).map(({ id }) => id);
  const signIn = providers.filter((provider) => provider.signIn !== undefined).map(({ id }) => id);
  const part = 'proof';
  if (signIn.length > 0 && publicUrl === null) {
    const what = `nobody can sign in by ${signIn.join(' or ')} to prove a decision: there is no public address`;
    return [{ part, ok: false, what, next: 'Set LOCKSTEP_PUBLIC_URL, or remove the sign-in app.' }];
  }
  if (asking === 0 && signIn.length === 0) return [];
  const ways = [
    ...push.map((id) => `a push of ${id}`),
    ...signIn.map((id) => `a sign-in at ${id} (redirect URI ${publicUrl}/step-up/callback)`),
  ];
  if (ways.length > 0)
    return [{ part, ok: true, what: `${asking} policies ask for a second factor: ${ways.join(', ')}` }];
  const what = `${asking} policies ask for a second factor, and nobody can bring one: they refuse every decision`;
  const next = 'Connect Okta, or set up a sign-in app (docs/setup-entra.md).';
  return [{ part, ok: false, what, next }];
}
