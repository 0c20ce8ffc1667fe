import { webApi } from '@slack/bolt';
import { SECOND_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { deliverJob } from '../store/deliver-soon.ts';
import { releaseLease, takeLease } from '../store/leases.ts';
import { type Message, markSent, nextMessages, queueMessage } from '../store/messages.ts';
import { inTransaction } from '../store/transaction.ts';
import { addressOf, slackUserAt } from './mailto.ts';
import { fitted } from './messages/fit.ts';
import type { Posted } from './messages/message.ts';
import { codeOf } from './refusal.ts';
import { createRenderer, type Render } from './render-message.ts';
import type { SlackTools } from './tools.ts';
import { noteUnreached } from './unreached.ts';

export interface Messenger {
  /** Posts or edits what waits in the outbox. Rejects when Slack cannot be reached or refuses the bot: nothing is lost then. */
  readonly deliver: () => Promise<void>;
}

interface Desk {
  readonly client: webApi.WebClient;
  readonly tools: SlackTools;
  readonly render: Render;
  /** Channels that Slack wants left alone, and until when. */
  readonly pauses: Map<string, Date>;
}

const BATCH = 50;
/** One replica posts at a time; the others leave it to that one. */
const LEASE = 'deliver-messages';
const LEASE_MS = 60 * SECOND_MS;

/**
 * The way of the outbox to Slack. A message is posted once and edited under the same id afterwards: its time stamp is
 * written down as soon as Slack tells it. chat.postMessage has no key against repetition, so a post whose answer got
 * lost may stand there twice; its metadata carry the id.
 */
export function createMessenger(client: webApi.WebClient, tools: SlackTools): Messenger {
  const desk = { client, tools, render: createRenderer(tools), pauses: new Map<string, Date>() };
  const owner = newId('messenger');
  let turn: Promise<void> = Promise.resolve();
  return {
    deliver: async () => {
      const mine = turn.catch(() => undefined).then(async () => await deliverAlone(desk, owner));
      turn = mine;
      await mine;
    },
  };
}

async function deliverAlone(desk: Desk, owner: string): Promise<void> {
  const { db, clock } = desk.tools;
  const now = clock.now();
  const until = new Date(now.getTime() + LEASE_MS);
  if (!(await takeLease(db, { name: LEASE, owner, until, now })))
    return await comeBack(desk.tools, SECOND_MS);
  try {
    await deliverMessages(desk);
  } finally {
    await releaseLease(db, { name: LEASE, owner });
  }
}

async function deliverMessages(desk: Desk): Promise<void> {
  const { db, clock } = desk.tools;
  const end = clock.now().getTime() + LEASE_MS / 2;
  for (;;) {
    const waiting = await nextMessages(db, BATCH);
    const now = clock.now();
    const due = waiting.filter(({ channel }) => (desk.pauses.get(channel) ?? now) <= now);
    if (due.length === 0) {
      if (waiting.length > 0) await comeBack(desk.tools, SECOND_MS);
      return;
    }
    for (const message of due) {
      if (clock.now().getTime() > end) return await comeBack(desk.tools, 0);
      if (!isPaused(desk, message.channel)) await deliverOne(desk, message);
    }
  }
}

function isPaused({ pauses, tools }: Desk, channel: string): boolean {
  return (pauses.get(channel)?.getTime() ?? 0) > tools.clock.now().getTime();
}

async function comeBack({ db, queue, clock }: SlackTools, ms: number): Promise<void> {
  const runAt = new Date(clock.now().getTime() + ms);
  await queue.add(db, { ...deliverJob, runAt });
}

async function deliverOne(desk: Desk, message: Message): Promise<void> {
  const { tools } = desk;
  const posted = await desk.render(message);
  if (posted === null) return await giveUp(tools, message, 'nothing to say');
  try {
    const place = await placeOf(desk, message);
    if ('why' in place) return await giveUp(tools, message, place.why);
    const sent = await postOrEdit(desk, { ...message, channel: place.channel }, posted);
    await writeDown(tools, { message, posted, ...sent });
  } catch (error) {
    if (error instanceof webApi.WebAPIRateLimitedError) {
      const until = tools.clock.now().getTime() + error.retryAfter * SECOND_MS;
      desk.pauses.set(message.channel, new Date(until));
      return;
    }
    if (!isItsOwnFault(error)) throw error;
    await giveUp(tools, message, reasonOf(error));
  }
}

/** Where it goes: a person known by an address is looked up anew, until they have a message that can be edited. */
async function placeOf(
  { client, tools }: Desk,
  { channel }: Message,
): Promise<{ readonly channel: string } | { readonly why: string }> {
  const email = addressOf(channel);
  if (email === null) return { channel };
  const found = await slackUserAt(client, tools, email);
  return 'why' in found ? found : { channel: found.user };
}

async function postOrEdit(
  { client }: Desk,
  { id, channel, ts, threadTs }: Message,
  posted: Posted,
): Promise<{ readonly channel: string; readonly ts: string }> {
  const { text, blocks } = fitted(posted);
  // Built by messages/, held against Slack's limits by tests.
  const said = { channel, text, blocks: blocks as never, unfurl_links: false, unfurl_media: false };
  if (ts !== null && ts !== '') {
    const edited = await client.chat.update({ ...said, ts }).then(
      () => true,
      (error: unknown) => {
        if (!uneditable.has(codeOf(error))) throw error;
        return false;
      },
    );
    if (edited) return { channel, ts };
  }
  const answer = await client.chat.postMessage({
    ...said,
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
    metadata: { event_type: 'lockstep_message', event_payload: { id } },
  });
  return { channel: answer.channel ?? channel, ts: answer.ts ?? '' };
}

/** What was posted and the replies that belong below it, in one transaction: a crash loses none and doubles none. */
async function writeDown(
  { db, clock }: SlackTools,
  sent: {
    readonly message: Message;
    readonly posted: Posted;
    readonly channel: string;
    readonly ts: string;
  },
): Promise<void> {
  const { message, posted, channel, ts } = sent;
  await inTransaction(db, async (db) => {
    await markSent(db, { id: message.id, channel, ts, body: message.body, at: clock.now() });
    for (const reply of (posted.thread ?? []).keys()) {
      const id = `${message.id}/${String(reply).padStart(2, '0')}`;
      const body = { of: message.kind, body: message.body, reply };
      await queueMessage(db, { id, channel, threadTs: ts, kind: 'reply', body });
    }
  });
}

/** Takes it out of the outbox, so that it holds up no other. Queued again under its id it is tried again. */
async function giveUp(tools: SlackTools, message: Message, reason: string): Promise<void> {
  const { id, kind, channel, ts, body } = message;
  // An address is personal: the message's id says whom it was for.
  const where = addressOf(channel) === null ? { channel } : {};
  tools.log.error(
    { message: id, kind, ...where, reason },
    'a message was given up: is the bot in that channel, or the person in Slack?',
  );
  await inTransaction(tools.db, async (db) => {
    await markSent(db, { id, channel, ts: ts ?? '', body, at: tools.clock.now() });
    await noteUnreached({ ...tools, db }, message, reason);
  });
}

const uneditable = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** Answers that say nothing about the message: Slack's own trouble, or the bot's tokens and scopes. */
const notItsFault = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'access_denied',
  'accesslimited',
  'team_added_to_org',
]);

/** True when the same message would be refused for ever: no such channel, not in it, too long … */
function isItsOwnFault(error: unknown): boolean {
  const code = codeOf(error);
  return code !== '' && !notItsFault.has(code);
}
