import type { AccessPolicy } from '../domain/policy.ts';
import { durationInWords } from '../lib/duration.ts';
import { plainText } from '../lib/plain-text.ts';
import type { ExplainedRule, ExplainedStage, Explanation } from './explain-access.ts';
import type { Terminal } from './terminal.ts';

type Style = Parameters<Terminal['paint']>[0];

/** So many people of a rule are shown by name. */
const SHOWN = 8;

export function printExplanation(terminal: Terminal, explanation: Explanation): void {
  const { person, group, answer } = explanation;
  const say = (label: string, words: string, style: Style = 'dim'): void =>
    terminal.out(`${terminal.paint(style, label.padEnd(10))} ${plainText(words)}`);
  say('person', `${person.name} (${person.email})`);
  if (group !== null) say('group', `${group.name} (${group.connection}, ${group.id})`);
  for (const line of policyLines(explanation)) say('policy', line);
  for (const reason of explanation.denials) say('denied to', `some or all: ${reason}`);
  for (const opposite of explanation.opposites) say('never with', opposite);
  for (const stage of explanation.stages) for (const line of stageLines(stage)) say(line.label, line.words);
  if (explanation.obstacle !== null) say('directory', explanation.obstacle);
  if ('refused' in answer) say('refused', `${answer.words} [${answer.refused}]`, 'red');
  else say('may ask', termsInWords(answer.minutes, explanation), 'green');
}

function policyLines({ policies }: Explanation): readonly string[] {
  const [first, ...others] = policies;
  if (first === undefined) return [];
  const { policy, by } = first;
  const title = policy.title === null ? '' : ` (${policy.title})`;
  const silent = others.map((each) => `${each.policy.id} (${each.by})`);
  return [
    `${policy.id}${title}, by ${by}; ${limitsInWords(policy)}`,
    ...(silent.length === 0 ? [] : [`silent beside it: ${silent.join(', ')}`]),
  ];
}

function limitsInWords({ maxMinutes, permanent, requesters, reasonRequired, ticket }: AccessPolicy): string {
  const groups = requesters.map(({ connection, group }) => `${group} (${connection})`);
  const wants = [...(reasonRequired ? ['a reason'] : []), ...(ticket === null ? [] : ['a ticket'])];
  return [
    `asked for by members of ${groups.join(', ')}`,
    `at most ${durationInWords(maxMinutes)}${permanent ? ', or without an end' : ''}`,
    ...(wants.length === 0 ? [] : [`with ${wants.join(' and ')}`]),
  ].join('; ');
}

function stageLines(stage: ExplainedStage): readonly { readonly label: string; readonly words: string }[] {
  const after = stage.escalateAfterMinutes;
  return [
    { label: 'stage', words: `${stage.name}: ${stage.quorum} of` },
    ...stage.approvers.map((rule) => ({ label: '', words: ruleInWords(rule) })),
    ...(after === null
      ? []
      : stage.fallback.map((rule) => ({
          label: '',
          words: `after ${durationInWords(after)} also ${ruleInWords(rule)}`,
        }))),
    ...(stage.canEnd === false
      ? [{ label: '', words: 'too few for this person: nobody decides on their own request' }]
      : []),
  ];
}

function ruleInWords({ rule, people, notThemselves, more, missing, unread }: ExplainedRule): string {
  const shown = people.slice(0, SHOWN);
  const left = people.length - shown.length;
  const who = [
    ...shown,
    ...(left > 0 ? [`${left} more`] : []),
    ...(more ? ['people who are too many to list'] : []),
  ];
  const lacking = [
    ...missing.map((what) => `there is no ${what}`),
    ...unread.map((what) => `could not be read: ${what}`),
  ];
  const others = notThemselves.map((each) => `not ${each}, who asks`);
  if (who.length === 0 && lacking.length === 0) who.push('nobody');
  const named = who.length === 0 ? [] : [who.join(', ')];
  return `${rule}: ${[...named, ...others, ...lacking].join('; ')}`;
}

function termsInWords(minutes: number | null, { policies }: Explanation): string {
  const length = minutes === null ? 'without an end' : `for ${durationInWords(minutes)}`;
  const auto = policies[0]?.policy.autoApprove ?? null;
  const budget =
    auto === null
      ? ''
      : `; approved without asking ${auto.perPersonPerDay} times a day each, ${auto.perDay} in all`;
  return `${length}${budget}`;
}
