import { runLockstep, startBot } from './bot.ts';
import type { Lever } from './console/lever.ts';
import type { Demo } from './demo.ts';
import { eventually, type Step, see } from './story.ts';
import { breakGlass, cast } from './tenant/cast.ts';
import { accessSteps } from './tour-access.ts';
import { leaverSteps } from './tour-leavers.ts';
import { createStage, type RunJson, type Stage } from './tour-stage.ts';
import { watchSteps } from './tour-watch.ts';

/** The story of the demo, told in steps that can be held against what is seen. */
export function tourOf(demo: Demo, levers: readonly Lever[]): readonly Step[] {
  const stage = createStage(demo, levers);
  return [
    ...terminalSteps(stage),
    ...slackSteps(stage),
    ...badDaySteps(stage),
    ...watchSteps(stage),
    ...leaverSteps(stage),
    ...accessSteps(stage),
    ...endSteps(stage),
  ];
}

/** What the company has let slip on the way to its applications. */
const flaws = [
  ['registered-credential-ending', 'Atlassian SCIM key (Okta)'],
  ['saml-certificate-ending-entra', 'Expenses'],
  ['group-push-in-error', 'VPN Users in Atlassian Cloud'],
] as const;

function terminalSteps(stage: Stage): Step[] {
  const { demo } = stage;
  return [
    {
      title: 'An admin runs `lockstep doctor`',
      expected: 'every connection reachable, every permission granted, exit 0',
      play: async () => {
        const { code, stdout, stderr } = await runLockstep(['doctor'], demo.env);
        see(code === 0, `exit ${code}:\n${stdout}${stderr}`);
        return `exit 0, ${stdout.split('\n').filter((line) => line.startsWith('✓')).length} things in order`;
      },
    },
    {
      title: '`lockstep sync` fills the mirror',
      expected: `${demo.company.okta.users.size} Okta and ${demo.company.entra.users.size} Entra accounts, exit 0`,
      play: async () => {
        const { code, stdout, stderr } = await runLockstep(['sync', '--json'], demo.env);
        see(code === 0, `exit ${code}:\n${stdout}${stderr}`);
        const counts = accountsOf(stdout);
        see(counts['okta'] === demo.company.okta.users.size, `Okta: ${counts['okta']} accounts`);
        see(counts['entra'] === demo.company.entra.users.size, `Entra: ${counts['entra']} accounts`);
        return `${counts['okta']} Okta and ${counts['entra']} Entra accounts`;
      },
    },
    {
      title: 'A second sync, with nothing changed',
      expected: 'no account is read again, and two directory requests do',
      play: async () => {
        demo.okta.forgetRequests();
        const second = await runLockstep(['sync', '--json'], demo.env);
        see(second.code === 0, second.stderr);
        const requests = demo.okta.requests().filter((line) => /\/api\/v1\/(users|groups)\?/.test(line));
        const counts = accountsOf(second.stdout);
        see(counts['okta'] === 0 && counts['entra'] === 0, `accounts read again: ${JSON.stringify(counts)}`);
        see(requests.length <= 4, `${requests.length} directory requests: ${requests.join(', ')}`);
        return `${requests.length} directory requests`;
      },
    },
    {
      title: '`lockstep checks run --json` judges the company',
      expected: `exit 1; ${breakGlass.okta.bg2} has no second factor worth the name; a key that dies, a certificate that ends and a group that does not arrive are named; most things are judged`,
      play: async () => {
        const { code, run } = await stage.judge();
        see(code === 1, `exit ${code}`);
        const about = run.results.filter(({ findings }) =>
          findings.some(({ subject }) => subject === breakGlass.okta.bg2),
        );
        see(about.length > 0, 'nothing was said about it');
        for (const [check, subject] of flaws) {
          const found = run.results.find((result) => result.check === check && result.status === 'fail');
          see(found?.findings.some((each) => each.subject === subject) === true, `${check}: no ${subject}`);
        }
        see((run.summary['not_evaluated'] ?? 99) <= 3, `${run.summary['not_evaluated']} not evaluated`);
        return `exit 1; ${counted(run)}; ${about.map(({ check }) => check).join(', ')}`;
      },
    },
  ];
}

function slackSteps(stage: Stage): Step[] {
  return [
    {
      title: 'The bot starts',
      expected: 'ready, with two Slack sockets open',
      play: async () => {
        stage.bot = stage.demo.calledBack(await startBot(stage.demo.env));
        await eventually('a second socket', () => (stage.demo.slack.connections() >= 2 ? true : undefined));
        return `ready, ${stage.demo.slack.connections()} sockets`;
      },
    },
    {
      title: `${cast.ada.name} types /idp check`,
      expected: 'a report that names what fails',
      play: async () => await checkInSlack(stage, 'fail'),
    },
    {
      title: `${cast.grace.name}, who has no role, types /idp check`,
      expected: 'a refusal that says what is missing, and no check',
      play: async () => await refused(stage, cast.grace.slackId),
    },
    {
      title: 'A guest types /idp check',
      expected: 'a refusal',
      play: async () => await refused(stage, 'U0GUEST'),
    },
    {
      title: 'An admin falls back to a weak factor',
      expected: 'the next run opens a finding that was not there before',
      play: async () => {
        const before = await stage.judge();
        const did = stage.lever('okta-weak-factor').apply();
        const after = await stage.judge();
        const opened = findingsIn(after.run, 'opened').filter(
          (key) => !findingsIn(before.run, 'opened').includes(key),
        );
        see(opened.length > 0, `${did}, and nothing was opened`);
        return `${did}; opened: ${opened.join(', ')}`;
      },
    },
    {
      title: 'The factor is put right',
      expected: 'the finding is resolved',
      play: async () => {
        stage.lever('okta-weak-factor').undo?.();
        const { run } = await stage.judge();
        const resolved = findingsIn(run, 'resolved');
        see(resolved.length > 0, 'nothing was resolved');
        return `resolved: ${resolved.join(', ')}`;
      },
    },
  ];
}

