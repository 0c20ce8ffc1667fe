import type { ApproverRule } from '../domain/approval.ts';
import type { Principal } from '../domain/principal.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { peopleOf } from './list-approvers.ts';
import { ruleWords } from './rules.ts';
import type { ApproverTools } from './tools.ts';

/** Who a rule is about at this moment, for people who read; a decision reads anew. */
export interface Deciders {
  readonly people: readonly Principal[];
  /** There may be more: too many to list, or it depends on who asks. */
  readonly open: boolean;
  /** What the rule names and is not there. */
  readonly missing: readonly string[];
  /** What could not be read, and why. */
  readonly unread: readonly string[];
}

const nobody: Deciders = { people: [], open: false, missing: [], unread: [] };

/** `beneficiary` null = nobody in particular: their manager is then somebody. Never throws for what a directory does. */
export async function decidersOf(
  tools: Pick<ApproverTools, 'providers'>,
  rule: ApproverRule,
  beneficiary: Principal | null,
): Promise<Deciders> {
  if (rule.kind === 'manager' && beneficiary === null) return { ...nobody, open: true };
  const [login = '', ...others] = rule.kind === 'people' ? rule.logins : [];
  if (rule.kind === 'people' && others.length > 0) {
    const each = rule.logins.map(
      async (one) => await decidersOf(tools, { ...rule, logins: [one] }, beneficiary),
    );
    return joined(await Promise.all(each));
  }
  try {
    const beneficiaries = beneficiary === null ? [] : [beneficiary];
    const people = await peopleOf(tools.providers, rule, { beneficiaries });
    const gone = rule.kind === 'people' && people.length === 0;
    const missing = gone ? [`${login} in ${rule.connection}, or they may not sign in`] : [];
    return { ...nobody, people, missing };
  } catch (error) {
    return withoutPeople(rule, error);
  }
}

/** Each person once, whichever directory told of them. */
export function joined(parts: readonly Deciders[]): Deciders {
  const people = new Map(parts.flatMap((part) => part.people).map((each) => [each.email, each]));
  return {
    people: [...people.values()],
    open: parts.some(({ open }) => open),
    missing: parts.flatMap(({ missing }) => missing),
    unread: parts.flatMap(({ unread }) => unread),
  };
}

function withoutPeople(rule: ApproverRule, error: unknown): Deciders {
  const code = error instanceof OperatorError ? error.code : null;
  if (code === 'GROUP_TOO_LARGE') return { ...nobody, open: true };
  if (rule.kind === 'group' && (code === 'GROUP_UNKNOWN' || code === 'GROUP_AMBIGUOUS'))
    return { ...nobody, missing: [`group ${rule.group} in ${rule.connection}`] };
  return { ...nobody, unread: [`${ruleWords(rule)}: ${reasonOf(error)}`] };
}
