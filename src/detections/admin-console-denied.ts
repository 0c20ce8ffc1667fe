import { lineOf, whenOf } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

const WEAK = /sms|call|phone|email|question|password/i;

export default defineDetection({
  id: 'admin-console-denied',
  ref: 'W-22',
  title: 'Somebody is refused at the Admin Console',
  severity: 'medium',
  why: 'A stolen session tries the Admin Console first; an administrator who enters with a text message can be phished.',
  fix: 'Ask the person. Not them: end their sessions and reset their factors. Them, with a weak factor: enrol a key.',
  source: [
    'Okta customer detections: access_to_admin_console_denied',
    'Okta customer detections: admin_console_login_weak_mfa',
    'Panther: okta_new_behavior_accessing_admin_console',
  ],
  events: { okta: ['user.session.access_admin_app', 'user.authentication.verify'] },
  thresholds: {
    'consoles.denied.min': {
      value: 3,
      unit: 'refusals of one person in 15 minutes',
      source: 'ours',
      why: 'one or two are a wrong click',
    },
  },
  tallies: {
    denied: {
      names: ['user.session.access_admin_app'],
      windowMs: 15 * 60_000,
      by: 'actor',
      outcome: 'failure',
    },
  },
  patienceMs: 0,
  unless: [],
  evaluate: (event, watching) => {
    const id = event.actor?.id;
    // Break-glass accounts are a known false positive here and have a detection of their own.
    if (id == null || watching.breakGlass(id) !== undefined) return [];
    // Only a login that the mirror knows is said, never what was typed.
    const login = watching.accountName(id) ?? `the account ${id}`;
    const sample = lineOf(event, `${login}, ${event.detail['ip'] ?? 'address not told'}, ${whenOf(event)}`);
    if (event.name === 'user.session.access_admin_app') {
      const { events } = watching.tally('denied');
      if (event.outcome !== 'failure' || events < watching.threshold('consoles.denied.min')) return [];
      return [
        { key: `${id}:denied`, message: `${login} was refused ${events} times within 15 minutes`, sample },
      ];
    }
    const { appName = '', factorType = '' } = event.detail;
    const weak = event.outcome === 'success' && /admin console/i.test(appName) && WEAK.test(factorType);
    if (!weak || !(watching.admins?.has(id) ?? true)) return [];
    const title = 'An administrator entered the Admin Console with a weak factor';
    return [{ key: `${id}:weak`, title, message: `${login} used ${factorType}`, sample }];
  },
});
