import type { SlackProbe } from '../command.ts';
import type { Line } from './line.ts';

export function slackLines(probe: SlackProbe | null, command: string): Line[] {
  if (probe === null) return [];
  if (!probe.ok)
    return [
      {
        part: 'slack',
        ok: false,
        what: probe.problem ?? 'refused',
        next: probe.next ?? 'Check SLACK_BOT_TOKEN.',
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
