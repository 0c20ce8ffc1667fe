import type { Grant, GrantStatus } from '../../domain/grant.ts';
import { durationInWords } from '../../lib/duration.ts';
import { when } from './alert.ts';
import { button } from './button.ts';
import { entries } from './fold.ts';
import { type Block, context, type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

const marks: Readonly<Record<GrantStatus, string>> = {
  scheduled: '🕒',
  granting: '⏳',
  active: '✅',
  revoking: '⏳',
  ended: '⚪',
  failed: '❌',
};

/** What a grant is now; said to be there only once the directory shows it. */
export function grantMessage(grant: Grant): Posted {
  const head = `*${cut(grant.groupName, 100)}* (${cut(grant.connection, 40)}) for ${cut(grant.subject.name, 80)} (${cut(grant.login, 100)})`;
  return {
    text: `${grant.status}: ${cut(grant.groupName, 100)} for ${cut(grant.login, 100)}`,
    blocks: [
      section(`${marks[grant.status]} ${head}: ${stateOf(grant)}`),
      ...(grant.lastError === null ? [] : [section(`⚠️ ${cut(grant.lastError, 500)}`)]),
      ...(grant.missingAt === null || grant.status !== 'active'
        ? []
        : [section(`⚠️ The directory does not list it since ${when(grant.missingAt)}.`)]),
      ...(grant.dryRun ? [context('🧪 Dry run: nothing was changed in the directory.')] : []),
      context(grant.id),
      ...buttonsOf(grant),
    ],
  };
}

/** Said once, while there is time. */
export function grantReminder(grant: Grant): Posted {
  const { blocks } = grantMessage(grant);
  if (grant.status !== 'active') return grantMessage(grant);
  const text = `Your access to ${cut(grant.groupName, 100)} ends soon.`;
  return { text, blocks: [section(`⏰ ${text} Extend it if you still need it.`), ...blocks] };
}

/** Grants in a list, as many as a message holds. */
export function grantList(grants: readonly Grant[], nothing: string): Posted {
  const shown = grants
    .slice(0, LISTED)
    .map((grant) => [
      section(
        `${marks[grant.status]} *${cut(grant.groupName, 100)}* (${cut(grant.connection, 40)}) for ${cut(grant.login, 100)}: ${stateOf(grant)} · ${grant.id}`,
      ),
      ...buttonsOf(grant),
    ]);
  return {
    text: grants.length === 0 ? nothing : `${grants.length} grants`,
    blocks: within([
      ...(grants.length === 0 ? [section(nothing)] : []),
      entries(shown, LISTED, { total: grants.length, where: ', which come up once these are over' }),
    ]),
  };
}

const LISTED = 15;

/** In words, without whose it is. */
export function stateOf(grant: Grant): string {
  const { status, startsAt, minutes, expiresAt, endedAt, endedBecause } = grant;
  const length = minutes === null ? 'without an end' : durationInWords(minutes);
  const why = endedBecause === null ? '' : `: ${cut(endedBecause, 300)}`;
  switch (status) {
    case 'scheduled':
      return `begins ${startsAt === null ? 'soon' : when(startsAt)}, ${length}`;
    case 'granting':
      return `is being given, ${length}; it counts once the directory shows it`;
    case 'active':
      return expiresAt === null ? 'active, without an end' : `active until ${when(expiresAt)}`;
    case 'revoking':
      return `is being taken${why}`;
    case 'ended':
      return `ended${endedAt === null ? '' : ` ${when(endedAt)}`}${why}`;
    case 'failed':
      return `was not given${why}`;
  }
}

function buttonsOf({ id, status, expiresAt }: Grant): readonly Block[] {
  if (!['scheduled', 'granting', 'active'].includes(status)) return [];
  const extend = status === 'active' && expiresAt !== null ? [button('grant-extend', 'Extend…', id)] : [];
  return [{ type: 'actions', elements: [button('grant-revoke', 'End it…', id), ...extend] }];
}
