import { type AccessAsk, accessEffect, requestAccess } from '../../src/access/index.ts';
import type { AccessProvider, GrantTools } from '../../src/access/tools.ts';
import { decideApproval } from '../../src/approvals/index.ts';
import type { ApprovalEffects } from '../../src/approvals/tools.ts';
import type { Settings } from '../../src/config/config.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import type { Approval } from '../../src/domain/approval.ts';
import type { Grant } from '../../src/domain/grant.ts';
import type { Principal } from '../../src/domain/principal.ts';
import { tasksWith } from '../../src/jobs/index.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { findGrant, grantOfApproval } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { policyOf } from '../approvals/policy-sample.ts';
import { click, noon, principal } from './approval.ts';
import { jobRunner } from './run-jobs.ts';
import { quietSettings } from './settings.ts';

export const carriers = [
  'begin-grants',
  'grant-access',
  'end-due',
  'revoke-access:okta',
  'revoke-access:entra',
] as const;

/** The policy of the tests: engineers ask, approvers decide, eight hours at most. */
export const policy = policyOf({
  id: 'prod',
  groups: ['prod'],
  requesters: [{ connection: 'okta', group: 'engineers' }],
  stages: [
    {
      name: null,
      quorum: 1,
      by: [{ kind: 'group', connection: 'okta', group: 'approvers' }],
      fallback: [],
      escalateAfterMinutes: null,
    },
  ],
});

export const people = { engineers: ['ada', 'ben'], approvers: ['cat', 'dan'], prod: ['old'] };

type Clock = ReturnType<typeof fixedClock>;

export function settingsOf(over: Partial<Settings> = {}): Settings {
  return quietSettings({
    channels: { reports: null, alerts: 'C0ALERTS', requests: 'C0REQ' },
    access: { policies: [policy], deny: [], separation: [], delegates: [] },
    ...over,
  });
}

/** What the tests of access share: the tools of the running bot, its clock, and short words for what people do. */
export function openAccess(
  store: Store,
  provider: AccessProvider,
  {
    settings = settingsOf(),
    clock = fixedClock(noon.toISOString()),
    db = store.db,
  }: {
    readonly settings?: Settings;
    readonly clock?: Clock;
    readonly db?: Store['db'];
  } = {},
) {
  const base = { db, queue: store.queue, clock, log: silentLog, settings };
  const effects: ApprovalEffects = { access: accessEffect(detectionTools(base)) };
  const tools: GrantTools & { readonly effects: ApprovalEffects } = {
    ...detectionTools(base),
    providers: [provider],
    effects,
  };
  const tasks = tasksWith({
    ...base,
    effects,
    // Only what access looks at is there.
    providers: [provider as Parameters<typeof tasksWith>[0]['providers'][number]],
  });

  const { runOne, run, pass } = jobRunner(store, { clock, tasks, carriers, most: 200 });
  const sweep = async (): Promise<void> => {
    const context = { key: 'sweep-grants', attempt: 1, signal: new AbortController().signal };
    await tasks['sweep-grants']?.({}, context);
    await run();
  };
  const ask = async (over: Partial<AccessAsk> = {}) => await requestAccess(tools, wishOf(over));
  const approve = async (approval: Approval, by: Principal = principal('cat')) =>
    await decideApproval(tools, click(approval, by.name, { by }));
  /** Asked for and approved; the grant that came of it. */
  const grant = async (over: Partial<AccessAsk> = {}, by?: Principal): Promise<Grant> => {
    const asked = await ask(over);
    if ('refused' in asked) throw new Error(`refused: ${asked.refused}`);
    const decided = await approve(asked.approval, by);
    if ('refused' in decided) throw new Error(`refused: ${decided.refused}`);
    const made = await grantOfApproval(store.db, asked.approval.id);
    if (made === null) throw new Error('no grant');
    return made;
  };
  const now = async ({ id }: Pick<Grant, 'id'>): Promise<Grant> => {
    const found = await findGrant(store.db, id);
    if (found === null) throw new Error('no grant');
    return found;
  };
  return { tools, clock, tasks, run, runOne, pass, sweep, ask, approve, grant, now };
}

/** Ben wants prod for an hour. */
export function wishOf(over: Partial<AccessAsk> = {}): AccessAsk {
  return {
    connection: 'okta',
    group: 'prod',
    requester: principal('ben', { accounts: ['okta:ben'] }),
    beneficiary: principal('ben', { accounts: ['okta:ben'] }),
    minutes: 60,
    permanent: false,
    reason: 'an incident',
    ticket: null,
    emergency: false,
    startsAt: null,
    extends: null,
    ...over,
  };
}
