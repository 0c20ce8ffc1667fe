import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLockstep } from '../../sandbox/bot.ts';
import { type Demo, startDemo } from '../../sandbox/demo.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { insertApproval } from '../../src/store/approvals.ts';
import { openStore } from '../../src/store/open.ts';
import { approvalOf, principal, stageOf } from '../support/approval.ts';

let demo: Demo;
let folder: string;
beforeAll(async () => {
  demo = await startDemo();
  folder = await mkdtemp(join(tmpdir(), 'lockstep-policy-'));
});
afterAll(async () => {
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

const EXAMPLE = 'lockstep.example.yaml';
const fileOf = (name: string) => `test/cli/policies/${name}.yaml`;

/** As its own process; all of them share a mirror, which the first of them reads. */
async function lockstep(args: readonly string[], change: Record<string, string> = {}) {
  const env = { DATABASE_URL: `file:${join(folder, 'policy.db')}`, LOCKSTEP_CONFIG: EXAMPLE };
  return await runLockstep(args, { ...demo.env, ...env, ...change });
}

interface Report {
  readonly policies: readonly {
    readonly id: string;
    readonly entries: readonly {
      readonly entry: string;
      readonly groups: readonly { name: string }[] | null;
    }[];
  }[];
  readonly problems: readonly { readonly level: string; readonly where: string; readonly what: string }[];
}

/** What `policy check --json` finds, each problem on one line. */
async function check(file: string, change: Record<string, string> = {}) {
  const { code, stdout } = await lockstep(['policy', 'check', file, '--json'], change);
  // The shape is looked at below.
  const report = JSON.parse(stdout) as Report;
  const problems = report.problems.map(({ level, where, what }) => `${level} ${where}: ${what}`);
  return { code, stdout, report, problems };
}

describe('policy check', () => {
  it('has nothing to say about the example, and shows what its patterns are about', async () => {
    const { code, report, problems, stdout } = await check(EXAMPLE);

    expect([code, problems]).toEqual([0, []]);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(report.policies[1]?.entries).toEqual([
      { entry: 'VPN *', groups: [expect.objectContaining({ name: 'VPN Users', connection: 'okta' })] },
      { entry: 'Jira Users', groups: [expect.objectContaining({ name: 'Jira Users' })] },
    ]);
  });

  it('says the same to people', async () => {
    const { code, stdout } = await lockstep(['policy', 'check']);

    expect(code).toBe(0);
    expect(stdout).toContain('  VPN *: VPN Users\n');
    expect(stdout).toContain('2 policies, nothing to say');
  });

  it.each([
    [
      'dead-names',
      [
        'error gone: there is no group Produktion',
        'warning gone: no group matches Zz*',
        'error gone: there is no single group Engineers in okta',
        'error gone: Approval names nobody@acme.test in okta, or they may not sign in: nobody by that',
      ],
    ],
    [
      'no-approver',
      [
        'error unowned: Approval for Production Access: nobody may decide',
        'error too-many: Approval: only 3 of the 4 who must approve may',
      ],
    ],
    [
      'own-request',
      [
        'error among-themselves: Approval: whoever may ask is needed to approve it (linus@acme.test, barbara@acme.test), and nobody decides on their own request',
        'warning some-of-them: Approval: nobody could approve a request of linus@acme.test, barbara@acme.test, who are needed themselves',
      ],
    ],
    [
      'separation',
      [
        'error never: only members of Engineering may ask for Production Access, and nobody holds both: builders do not operate',
        'warning both: the same people may ask for VPN Users and Jira Users, of which nobody holds both: one or the other',
        'warning both: the same people may ask for Jira Users and VPN Users, of which nobody holds both: one or the other',
      ],
    ],
    [
      'overlap',
      [
        'error production: default_duration (2 hours) is longer than max_duration (1 hour): whoever names no duration is refused',
        'warning production: everything also speaks of Production Access; production wins',
      ],
    ],
  ])('exits 1 with what is wrong in %s', async (name, expected) => {
    const { code, problems } = await check(fileOf(name));

    expect(problems).toEqual(expected);
    expect(code).toBe(1);
  });

  it('is 2, not fine and not wrong, where a directory is not connected', async () => {
    const { code, problems } = await check(fileOf('no-approver'), {
      OKTA_ORG_URL: '',
      OKTA_CLIENT_ID: '',
      OKTA_PRIVATE_KEY: '',
      OKTA_KEY_ID: '',
      OKTA_ACTOR_CLIENT_ID: '',
      OKTA_ACTOR_PRIVATE_KEY: '',
      OKTA_ACTOR_KEY_ID: '',
    });

    expect(code).toBe(2);
    expect(problems.filter((line) => !line.startsWith('unread'))).toEqual([]);
    expect(problems).toContain('unread unowned: could not be read: which groups Production Access is about');
  });

  it('is 78 for a file that is none', async () => {
    expect((await lockstep(['policy', 'check', 'package.json'])).code).toBe(78);
  });

  it('is a line of doctor, with the way to the rest', async () => {
    const fine = await lockstep(['doctor']);
    const wrong = await lockstep(['doctor'], { LOCKSTEP_CONFIG: fileOf('no-approver') });

    expect(fine.stdout).toMatch(/✓ policy +2 access policies: 0 errors/);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/✗ policy +2 access policies: 2 errors.*Run `lockstep policy check`/);
  });
});

describe('policy explain', () => {
  const explain = async (user: string, ...more: string[]) =>
    await lockstep([
      'policy',
      'explain',
      '--group',
      'Production Access',
      '--user',
      `${user}@acme.test`,
      ...more,
    ]);

  it('says who would decide, in each stage', async () => {
    const { code, stdout } = await explain('grace');

    expect(code).toBe(0);
    for (const said of [
      /policy +production \(Production\), by exact name; .*Engineering \(okta\); at most 8 hours; with a reason and a ticket/,
      /after 1 hour also members of Lockstep Operators in okta: .*barbara@acme.test/,
      /stage +Access Approvers: 2 of\n +members of Access Approvers in okta: .*frances@acme.test/,
      /may ask +for 4 hours/,
    ])
      expect(stdout).toMatch(said);
  });

  it('never counts the one who asks', async () => {
    const { stdout } = await explain('alan');

    expect(stdout).toMatch(/members of Access Approvers in okta: [^\n]*; not alan@acme.test, who asks/);
    expect(stdout).not.toMatch(/in okta: [^\n;]*alan@acme.test/);
  });

  it.each([
    ['margaret', [], 'not_eligible'],
    ['vint', [], 'separated'],
    ['grace', ['--for', '9h'], 'too_long'],
    ['hedy', [], 'denied'],
  ])('is 1 for %s %j: %s', async (user, more, refused) => {
    const { code, stdout } = await explain(user, ...more, '--json');

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ answer: { refused } });
  });

  it('is 1 where the request would wait for ever', async () => {
    const env = { LOCKSTEP_CONFIG: fileOf('own-request') };
    const { code, stdout } = await lockstep(
      ['policy', 'explain', '--group', 'Production Access', '--user', 'linus@acme.test'],
      env,
    );

    expect(code).toBe(1);
    expect(stdout).toContain('too few for this person');
  });

  it('is 2 where it could not be read who may', async () => {
    const { code, stdout } = await explain('grace', '--json', '--connection', 'okta');
    const off = await lockstep(
      [
        'policy',
        'explain',
        '--group',
        'Production Access',
        '--user',
        'grace@acme.test',
        '--connection',
        'okta',
        '--json',
      ],
      {
        ENTRA_TENANT_ID: '',
        ENTRA_CLIENT_ID: '',
        ENTRA_CLIENT_SECRET: '',
        ENTRA_ACTOR_CLIENT_ID: '',
        ENTRA_ACTOR_CLIENT_SECRET: '',
        ENTRA_GRAPH_URL: '',
        ENTRA_AUTHORITY_URL: '',
      },
    );

    expect([code, JSON.parse(stdout)]).toMatchObject([0, { answer: { policyId: 'production' } }]);
    expect(off.code).toBe(2);
    expect(JSON.parse(off.stdout)).toMatchObject({ answer: { refused: 'unreadable' } });
  });

  it.each([
    [['--group', 'VPN Users', '--user', 'vint@acme.test'], 64, 'okta and entra have a group VPN Users'],
    [['--group', 'Nowhere', '--user', 'vint@acme.test'], 64, 'no directory has a group Nowhere'],
    [['--user', 'vint@acme.test'], 64, '--group is missing'],
    [['--group', 'VPN Users'], 64, '--user is missing'],
    [['--group', 'VPN Users', '--user', 'v', '--for', 'long'], 64, 'long is no duration'],
    [['--group', 'VPN Users', '--user', 'v', '--connection', 'ldap'], 64, 'ldap is not connected'],
    [['--group', 'IT', '--user', 'nobody@acme.test'], 1, 'there is no account nobody@acme.test in entra'],
  ])('%j is %i and one line that helps', async (args, code, said) => {
    const answer = await lockstep(['policy', 'explain', ...args]);

    expect(answer.code).toBe(code);
    expect(answer.stdout).toBe('');
    expect(answer.stderr).toContain(said);
  });
});

