import type { App } from '../../app.ts';
import type { Config } from '../../config/config.ts';
import { reasonOf } from '../../lib/operator-error.ts';
import type { CliTools } from '../command.ts';
import { hookLines } from './hooks.ts';
import type { Line } from './line.ts';
import { stepUpLines } from './step-up.ts';

/** A clock further off than this breaks signed requests (OAuth client assertions live five minutes). */
const SKEW_LIMIT_MS = 60_000;

type Probe = Awaited<ReturnType<App['providers'][number]['probe']>>;

export async function directoryLines(tools: CliTools, config: Config): Promise<Line[]> {
  const { providers, close } = await tools.openProviders(config);
  try {
    const lines = await Promise.all(providers.map(async (provider) => await providerLines(provider, config)));
    return [...lines.flat(), ...stepUpLines(providers, config)];
  } finally {
    await close();
  }
}

async function providerLines(
  provider: App['providers'][number],
  { publicUrl }: Pick<Config, 'publicUrl'>,
): Promise<readonly Line[]> {
  const { id, probe } = provider;
  try {
    const probed = await probe();
    const hooks = probed.problem === undefined ? await hookLines(provider, publicUrl) : [];
    return [...describeProbe(id, probed), ...hooks];
  } catch (error) {
    return [{ part: id, ok: false, what: reasonOf(error), next: 'Check the variables of this connection.' }];
  }
}

function describeProbe(part: string, probe: Probe): Line[] {
  const skew = probe.clockSkewMs;
  const skewed = skew !== undefined && Math.abs(skew) > SKEW_LIMIT_MS;
  const clock: Line[] =
    skew === undefined
      ? []
      : [
          {
            part,
            ok: !skewed,
            what: `clock ${Math.round(Math.abs(skew) / 1000)} s ${skew < 0 ? 'ahead of' : 'behind'} the vendor's`,
            ...(skewed ? { next: 'Set the clock of this machine (NTP).' } : {}),
          },
        ];
  if (probe.problem !== undefined) {
    const { code, what, next } = probe.problem;
    return [{ part, ok: false, what: `${code}: ${what}`, next }, ...clock];
  }
  return [
    { part, ok: true, what: 'reachable, token accepted' },
    ...clock,
    ...probe.permissions.map(({ name, granted, feature, optional }) => ({
      part,
      ok: granted === false && optional === true ? null : granted,
      what: `${name} ${permissionWord(granted)}`,
      ...(granted === false ? { next: `Off without it: ${feature}.` } : {}),
    })),
    ...(probe.headroom.length === 0
      ? [{ part, ok: null, what: 'rate limit: the vendor does not say how much is left' }]
      : []),
    ...probe.headroom.map(({ bucket, limit, remaining }) => ({
      part,
      ok: true,
      what: `rate limit of ${bucket}: ${remaining} of ${limit} left`,
    })),
  ];
}

function permissionWord(granted: boolean | null): string {
  if (granted === null) return 'could not be found out';
  return granted ? 'granted' : 'is missing';
}
