import type { ApproverRule } from '../domain/approval.ts';
import type { GroupReference } from '../domain/group.ts';
import type { Principal } from '../domain/principal.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { referenceKey, ruleKey } from './access-facts.ts';
import { type Deciders, decidersOf } from './deciders.ts';
import { isMember } from './informants.ts';
import type { PolicyGroup } from './policy-match.ts';
import { lookUpIn } from './rules.ts';
import type { ApproverTools } from './tools.ts';

export type FoundGroup = PolicyGroup | { readonly missing: true } | { readonly unread: string };

/** The directories as one check of the policies sees them: everything is read once. */
export interface Inspection {
  /** Every group of a connection as the mirror knows it; null = there is no mirror that could be believed. */
  readonly groupsIn: (connection: string) => readonly PolicyGroup[] | null;
  readonly find: (reference: GroupReference) => Promise<FoundGroup>;
  readonly deciders: (rule: ApproverRule) => Promise<Deciders>;
  readonly isIn: (
    reference: GroupReference,
    person: Principal,
  ) => Promise<boolean | { readonly unread: string }>;
}

export function createInspection(
  tools: Pick<ApproverTools, 'providers'>,
  mirror: ReadonlyMap<string, readonly PolicyGroup[]>,
): Inspection {
  return {
    groupsIn: (connection) => mirror.get(connection) ?? null,
    find: once(referenceKey, async (reference) => await find(tools, reference)),
    deciders: once(ruleKey, async (rule) => await decidersOf(tools, rule, null)),
    isIn: async (reference, person) => {
      try {
        return await isMember(tools, person, reference);
      } catch (error) {
        return { unread: `${reference.group} in ${reference.connection}: ${reasonOf(error)}` };
      }
    },
  };
}

async function find(tools: Pick<ApproverTools, 'providers'>, reference: GroupReference): Promise<FoundGroup> {
  const { connection, group: name } = reference;
  try {
    const group = await lookUpIn(tools.providers, connection).group(name);
    return group === null ? { missing: true } : { connection, id: group.id, name: group.name };
  } catch (error) {
    const ambiguous = error instanceof OperatorError && error.code === 'GROUP_AMBIGUOUS';
    return ambiguous ? { missing: true } : { unread: `${name} in ${connection}: ${reasonOf(error)}` };
  }
}

function once<Key, Value>(
  keyOf: (key: Key) => string,
  read: (key: Key) => Promise<Value>,
): (key: Key) => Promise<Value> {
  const known = new Map<string, Promise<Value>>();
  return async (key) => {
    const text = keyOf(key);
    const value = known.get(text) ?? read(key);
    known.set(text, value);
    return await value;
  };
}
