import type { BreakGlassEntry } from '../domain/break-glass.ts';
import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { lineOf, whenOf } from '../domain/event-words.ts';
import { defineDetection, type Watching } from './detection.ts';

const signIns = [
  'user.session.start',
  'user.authentication.verify',
  'user.authentication.sso',
  'user.session.access_admin_app',
];

export default defineDetection({
  id: 'break-glass-used',
  ref: 'W-01',
  title: 'A break-glass account was used',
  severity: 'critical',
  why: 'These accounts are for emergencies and drills. Any other use is an emergency that nobody told you of, or an attack.',
  fix: 'Call the custodians now. If none of them did it: revoke its sessions, change its credential, look at what it did since.',
  blind:
    'Graph lists interactive sign-ins only, and none without Entra ID P1; a token that is used without a sign-in shows nowhere.',
  source: [
    'Microsoft: Manage emergency access accounts',
    'Microsoft: Security operations for privileged accounts (Sev 0)',
  ],
  events: { okta: signIns, entra: ['sign-in'] },
  thresholds: {
    'breakglass.failures.min': {
      value: 3,
      unit: 'failed sign-ins in 10 minutes',
      source: 'ours',
      why: 'one is a typing mistake of a custodian; three are somebody who tries',
    },
  },
  tallies: {
    failures: { names: [...signIns, 'sign-in'], windowMs: 10 * 60_000, by: 'actor', outcome: 'failure' },
  },
  patienceMs: 0,
  unless: [],
  always: true,
  evaluate: (event, watching) => {
    const entry = registered(event, watching);
    if (entry === undefined) return [];
    const { login } = entry;
    // The registry's login is said, never what was typed: people type passwords into that field.
    const sample = lineOf(
      event,
      `${login}: ${event.name}, ${event.outcome}, ${event.detail['ip'] ?? 'no address'}, ${whenOf(event)}`,
    );
    if (event.outcome === 'failure') return [failed(login, sample, watching)];
    if (watching.inDrill(login, event.at)) {
      const title = 'A break-glass account was used in its drill';
      const fix = 'Nothing, if the drill is yours. Close it when it is over.';
      const message = `${login} signed in while its drill is announced`;
      return [{ key: `${login}:drill`, severity: 'low', title, fix, message, sample }];
    }
    return [{ key: `${login}:used`, message: `${login} signed in and no drill is announced`, sample }];
  },
});

function failed(login: string, sample: ReturnType<typeof lineOf>, { tally, threshold }: Watching) {
  const { events } = tally('failures');
  const many = events >= threshold('breakglass.failures.min');
  return {
    key: `${login}:failed`,
    severity: many ? 'critical' : 'high',
    title: many ? 'Somebody is trying a break-glass account' : 'A sign-in with a break-glass account failed',
    message: many
      ? `${events} sign-ins as ${login} failed within 10 minutes`
      : `a sign-in as ${login} failed`,
    sample,
  } as const;
}

/** Okta's failures may carry an actor without an id: the login tells then. */
function registered(event: DirectoryEvent, { breakGlass }: Watching): BreakGlassEntry | undefined {
  const account = targetOf(event, 'account');
  for (const told of [event.actor?.id, event.actor?.name, account?.id, account?.name]) {
    const entry = told == null ? undefined : breakGlass(told);
    if (entry !== undefined) return entry;
  }
  return undefined;
}
