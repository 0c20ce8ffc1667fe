import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, exitOf, type Measured, residentMb, runMeasured } from './process.ts';

/** `npm run bench -- --people 100000 --groups 5000`: ratios within one run, as a table and as bench-results.json. */
interface Figure {
  readonly figure: string;
  readonly measured: string;
  readonly goal: string;
}

interface Tenants {
  readonly okta: string;
  readonly entra: string;
  readonly authority: string;
  readonly tenantId: string;
  readonly oktaToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly leastOkta: number;
  readonly listingEachEntra: number;
  readonly memberships: number;
}

const option = (name: string, usual: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? usual : (process.argv[at + 1] ?? usual);
};
const people = option('people', '20000');
const groups = option('groups', '1000');

const figures: Figure[] = [];
const note = (figure: string, measured: string, goal: string): void => {
  figures.push({ figure, measured, goal });
  console.error(`${figure}: ${measured} (goal: ${goal})`);
};

async function startTenants() {
  const child = spawn(process.execPath, ['bench/stand-ins.ts', people, groups, '10'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value ?? '{}');
  // What stand-ins.ts prints.
  const tenants = JSON.parse(await next()) as Tenants;
  const counts = async (): Promise<{ okta: number; entra: number }> => {
    child.stdin.write('count\n');
    return JSON.parse(await next()) as { okta: number; entra: number };
  };
  return { tenants, counts, stop: () => child.stdin.end() };
}

function environment(tenants: Tenants, kind: 'okta' | 'entra', folder: string): Record<string, string> {
  const shared = {
    DATABASE_URL: `file:${join(folder, `${kind}.db`)}`,
    LOCKSTEP_CONFIG: join(folder, 'lockstep.yaml'),
    LOG_LEVEL: 'silent',
  };
  if (kind === 'okta') return { ...shared, OKTA_ORG_URL: tenants.okta, OKTA_API_TOKEN: tenants.oktaToken };
  return {
    ...shared,
    ENTRA_TENANT_ID: tenants.tenantId,
    ENTRA_CLIENT_ID: tenants.clientId,
    ENTRA_CLIENT_SECRET: tenants.clientSecret,
    ENTRA_GRAPH_URL: tenants.entra,
    ENTRA_AUTHORITY_URL: tenants.authority,
  };
}

function mustWork(what: string, run: Measured): Measured {
  if (run.code !== 0) throw new Error(`${what} ended with ${run.code}: ${run.stderr.slice(-800)}`);
  return run;
}

async function entraToken(tenants: Tenants): Promise<string> {
  const body = new URLSearchParams({
    client_id: tenants.clientId,
    client_secret: tenants.clientSecret,
    scope: 'https://graph.microsoft.com/.default',
    grant_type: 'client_credentials',
  });
  const answer = await fetch(`${tenants.authority}/${tenants.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body,
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function benchSync(
  kind: 'okta' | 'entra',
  world: Awaited<ReturnType<typeof startTenants>>,
  folder: string,
): Promise<void> {
  const { tenants, counts } = world;
  const env = environment(tenants, kind, folder);
  const token = kind === 'okta' ? tenants.oktaToken : await entraToken(tenants);
  await counts();
  const bare = mustWork(
    'bare loop',
    await runMeasured(['bench/bare-loop.ts', kind, tenants[kind], token, '4'], {}),
  );
  const bareRequests = (await counts())[kind];
  const sync = mustWork(
    'sync',
    await runMeasured(['src/main.ts', 'sync', '--full', '--no-factors', '--json'], env),
  );
  const syncRequests = (await counts())[kind];
  const again = mustWork(
    'second sync',
    await runMeasured(['src/main.ts', 'sync', '--no-factors', '--json'], env),
  );
  const againRequests = (await counts())[kind];
  note(
    `${kind} full sync, time against a bare loop`,
    `${sync.seconds.toFixed(1)} s / ${bare.seconds.toFixed(1)} s = ${(sync.seconds / bare.seconds).toFixed(2)}`,
    '1.3',
  );
  note(
    `${kind} full sync, peak memory`,
    `${sync.peakMb.toFixed(0)} MB (bare loop ${bare.peakMb.toFixed(0)} MB)`,
    '300 MB',
  );
  note(
    `${kind} full sync, requests`,
    kind === 'okta'
      ? `${syncRequests}, least ${tenants.leastOkta}`
      : `${syncRequests}, bare delta loop ${bareRequests}, listing each group ${tenants.listingEachEntra}`,
    kind === 'okta' ? 'within 2 %' : 'a ninth of listing',
  );
  note(
    `${kind} second sync, nothing changed`,
    `${againRequests} requests in ${again.seconds.toFixed(1)} s`,
    'a handful',
  );
}

async function benchChecks(kind: 'okta' | 'entra', tenants: Tenants, folder: string): Promise<void> {
  const run = await runMeasured(
    ['src/main.ts', 'checks', 'run', '--json'],
    environment(tenants, kind, folder),
  );
  if (!run.stdout.startsWith('{')) throw new Error(run.stderr.slice(-800));
  note(
    `${kind} check run over the mirror`,
    `${run.seconds.toFixed(1)} s, ${run.peakMb.toFixed(0)} MB, start-up included`,
    '3 s, 300 MB',
  );
}

/** Started with both providers and no Slack; what merely importing costs is measured beside it. */
async function benchStart(tenants: Tenants, folder: string): Promise<void> {
  const env = {
    ...environment(tenants, 'okta', folder),
    ...environment(tenants, 'entra', folder),
    LOG_LEVEL: 'info',
    LOCKSTEP_HTTP_PORT: '0',
  };
  const imports =
    "await import('@slack/bolt'); await import('@okta/okta-sdk-nodejs'); await import('@microsoft/microsoft-graph-client'); await import('@azure/identity')";
  const bare = mustWork('imports', await runMeasured(['--input-type=module', '-e', imports], {}));
  const began = performance.now();
  const child = spawn(process.execPath, ['src/main.ts', 'serve'], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => String(chunk).includes('"msg":"ready"') && resolve());
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
  const ready = (performance.now() - began) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const idle = residentMb(child.pid ?? 0);
  child.removeAllListeners('exit');
  child.kill('SIGTERM');
  await exitOf(child);
  note('serve, ready after', `${ready.toFixed(1)} s`, '2 s');
  note(
    'serve, resident memory',
    `${idle.toFixed(0)} MB, imports alone ${bare.peakMb.toFixed(0)} MB (without Slack)`,
    'within 20 %',
  );
}

const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
await writeFile(
  join(folder, 'lockstep.yaml'),
  'break_glass: []\nlimits: {rate_share: 1, concurrency: 4}\nschedules: {checks: null, sync: null}\n',
);
const world = await startTenants();
console.error(`${people} people, ${groups} groups, ${world.tenants.memberships} memberships in Okta`);
try {
  for (const kind of ['okta', 'entra'] as const) {
    await benchSync(kind, world, folder);
    await benchChecks(kind, world.tenants, folder);
  }
  await benchStart(world.tenants, folder);
  console.table(figures);
  await writeFile(
    'bench-results.json',
    `${JSON.stringify({ people: Number(people), groups: Number(groups), figures }, null, 2)}\n`,
  );
} finally {
  world.stop();
  await rm(folder, { recursive: true, force: true });
}
