import Database from 'better-sqlite3';
import pg from 'pg';

/** What the bot has written down, read past the bot. */
export interface Written {
  readonly grants: readonly WrittenGrant[];
  readonly deactivations: readonly WrittenDeactivation[];
  readonly approvals: readonly WrittenApproval[];
  readonly decisions: readonly { readonly approval: string; readonly person: string }[];
}

export interface WrittenGrant {
  readonly id: string;
  readonly status: string;
  readonly connection: string;
  readonly groupId: string;
  readonly accountId: string;
  readonly approval: string | null;
  readonly expiresAt: string | null;
  /** 0, 1, or null before anybody looked. */
  readonly heldBefore: number | null;
  readonly writtenAt: string | null;
  readonly removedAt: string | null;
  readonly lastError: string | null;
}

export interface WrittenDeactivation {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  /** The principal's id. */
  readonly person: string;
  readonly plan: string;
  readonly endedAt: string | null;
}

export interface WrittenApproval {
  readonly id: string;
  readonly status: string;
  readonly requester: string;
  readonly stages: string;
}

const questions = {
  grants: `select id, status, connection, group_id as "groupId", account_id as "accountId", approval_id as approval,
    expires_at as "expiresAt", held_before as "heldBefore", written_at as "writtenAt", removed_at as "removedAt",
    last_error as "lastError" from access_grant`,
  deactivations: `select id, kind, status, person, plan, ended_at as "endedAt" from deactivation order by created_at`,
  approvals: `select id, status, requester_id as requester, stages from approval`,
  decisions: `select approval_id as approval, person from decision where verdict = 'approve'`,
} as const;

/** @param url as in DATABASE_URL. */
export async function readStore(url: string): Promise<Written> {
  const { ask, close } = url.startsWith('file:')
    ? askSqlite(url.slice('file:'.length))
    : await askPostgres(url);
  try {
    // The columns are those of the questions.
    return {
      grants: (await ask(questions.grants)) as WrittenGrant[],
      deactivations: (await ask(questions.deactivations)) as WrittenDeactivation[],
      approvals: (await ask(questions.approvals)) as WrittenApproval[],
      decisions: (await ask(questions.decisions)) as { approval: string; person: string }[],
    };
  } finally {
    await close();
  }
}

interface Asking {
  readonly ask: (question: string) => Promise<readonly unknown[]>;
  readonly close: () => Promise<void>;
}

function askSqlite(path: string): Asking {
  const database = new Database(path, { readonly: true, timeout: 10_000 });
  return {
    ask: async (question) => await Promise.resolve(database.prepare(question).all()),
    close: async () => await Promise.resolve(void database.close()),
  };
}

async function askPostgres(url: string): Promise<Asking> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    ask: async (question) => (await client.query(question)).rows,
    close: async () => await client.end(),
  };
}
