import { type Alert, nextRound, type Offer, offerKey } from '../../domain/alert.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/clock.ts';
import { button } from './button.ts';
import { lines } from './fold.ts';
import { type Block, context, type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

const marks = { critical: '🔴', high: '🟠', medium: '🟡', low: '⚪' } as const;
const SAMPLES = 3;
const NOTES = 5;
/** Where the lines are the news itself: who was added or removed. */
const longLists = new Set(['watched-group-changed', 'mass-removal']);

/** The one message of an alert: what, how bad, since when and what next in its first lines; edited as it moves. */
export function alertCard(alert: Alert, able: ReadonlySet<Offer['action']>): Posted {
  const { severity, title, message, count, state } = alert;
  const over = state === 'resolved';
  const mark = over ? '✅' : marks[severity];
  const word = over ? `resolved · ${severity}` : severity.toUpperCase();
  const head = [
    `${mark} *${word} · ${cut(title, 150)}* (${cut(alert.connection, 40)})`,
    cut(message, 1200),
    `${stateLine(alert)} · ${count === 1 ? 'once' : `${count} times`}, last ${when(alert.lastAt)}`,
    ...(over ? [] : [`*Next:* ${cut(alert.fix, 800)}`]),
  ];
  const shown = alert.samples.slice(0, longLists.has(alert.detection) ? 10 : SAMPLES);
  const samples = shown.map(({ text }) => `• ${cut(text, 250)}`);
  return {
    text: `${word}: ${cut(title, 150)}. ${cut(message, 500)}`,
    blocks: within([
      section(head.join('\n')),
      lines(samples, 2, { total: alert.samples.length, where: ' lines' }),
      lines(noteLines(alert), 2, { where: ' notes' }),
      context(`${cut(alert.detection, 60)} · ${alert.id}`),
      ...(over ? [] : [buttons(alert, able)]),
    ]),
  };
}

/** What was done lately, and by whom. */
export function noteLines({ notes }: Pick<Alert, 'notes'>): readonly string[] {
  return notes
    .slice(-NOTES)
    .map(
      ({ at, by, text, whom }) =>
        `➤ ${when(at)} ${whoever(by)}: ${cut(text, 500)}${whom === undefined ? '' : ` ${whoever(whom)}`}`,
    );
}

/** Since when, and who has it. */
export function stateLine(alert: Alert): string {
  switch (alert.state) {
    case 'pending':
      return `waiting since ${when(alert.firstAt)}`;
    case 'open':
      return `open since ${when(alert.firstAt)}`;
    case 'acknowledged': {
      const at = alert.acknowledgedAt ?? alert.lastAt;
      return `open since ${when(alert.firstAt)}, acknowledged by ${whoever(alert.acknowledgedBy)} at ${when(at)}`;
    }
    case 'snoozed':
      return `open since ${when(alert.firstAt)}, snoozed until ${when(alert.snoozedUntil ?? alert.lastAt)}`;
    case 'resolved': {
      const ms = (alert.resolvedAt ?? alert.lastAt).getTime() - alert.firstAt.getTime();
      const by = alert.resolvedBy ?? 'lockstep';
      const hand = by === 'lockstep' ? '' : ` by ${whoever(by)}`;
      return `resolved after ${lasted(ms)}${hand} because ${cut(alert.resolvedBecause ?? 'it is over', 500)}`;
    }
  }
}

/** Shown in the reader's own time zone; the fallback says UTC. */
export function when(at: Date): string {
  const fallback = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}

function lasted(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(1, Math.round(ms / SECOND_MS))} s`;
  const whole = Math.round(ms / MINUTE_MS);
  if (whole < 120) return `${whole} min`;
  return whole < 48 * 60 ? `${Math.round(whole / 60)} h` : `${Math.round(whole / 1440)} days`;
}

/** A person of Slack, or the sink through which it came. */
export function whoever(by: string | null): string {
  if (by === null) return 'somebody';
  return /^[UW][A-Z0-9]+$/.test(by) ? `<@${by}>` : cut(by, 60);
}

function buttons(alert: Alert, able: ReadonlySet<Offer['action']>): Block {
  const { id, state } = alert;
  const option = (text: string, length: string): object => ({
    text: { type: 'plain_text', text },
    value: `${id}|${length}`,
  });
  return {
    type: 'actions',
    elements: [
      ...(state === 'acknowledged' ? [] : [button('alert-acknowledge', 'Acknowledge', id)]),
      {
        type: 'static_select',
        action_id: 'alert-snooze',
        placeholder: { type: 'plain_text', text: 'Snooze' },
        options: [
          option('for 1 hour', '1h'),
          option('for 4 hours', '4h'),
          option('until tomorrow', 'tomorrow'),
        ],
      },
      button('alert-resolve', 'Resolve…', id),
      ...offered(alert, able),
    ],
  };
}

interface OfferButton {
  readonly action: Offer['action'];
  readonly text: string;
  /** What is asked once more before it is done. */
  readonly sure?: string;
}

const offerButtons: readonly OfferButton[] = [
  { action: 'ask-actor', text: 'Ask them' },
  { action: 'restore-members', text: 'Preview a restore' },
  { action: 'validate-credentials', text: 'Validate the credentials' },
  {
    action: 'restart-job',
    text: 'Restart the job',
    sure: 'The job leaves quarantine and tries again what it had put aside.',
  },
  { action: 'provision-on-demand', text: 'Provision on demand' },
  {
    action: 'retry-push',
    text: 'Push again',
    sure: 'The group push is switched off and on again: everybody in the group is pushed anew.',
  },
  { action: 'intended', text: 'This was intended' },
];

/** Offers that can be carried out here; the others are not shown, so that no button is empty. */
function offered(alert: Alert, able: ReadonlySet<Offer['action']>): readonly object[] {
  return offerButtons.flatMap(({ action, text, sure }) => {
    const offer = alert.offers.find((each) => each.action === action);
    if (offer === undefined || !able.has(action)) return [];
    const key = offerKey(offer);
    const value = action === 'intended' ? alert.id : `${alert.id}|${key}|${nextRound(alert, key)}`;
    return [button(`alert-${action}`, text, value, sure === undefined ? {} : { sure })];
  });
}
