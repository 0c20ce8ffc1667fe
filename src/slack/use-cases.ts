import { checks } from '../checks/index.ts';
import type { Account } from '../domain/account.ts';
import type { CheckRun } from '../domain/finding.ts';
import { type AuditEntry, appendAudit, auditAbout } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { listFreshness } from '../store/freshness.ts';
import { queueMessage } from '../store/messages.ts';
import { countAccountsAndGroups, findAccounts, listGroupsOf } from '../store/mirror.ts';
import { lastRun } from '../store/runs.ts';
import { inTransaction } from '../store/transaction.ts';
import type { SlackTools } from './tools.ts';

export interface StatusPicture {
  readonly connections: readonly {
    readonly id: string;
    readonly accounts: number;
    readonly groups: number;
    readonly syncedAt: Date | null;
  }[];
  readonly lastRun: CheckRun | null;
  readonly now: Date;
}

export interface PersonPicture {
  readonly text: string;
  readonly found: readonly {
    readonly connection: string;
    readonly account: Account;
    readonly groups: readonly string[];
  }[];
}

export interface CheckAsk {
  /** Where the report goes: a channel, or a person. */
  readonly channel: string;
  /** Slack user id of the one who asks. */
  readonly user: string;
  /** One for each time somebody presses return. */
  readonly request: string;
  /** null = every check. */
  readonly only: string | null;
}

/** What commands may do; each is one step over the store or a job. */
export interface UseCases {
  readonly checkIds: () => readonly string[];
  /** Has the checks run and the report posted in the channel; the same request twice is one. */
  readonly askForCheck: (ask: CheckAsk) => Promise<void>;
  /** Posts the newest report again; false when there is none. */
  readonly postLastReport: (ask: Pick<CheckAsk, 'channel' | 'request'>) => Promise<boolean>;
  readonly status: () => Promise<StatusPicture>;
  readonly findPerson: (text: string) => Promise<PersonPicture>;
  /** What the audit log holds about one thing, the newest first. */
  readonly auditOf: (object: string, most: number) => Promise<readonly AuditEntry[]>;
}

export function createUseCases(tools: SlackTools): UseCases {
  const { db, queue } = tools;
  return {
    checkIds: () => checks.map(({ id }) => id),
    askForCheck: async (ask) => await askForCheck(tools, ask),
    postLastReport: async ({ channel, request }) => {
      const run = await lastRun(db);
      if (run === null) return false;
      await inTransaction(db, async (db) => {
        const body = { runId: run.runId };
        await queueMessage(db, { id: `report-${request}`, channel, kind: 'check-report', body });
        await deliverSoon({ db, queue });
      });
      return true;
    },
    status: async () => await readStatus(tools),
    findPerson: async (text) => await readPerson(tools, text),
    auditOf: async (object, most) => await auditAbout(db, { object, limit: most }),
  };
}

/** The job, the note that it runs, who asked for it, and the way to Slack: all of them or none. */
async function askForCheck({ db, queue, clock }: SlackTools, ask: CheckAsk): Promise<void> {
  const { channel, user, request, only } = ask;
  await inTransaction(db, async (db) => {
    const messageId = `check-${request}`;
    const payload = { channel, messageId, ...(only === null ? {} : { only: [only] }) };
    const added = await queue.addOnce(db, { task: 'run-checks', key: `check:${request}`, payload });
    if (!added) return;
    await appendAudit(db, {
      at: clock.now(),
      actor: user,
      action: 'checks.asked',
      object: only ?? 'every check',
    });
    const body = { what: only ?? 'every check' };
    await queueMessage(db, { id: messageId, channel, kind: 'progress', body });
    await deliverSoon({ db, queue });
  });
}

async function readStatus({ db, connections, clock }: SlackTools): Promise<StatusPicture> {
  const fresh = await listFreshness(db);
  const rows = await Promise.all(
    connections.map(async ({ id }) => ({
      id,
      ...(await countAccountsAndGroups(db, id)),
      syncedAt: fresh.get(`sync:${id}`) ?? null,
    })),
  );
  return { connections: rows, lastRun: await lastRun(db), now: clock.now() };
}

async function readPerson({ db, connections }: SlackTools, text: string): Promise<PersonPicture> {
  const found = [];
  for (const { id } of connections) {
    for (const account of await findAccounts(db, { connection: id, text })) {
      const groups = (await listGroupsOf(db, id, account.id)).map(({ name }) => name);
      found.push({ connection: id, account, groups });
    }
  }
  return { text, found };
}
