import type { App } from '../../app.ts';
import { reasonOf } from '../../lib/operator-error.ts';
import { plainText } from '../../lib/plain-text.ts';
import { type Command, exit, type SlackProbe } from '../command.ts';
import { sinkLines } from '../sink-lines.ts';
import type { Terminal } from '../terminal.ts';
import { withApp } from '../with-app.ts';

/** A clock further off than this breaks signed requests (OAuth client assertions live five minutes). */
const SKEW_LIMIT_MS = 60_000;

type Probe = Awaited<ReturnType<App['providers'][number]['probe']>>;

interface Line {
  readonly part: string;
  readonly ok: boolean | null;
  readonly what: string;
  readonly next?: string;
}

export default {
  name: 'doctor',
  summary: 'say of every connection whether it is reachable, allowed and on time, and what to do if not',
  usage: 'doctor [--json]',
  options: { json: { type: 'boolean' } },
  optionHelp: { '--json': 'one JSON object on stdout' },
  run: async (tools, { values }) =>
    await withApp(tools, async (app) => {
      const lines = [
        ...(await storeLines(app)),
        ...(
          await Promise.all(
            app.providers.map(async (provider) => await providerLines(provider.id, provider.probe)),
          )
        ).flat(),
        ...slackLines(await tools.probeSlack(app.config), app.config.slack?.command ?? ''),
        ...(await sinkLines(app)),
        ...absentLines(app),
      ];
      if (values['json'] === true) tools.terminal.out(JSON.stringify({ lines }));
      else printLines(tools.terminal, lines);
      return lines.some(({ ok }) => ok === false) ? exit.failed : exit.ok;
    }),
} satisfies Command;

async function storeLines({ store }: App): Promise<Line[]> {
  await store.ping();
  const pending = await store.pending();
  const migrated = pending.length === 0;
  return [
    { part: 'store', ok: true, what: `${store.engine}: writable` },
    { part: 'store', ok: migrated, what: migrated ? 'migrated' : `${pending.length} migrations are pending` },
  ];
}

async function providerLines(id: string, probe: () => Promise<Probe>): Promise<Line[]> {
  try {
    return describeProbe(id, await probe());
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
    ...probe.permissions.map(({ name, granted, feature }) => ({
      part,
      ok: granted,
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

function slackLines(probe: SlackProbe | null, command: string): Line[] {
  if (probe === null) return [];
  if (!probe.ok)
    return [
      {
        part: 'slack',
        ok: false,
        what: probe.problem ?? 'refused',
        next: 'Check SLACK_BOT_TOKEN and reinstall the app.',
      },
    ];
  const scopes: Line =
    probe.missingScopes.length === 0
      ? { part: 'slack', ok: true, what: 'every scope granted' }
      : {
          part: 'slack',
          ok: false,
          what: `missing scopes: ${probe.missingScopes.join(', ')}`,
          next: 'Import manifests/slack-app.yaml again and reinstall the app.',
        };
  const socket: Line[] =
    probe.socket === null
      ? []
      : [
          {
            part: 'slack',
            ok: probe.socket,
            what: probe.socket ? 'a socket can be opened' : 'no socket can be opened',
            ...(probe.socket ? {} : { next: 'Check SLACK_APP_TOKEN (scope connections:write).' }),
          },
        ];
  return [
    { part: 'slack', ok: true, what: `signed in to ${probe.team ?? 'the workspace'}` },
    scopes,
    commandLine(probe, command),
    ...socket,
  ];
}

/** Which slash commands an app has, Slack tells nobody but its maker; whether it may have any, the scope says. */
function commandLine({ missingScopes }: SlackProbe, command: string): Line {
  const may = !missingScopes.includes('commands');
  return {
    part: 'slack',
    ok: may,
    what: may ? `${command}: the app may have it` : `${command}: without the scope commands Slack sends none`,
    next: may
      ? `Type ${command} help once: only the app's manifest tells whether it has this one`
      : 'Import manifests/slack-app.yaml again and reinstall the app.',
  };
}

function absentLines({ config }: App): Line[] {
  return (['okta', 'entra', 'slack'] as const)
    .filter((name) => config[name] === null)
    .map((name) => ({ part: name, ok: null, what: 'not configured' }));
}

function printLines(terminal: Terminal, lines: readonly Line[]): void {
  for (const { part, ok, what, next } of lines) {
    const mark = markOf(terminal, ok);
    terminal.out(`${mark} ${part.padEnd(6)} ${plainText(what)}${next === undefined ? '' : `. ${next}`}`);
  }
}

function markOf(terminal: Terminal, ok: boolean | null): string {
  if (ok === null) return terminal.paint('dim', '-');
  return ok ? terminal.paint('green', '✓') : terminal.paint('red', '✗');
}