function badDaySteps(stage: Stage): Step[] {
  return [
    {
      title: 'Every Slack socket breaks, and somebody types at once',
      expected: 'the bot connects again and answers',
      play: async () => {
        stage.demo.slack.dropSockets();
        await eventually('a new socket', () => (stage.demo.slack.connections() > 0 ? true : undefined));
        await stage.demo.slack.command(cast.ada.slackId, 'C0REQ', '/idp help');
        return 'acknowledged';
      },
    },
    {
      title: 'Okta goes down',
      expected:
        'no Okta check passes or fails: they are not evaluated and say why; Entra is judged as before',
      play: async () => {
        stage.lever('okta-down').apply();
        const { run } = await stage.judge();
        stage.lever('okta-down').undo?.();
        const okta = run.results.filter(({ connection }) => connection === 'okta');
        const judged = okta.filter(({ status }) => status !== 'not_evaluated').map(({ check }) => check);
        see(judged.length === 0, `judged: ${judged.join(', ')}`);
        const entra = run.results.filter(
          ({ connection, status }) => connection === 'entra' && status !== 'not_evaluated',
        );
        see(entra.length > 15, `only ${entra.length} Entra checks were judged`);
        return `${okta.length} Okta checks not evaluated, ${entra.length} Entra checks judged`;
      },
    },
    {
      title: 'Somebody takes a break-glass account out of its exclusion',
      expected: 'the next run says that Conditional Access may lock it out',
      play: async () => {
        const did = stage.lever('entra-exclusion').apply();
        const { run } = await stage.judge();
        stage.lever('entra-exclusion').undo?.();
        const opened = findingsIn(run, 'opened').filter(
          (key) => key.includes('locked-out') || key.includes('exclusion'),
        );
        see(opened.length > 0, `${did}, and nothing was opened`);
        return `${did}; opened: ${opened.join(', ')}`;
      },
    },
  ];
}

function endSteps(stage: Stage): Step[] {
  return [
    {
      title: 'The bot is told to stop',
      expected: 'it ends by itself with exit 0',
      play: async () => {
        const code = await stage.bot?.stop();
        see(code === 0, `exit ${code}:\n${stage.bot?.log().slice(-2000)}`);
        return 'exit 0';
      },
    },
    {
      title: 'The auditor runs `lockstep audit verify`',
      expected: 'the chain of entries is whole',
      play: async () => {
        const { code, stdout } = await runLockstep(['audit', 'verify'], stage.demo.env);
        see(code === 0, stdout);
        return stdout.trim();
      },
    },
  ];
}

/** Types `/idp check` and waits for the report that replaces "Checking…". */
async function checkInSlack({ demo }: Stage, word: string): Promise<string> {
  await demo.slack.command(cast.ada.slackId, 'C0REQ', '/idp check');
  const report = await eventually('a report', () =>
    demo.slack.messages('C0REQ').find((message) => {
      const text = JSON.stringify(message.blocks ?? []);
      return text.includes('coverage') && text.toLowerCase().includes(word);
    }),
  );
  const replies = demo.slack.threads('C0REQ').get(report.ts)?.length ?? 0;
  return `"${report.text.slice(0, 100)}", ${replies} replies in its thread`;
}

async function refused({ demo }: Stage, user: string): Promise<string> {
  const before = demo.slack.ephemerals(user).length;
  const { ack } = await demo.slack.command(user, 'C0REQ', '/idp check');
  const said = await eventually('a refusal', () => {
    const words = JSON.stringify([
      ack,
      demo.slack
        .ephemerals(user)
        .slice(before)
        .map(({ text }) => text),
    ]);
    return /may not|not allowed|no role|guest|not a member|cannot|refus/i.test(words) ? words : undefined;
  });
  return said.slice(0, 160);
}

function accountsOf(json: string): Record<string, number> {
  // What `sync --json` prints.
  const { connections } = JSON.parse(json) as {
    connections: { connection: string; streams: { accounts: number }[] }[];
  };
  const sum = (streams: { accounts: number }[]): number =>
    streams.reduce((total, { accounts }) => total + accounts, 0);
  return Object.fromEntries(connections.map(({ connection, streams }) => [connection, sum(streams)]));
}

function findingsIn(run: RunJson, state: string): string[] {
  return run.results.flatMap(({ check, findings }) =>
    findings.filter((finding) => finding.state === state).map(({ subject }) => `${check}: ${subject}`),
  );
}

function counted(run: RunJson): string {
  return Object.entries(run.summary)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
}
