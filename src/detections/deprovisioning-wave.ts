import { type DirectoryEvent, targetOf } from '../domain/event.ts';
import { appIn, lineOf, nameOf, whenOf, whoDid } from '../domain/event-words.ts';
import { defineDetection, type Watching } from './detection.ts';

const inApp = [
  'application.provision.user.deactivate',
  'application.provision.user.deprovision',
  'provisioning disable',
  'provisioning delete',
  'provisioning staged delete',
];
const inDirectory = ['user.lifecycle.deactivate', 'user.lifecycle.suspend', 'disable account', 'delete user'];
const windowMs = 15 * 60_000;

export default defineDetection({
  id: 'deprovisioning-wave',
  ref: 'W-15',
  title: 'Many accounts are being switched off',
  severity: 'critical',
  why: 'A broken HR export or a wrong scope looks to every system like everybody leaving at once.',
  fix: 'Pause the import or the provisioning job now, ask HR for the number of leavers, then switch accounts on again.',
  blind: 'how many accounts an app has is not told by either log: shares are of the whole directory.',
  source: ['Okta: import safeguard', 'Microsoft: accidental deletions'],
  events: {
    okta: [
      'application.provision.user.deactivate',
      'application.provision.user.deprovision',
      'user.lifecycle.deactivate',
      'user.lifecycle.suspend',
    ],
    entra: [
      'provisioning disable',
      'provisioning delete',
      'provisioning staged delete',
      'disable account',
      'delete user',
    ],
  },
  thresholds: {
    'deprovisioning.app.min': {
      value: 10,
      unit: 'accounts of one app in 15 minutes',
      source: 'ours',
      why: 'more than a usual day of leavers',
    },
    'deprovisioning.app.share': {
      value: 5,
      unit: '% of the accounts of the directory',
      source: 'ours',
      why: 'well below the 20 % at which imports stop themselves',
    },
    'deprovisioning.directory.min': {
      value: 25,
      unit: 'accounts of the directory in 15 minutes',
      source: 'ours',
      why: 'more than a usual end of month of a small company',
    },
    'deprovisioning.directory.share': {
      value: 2,
      unit: '% of the accounts of the directory',
      source: 'ours',
      why: 'no company loses so many within minutes',
    },
  },
  tallies: {
    app: { names: inApp, windowMs, by: 'app', outcome: 'success' },
    directory: { names: inDirectory, windowMs, by: 'connection', outcome: 'success' },
  },
  patienceMs: 0,
  unless: [],
  evaluate: (event, watching) => {
    const account = targetOf(event, 'account');
    if (event.outcome !== 'success') return [];
    const directory = watching.tally('directory').accounts;
    const app = inApp.includes(event.name) ? appIn(event) : null;
    const count = app === null ? directory : watching.tally('app').accounts;
    if (count < limitOf(app === null ? 'directory' : 'app', watching)) return [];
    // Leavers of the directory lose their apps too: that is the directory's alert.
    if (app !== null && directory >= count) return [];
    const where = app?.name ?? 'the directory';
    const login = (account === undefined ? null : watching.accountName(account.id)) ?? nameOf(account);
    return [
      {
        key: app === null ? 'directory:wave' : `${app.id}:wave`,
        message: `${count} accounts were switched off in ${where} within 15 minutes${driver(event)}`,
        sample: lineOf(event, `${login}: ${event.name} by ${whoDid(event)}, ${whenOf(event)}`),
        subject: account?.id ?? event.id,
      },
    ];
  },
});

function limitOf(of: 'app' | 'directory', { threshold, accountCount }: Watching): number {
  const share = ((accountCount ?? 0) * threshold(`deprovisioning.${of}.share`)) / 100;
  return Math.max(threshold(`deprovisioning.${of}.min`), Math.ceil(share));
}

function driver({ actor }: DirectoryEvent): string {
  return actor?.kind === 'import' ? ' (driven by an import)' : '';
}
