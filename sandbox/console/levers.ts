import type { SlackWorkspace } from '../slack/server.ts';
import type { StandIn } from '../stand-in.ts';
import type { EntraTenant } from '../tenant/entra-tenant.ts';
import type { OktaTenant } from '../tenant/okta-tenant.ts';
import { entraChangeLevers } from './entra-change-levers.ts';
import { entraLevers } from './entra-levers.ts';
import { entraWatchLevers } from './entra-watch-levers.ts';
import type { Lever } from './lever.ts';
import { oktaAccessLevers } from './okta-access-levers.ts';
import { oktaLevers } from './okta-levers.ts';
import { oktaVerifyLevers } from './okta-verify-levers.ts';
import { oktaWatchLevers } from './okta-watch-levers.ts';
import { oktaWriteLevers } from './okta-write-levers.ts';

export type { Lever } from './lever.ts';

export interface LeverParts {
  readonly slack: SlackWorkspace;
  readonly okta: StandIn;
  readonly entra: StandIn;
  readonly company: { readonly okta: OktaTenant; readonly entra: EntraTenant };
}

/** Everything that the console can break and mend. */
export function createLevers({ slack, okta, entra, company }: LeverParts): readonly Lever[] {
  return [
    ...oktaLevers(company.okta, okta.faults),
    ...oktaWatchLevers(company.okta),
    ...oktaWriteLevers(company.okta, okta.faults),
    ...oktaVerifyLevers(company.okta),
    ...oktaAccessLevers(company.okta),
    ...entraLevers(company.entra, entra.faults),
    ...entraWatchLevers(company.entra),
    ...entraChangeLevers(company.entra),
    ...slackLevers(slack),
  ];
}

function slackLevers(slack: SlackWorkspace): readonly Lever[] {
  return [
    {
      id: 'slack-drop',
      side: 'slack',
      title: 'Drop the socket',
      what: 'Every Socket Mode connection breaks without a word; the bot has to connect again.',
      apply: () => {
        const open = slack.connections();
        slack.dropSockets();
        return `${open} connection${open === 1 ? '' : 's'} dropped`;
      },
    },
    {
      id: 'slack-refresh',
      side: 'slack',
      title: 'Ask for a reconnect',
      what: 'Slack sends the disconnect frame that it sends every few hours.',
      apply: () => {
        slack.disconnect('refresh_requested');
        return 'refresh_requested sent';
      },
    },
    {
      id: 'slack-down',
      side: 'slack',
      title: 'Slack is down',
      what: 'Every call is answered with 503 and no socket stays open.',
      apply: () => {
        slack.down(true);
        return 'Slack answers 503';
      },
      undo: () => {
        slack.down(false);
        return 'Slack is back';
      },
    },
  ];
}
