import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { mustWork, runMeasured } from './process.ts';
import { type Kind, startTenants, type Tenants } from './tenants.ts';

/** One group of figures; `npm run bench -- --only <name>` measures it alone. */
export interface Bench {
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

/** What the benches share. */
export interface Stage {
  readonly people: number;
  readonly groups: number;
  /** Gone afterwards. */
  readonly folder: string;
  readonly note: (figure: Figure) => void;
  /** Both directories with that many people, started when they are first asked for. */
  readonly tenants: () => Promise<Tenants>;
  /** What a process needs to be connected to these directories, with a database of that name. */
  readonly environment: (
    tenants: Tenants,
    kinds: readonly Kind[],
    database: string,
  ) => Record<string, string>;
  /** Environment of a finished mirror of one directory; read now unless an earlier bench has read it. */
  readonly mirrored: (kind: Kind) => Promise<Record<string, string>>;
  readonly close: () => void;
}

export const fullSync = ['src/main.ts', 'sync', '--full', '--no-factors', '--json'];

/** Everything is allowed to Lockstep, nothing runs by itself. */
const settings = `channels: {reports: C0REPORTS, alerts: C0ALERTS, requests: C0REQ}
roles: {admin: [{connection: okta, group: Lockstep Admins}]}
break_glass: []
limits: {rate_share: 1, concurrency: 4}
schedules: {checks: null, sync: null}
`;

export async function setStage(size: Pick<Stage, 'people' | 'groups' | 'folder' | 'note'>): Promise<Stage> {
  const config = join(size.folder, 'lockstep.yaml');
  await writeFile(config, settings);
  let started: Promise<Tenants> | undefined;
  const file = (database: string): string => join(size.folder, `${database}.db`);
  const tenants = async (): Promise<Tenants> => {
    started ??= startTenants(size);
    return await started;
  };
  const environment: Stage['environment'] = (tenants, kinds, database) => ({
    ...Object.assign({}, ...kinds.map((kind) => tenants.environment[kind])),
    DATABASE_URL: `file:${file(database)}`,
    LOCKSTEP_CONFIG: config,
    LOG_LEVEL: 'silent',
  });
  return {
    ...size,
    tenants,
    environment,
    mirrored: async (kind) => {
      const env = environment(await tenants(), [kind], kind);
      if (!existsSync(file(kind))) mustWork('sync', await runMeasured(fullSync, env));
      return env;
    },
    close: () => void started?.then(({ stop }) => stop()),
  };
}
