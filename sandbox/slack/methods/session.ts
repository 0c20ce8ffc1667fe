import { identity } from '../identity.ts';
import type { Methods } from './method.ts';

export const session: Methods = {
  'auth.test': {
    scopes: [],
    tier: 'special',
    run: () => ({
      url: `https://${identity.teamDomain}.slack.com/`,
      team: identity.teamName,
      user: identity.botName,
      team_id: identity.teamId,
      user_id: identity.botUserId,
      bot_id: identity.botId,
      is_enterprise_install: false,
    }),
  },
  'apps.connections.open': {
    scopes: ['connections:write'],
    tier: 'special',
    token: 'app',
    run: ({ tickets, origin }) => ({
      url: `${origin.replace('http', 'ws')}/link/?ticket=${tickets.openSocketTicket()}&app_id=${identity.appId}`,
    }),
  },
  'team.info': {
    scopes: ['team:read'],
    tier: 3,
    run: () => ({
      team: {
        id: identity.teamId,
        name: identity.teamName,
        domain: identity.teamDomain,
        email_domain: 'acme.test',
      },
    }),
  },
};