describe('policy replay', () => {
  /** A past request of somebody for Production Access, as the policy of the example let them ask. */
  async function remember(id: string, who: 'grace' | 'margaret') {
    const { id: account } = oktaUserByLogin(demo.company.okta, cast[who].email);
    const person = principal(who, {
      id: `okta:${account}`,
      accounts: [`okta:${account}`],
      email: cast[who].email,
    });
    const { id: groupId, name: groupName } = oktaGroupByName(demo.company.okta, 'Production Access');
    const content = {
      connection: 'okta',
      groupId,
      groupName,
      minutes: 60,
      reason: 'a deploy',
      ticket: 'OPS-1',
      policyId: 'production',
    };
    const approvers = [{ kind: 'group', connection: 'okta', group: 'Access Approvers' }] as const;
    const stage = stageOf({ name: 'Approval', approvers, escalateAfterMinutes: 240 });
    const store = await openStore(`file:${join(folder, 'policy.db')}`);
    try {
      await store.migrate();
      await insertApproval(
        store.db,
        approvalOf({ id, requester: person, beneficiaries: [person], content, stages: [stage] }),
      );
    } finally {
      await store.close();
    }
  }

  it('says which past requests would end differently today', async () => {
    await remember('approval_1', 'grace');
    await remember('approval_2', 'margaret');
    const example = await lockstep(['policy', 'replay', EXAMPLE, '--json']);
    const other = await lockstep(['policy', 'replay', fileOf('overlap')]);

    expect(example.code).toBe(1);
    expect(JSON.parse(example.stdout)).toMatchObject({
      requests: [
        {
          approvalId: 'approval_1',
          outcome: 'approvers',
          policyThen: 'production',
          requester: 'grace@acme.test',
        },
        { approvalId: 'approval_2', outcome: 'refused', now: expect.stringContaining('none of the groups') },
      ],
    });
    expect(other.code).toBe(1);
    expect(other.stdout).toContain('2 requests: 1 the same, 1 refused');
  });
});
