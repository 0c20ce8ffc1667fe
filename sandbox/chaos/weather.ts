import type { Lever } from '../console/lever.ts';
import type { Demo } from '../demo.ts';
import type { FaultRule, Faults } from '../faults.ts';

const change =
  /^\/(api\/v1\/(groups\/[^/]+\/users|users\/[^/]+\/(lifecycle|sessions))|v1\.0\/(groups\/[^/]+\/members|users\/[^/]+))/;
const anything = /./;

type Fault = Pick<FaultRule, 'path' | 'method' | 'fault'>;

/** What a directory may do while it is changed: lose an answer, cut it, be slow, refuse, be away. */
const faults: readonly Fault[] = [
  ...(['PUT', 'POST', 'DELETE', 'PATCH'] as const).map(
    (method): Fault => ({ path: change, method, fault: { kind: 'lost', status: 502 } }),
  ),
  { path: change, fault: { kind: 'reset' } },
  { path: change, fault: { kind: 'slow', ms: 800 } },
  { path: change, fault: { kind: 'truncated' } },
  { path: change, fault: { kind: 'status', status: 429, headers: { 'retry-after': '1' } } },
  { path: anything, fault: { kind: 'html', status: 503 } },
];

/** These alone: a change that lags and is not made at all nobody can tell apart. */
const levers = [
  'okta-lag',
  'okta-pretends',
  'entra-lag',
  'entra-pretends',
  'slack-drop',
  'slack-down',
] as const;

/** Bad weather of a random kind; answers how it clears up. */
export function storm(
  { okta, entra }: Pick<Demo, 'okta' | 'entra'>,
  pulled: readonly Lever[],
  random: () => number,
): () => void {
  if (random() < 0.45) {
    const id = levers[Math.floor(random() * levers.length)];
    const lever = pulled.find((each) => each.id === id);
    if (lever === undefined) throw new Error(`there is no lever ${id}`);
    lever.apply();
    return () => void lever.undo?.();
  }
  const fault = faults[Math.floor(random() * faults.length)];
  const where: Faults = random() < 0.6 ? okta.faults : entra.faults;
  return fault === undefined ? () => undefined : where.add(fault);
}
