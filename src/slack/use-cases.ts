import { checks } from '../checks/index.ts';
import type { Account } from '../domain/account.ts';
import type { CheckRun } from '../domain/finding.ts';
import { newId } from '../lib/id.ts';
import { listFreshness } from '../store/freshness.ts';
import { queueMessage } from '../store/messages.ts';
import { countMirror, findAccounts, listGroupsOf } from '../store/mirror.ts';
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

/** What commands may do; each is one step over the store or a job. */
export interface UseCases {
  readonly checkIds: () => readonly string[];
  /** Has the checks run and the report posted in the channel; asking twice with one trigger is asking once. */
  readonly askForCheck: (ask: {
    readonly channel: string;
    readonly trigger: string;
    readonly only: string | null;
  }) => Promise<void>;
  /** Posts the newest report again; false when there is none. */
  readonly postLastReport: (channel: string) => Promise<boolean>;
  readonly status: () => Promise<StatusPicture>;
  readonly findPerson: (text: string) => Promise<PersonPicture>;
}

export function createUseCases(tools: SlackTools): UseCases {
  const { db, queue } = tools;
  const deliver = { task: 'deliver-messages', key: 'deliver-messages', payload: {} };
  return {
    checkIds: () => checks.map(({ id }) => id),
    askForCheck: async ({ channel, trigger, only }) => {
      await inTransaction(db, async (db) => {
        const messageId = `check-${trigger}`;
        const payload = { channel, messageId, ...(only === null ? {} : { only: [only] }) };
        const added = await queue.addOnce(db, { task: 'run-checks', key: `check:${trigger}`, payload });
        if (!added) return;
        await queueMessage(db, {
          id: messageId,
          channel,
          kind: 'progress',
          body: { what: only ?? 'every check' },
        });
        await queue.add(db, deliver);
      });
    },
    postLastReport: async (channel) => {
      const run = await lastRun(db);
      if (run === null) return false;
      await inTransaction(db, async (db) => {
        await queueMessage(db, {
          id: newId('msg'),
          channel,
          kind: 'check-report',
          body: { runId: run.runId },
        });
        await queue.add(db, deliver);
      });
      return true;
    },
    status: async () => await readStatus(tools),
    findPerson: async (text) => await readPerson(tools, text),
  };
}

async function readStatus({ db, connections, clock }: SlackTools): Promise<StatusPicture> {
  const fresh = await listFreshness(db);
  const rows = await Promise.all(
    connections.map(async ({ id }) => ({
      id,
      ...(await countMirror(db, id)),
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
