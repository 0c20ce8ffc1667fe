import { join } from 'node:path';
import { againstLoop } from './figure.ts';
import { mirrorRows, rowsAgainst, sameRows } from './mirror.ts';
import { type Measured, mustWork, runMeasured } from './process.ts';
import { type Bench, fullSync, type Stage } from './stage.ts';
import { type Kind, kinds, startTenants, type Tenants } from './tenants.ts';

/** A full sync of each directory against bare loops over the same pages, and a second one with nothing changed. */
export default {
  name: 'sync',
  run: async (stage) => {
    const quarter = await quarterPeaks(stage);
    for (const kind of kinds) {
      const peakMb = await benchKind(stage, kind);
      const growth = peakMb - quarter[kind];
      stage.note({
        figure: `${kind}: full sync, peak memory at N/4 and N`,
        measured: `${quarter[kind].toFixed(0)} MB, ${peakMb.toFixed(0)} MB`,
        goal: '300 MB, flat (within 10 %)',
        met: peakMb < 300 && growth < quarter[kind] / 10,
      });
    }
  },
} satisfies Bench;

async function quarterPeaks(stage: Stage): Promise<Record<Kind, number>> {
  const size = { people: Math.ceil(stage.people / 4), groups: Math.ceil(stage.groups / 4) };
  const tenants = await startTenants(size);
  const peaks = { okta: 0, entra: 0 };
  for (const kind of kinds) {
    const env = stage.environment(tenants, [kind], `quarter-${kind}`);
    peaks[kind] = mustWork('sync', await runMeasured(fullSync, env)).peakMb;
  }
  tenants.stop();
  return peaks;
}

/** What reads the same pages and forgets them, or stores them in `database` unless that is empty. */
export async function bareLoop(tenants: Tenants, kind: Kind, database: string): Promise<Measured> {
  const loop = ['bench/bare-loop.ts', kind, tenants.urls[kind], await tenants.authorization(kind), '4'];
  return mustWork('bare loop', await runMeasured([...loop, database], {}));
}

/** Returns the peak memory of the full sync. */
async function benchKind(stage: Stage, kind: Kind): Promise<number> {
  const tenants = await stage.tenants();
  const counted = async (): Promise<number> => (await tenants.requests())[kind];
  const storing = await bareLoop(tenants, kind, join(stage.folder, `bare-${kind}.db`));
  await counted();
  const bare = await bareLoop(tenants, kind, '');
  const bareRequests = await counted();
  const env = stage.environment(tenants, [kind], kind);
  const sync = mustWork('sync', await runMeasured(fullSync, env));
  const requests = await counted();
  const again = await runMeasured(['src/main.ts', 'sync', '--no-factors', '--json'], env);
  mustWork('second sync', again);
  noteTimes(stage, kind, { sync, bare, storing });
  await noteRequests(stage, kind, { requests, bareRequests });
  await noteMirror(stage, kind, env);
  const secondRequests = await counted();
  stage.note({
    figure: `${kind}: second sync, nothing changed`,
    measured: `${secondRequests} requests in ${again.seconds.toFixed(1)} s`,
    goal: 'a handful',
    met: secondRequests <= 5,
  });
  return sync.peakMb;
}

function noteTimes(
  { note }: Stage,
  kind: Kind,
  { sync, bare, storing }: Readonly<Record<'sync' | 'bare' | 'storing', Measured>>,
): void {
  const figure = `${kind}: full sync, time against a bare loop`;
  note(againstLoop(figure, sync.seconds, bare.seconds));
  note(againstLoop(`${figure} that also stores the rows`, sync.seconds, storing.seconds));
}

async function noteRequests(
  { note, tenants }: Stage,
  kind: Kind,
  { requests, bareRequests }: { readonly requests: number; readonly bareRequests: number },
): Promise<void> {
  const { leastOkta, listingEachEntra } = await tenants();
  // Graph alone decides how long a page of a delta is: what a bare loop needs is the least.
  const least = kind === 'okta' ? leastOkta : bareRequests;
  note({
    figure: `${kind}: full sync, requests`,
    measured: `${requests}, least possible ${least}`,
    goal: 'within 2 %',
    met: requests <= least * 1.02,
  });
  if (kind === 'okta') return;
  note({
    figure: 'entra: first sync against listing each group',
    measured: `${requests} requests against ${listingEachEntra}, ${(listingEachEntra / requests).toFixed(1)} times fewer`,
    goal: 'fewer',
    met: requests < listingEachEntra,
  });
}

async function noteMirror({ note, tenants }: Stage, kind: Kind, env: Record<string, string>): Promise<void> {
  const rows = await mirrorRows(env, kind);
  const truth = (await tenants()).rows[kind];
  note({
    figure: `${kind}: full sync, mirror against directory`,
    measured: rowsAgainst(rows, truth),
    goal: 'the same',
    met: sameRows(rows, truth),
  });
}
