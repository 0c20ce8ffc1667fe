import { lineOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

export default defineDetection({
  id: 'elevated-azure-access',
  ref: 'W-25',
  title: 'Somebody took control of all Azure subscriptions',
  severity: 'high',
  why: 'One switch makes a Global Administrator the owner of access to every Azure resource, and it stays on.',
  fix: 'Ask the person. Not planned: switch it off (Entra, Properties, Access management for Azure resources) and review role assignments at root.',
  source: [
    'Elastic: privilege_escalation_entra_id_elevate_to_user_administrator_access',
    'Panther: azure_elevate_user_access_admin',
  ],
  events: {
    entra: ['user has elevated their access to user access administrator for their azure resources'],
  },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  evaluate: (event, { breakGlass, inDrill }) => {
    if (event.outcome === 'failure') return [];
    const { actor } = event;
    const entry = actor?.id == null ? undefined : breakGlass(actor.id);
    const drill = entry !== undefined && inDrill(entry.login, event.at);
    return [
      {
        key: `${actor?.id ?? 'unknown'}:azure`,
        severity: drill ? 'low' : 'high',
        message: `${whoDid(event)} may manage access to every Azure resource now${drill ? ', in an announced drill' : ''}`,
        sample: lineOf(
          event,
          `${whoDid(event)}, ${event.detail['ip'] ?? 'address not told'}, ${whenOf(event)}`,
        ),
      },
    ];
  },
});
