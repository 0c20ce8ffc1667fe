import type { App } from '@slack/bolt';
import { SECOND_MS } from '../lib/clock.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { createRest } from '../lib/rest.ts';
import { within } from '../lib/within.ts';
import type { Inlet } from './inlets.ts';
import { botToken, nextWhileAway, refusalOf, whyAway } from './refusal.ts';
import type { SlackTools } from './tools.ts';

/** The way into Slack at the start, tried until it opens. */
export interface LettingIn {
  /** Slack said who the bot is: it may post, even while no socket opens. */
  readonly admitted: () => boolean;
  /** Why the bot is not in; null once it is. */
  readonly why: () => string | null;
  /** Settles when the first try is over, whether the bot is in or Slack is away; rejects when Slack refuses it. */
  readonly tried: Promise<void>;
  /** Rejects when Slack refuses the bot for good, at once or once it is back; else it never settles. */
  readonly refused: Promise<never>;
  readonly stop: () => void;
}

const ANSWER_MS = 15 * SECOND_MS;
const LONGEST_PAUSE_MS = 30 * SECOND_MS;

/** Tries to get in until Slack lets the bot in or refuses it for good. That Slack is away is said once. */
export function letIn(app: App, inlets: readonly Inlet[], { log }: Pick<SlackTools, 'log'>): LettingIn {
  const rest = createRest();
  const firstTry = Promise.withResolvers<void>();
  const refusal = Promise.withResolvers<never>();
  const closed = [...inlets];
  let admitted = false;
  let why: string | null = 'connecting';
  const enter = async (): Promise<void> => {
    if (!admitted) await admit(app);
    admitted = true;
    for (let [inlet] = closed; inlet !== undefined && !rest.over(); [inlet] = closed) {
      inlet.receiver.init(app);
      await inlet.start();
      closed.shift();
    }
  };
  const keepTrying = async (): Promise<void> => {
    for (let failures = 0; !rest.over(); failures += 1) {
      try {
        await enter();
        if (rest.over()) return;
        why = null;
        log.info({ tries: failures + 1 }, 'Slack is connected');
        return;
      } catch (error) {
        if (rest.over()) return;
        if (error instanceof OperatorError) throw error;
        why = `away: ${whyAway(error)}`;
        if (failures === 0)
          log.warn(
            { reason: whyAway(error), next: nextWhileAway },
            'Slack is away: everything else runs, and it is tried again until it answers',
          );
      }
      firstTry.resolve();
      await rest.pause(pauseAfter(failures));
    }
  };
  keepTrying().then(firstTry.resolve, refusal.reject);
  const tried = Promise.race([firstTry.promise, refusal.promise]);
  // Whoever waits for them hears of it; nobody has to.
  for (const each of [tried, refusal.promise]) each.catch(() => undefined);
  return { admitted: () => admitted, why: () => why, tried, refused: refusal.promise, stop: rest.end };
}

/** 1, 2, 4 … seconds, at most thirty, and up to a fifth more, so that replicas do not come back together. */
function pauseAfter(failures: number): number {
  return Math.min(SECOND_MS * 2 ** failures, LONGEST_PAUSE_MS) * (1 + Math.random() * 0.2);
}

async function admit(app: App): Promise<void> {
  try {
    await within(ANSWER_MS, app.init());
    await within(ANSWER_MS, refuseEnterpriseInstall(app));
  } catch (error) {
    throw refusalOf(error, botToken) ?? error;
  }
}

/** There ids are the organisation's, team ids may be null, and who belongs to this workspace cannot be told. */
async function refuseEnterpriseInstall(app: App): Promise<void> {
  const me = await app.client.auth.test();
  if (me.is_enterprise_install !== true) return;
  throw new OperatorError(
    'SLACK_ENTERPRISE_INSTALL',
    'the app is installed for a whole Enterprise Grid organisation',
    'Install it in one workspace, and use the bot token of that installation.',
  );
}
