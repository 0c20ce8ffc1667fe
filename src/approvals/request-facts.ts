import type { Account } from '../domain/account.ts';
import type { GroupReference } from '../domain/group.ts';
import type { AccessSettings } from '../domain/policy.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { type AccessFacts, type PersonFacts, referenceKey } from './access-facts.ts';
import { type AccessRefusal, refuse } from './access-refusals.ts';
import { accountsOf, isMember, noteUnread } from './informants.ts';
import { denialsFor, oppositesOf, type PolicyGroup, policiesFor } from './policy-match.ts';
import { lookUpIn } from './rules.ts';
import { readStandIns } from './stand-ins.ts';
import type { ApproverTools } from './tools.ts';

export interface AskedFor {
  /** By id or exact name. */
  readonly group: GroupReference;
  readonly requester: Principal;
  readonly beneficiary: Principal;
}

/**
 * Reads live what the policies judge by. A group that is not there or cannot be read is a refusal; what else cannot be
 * read is a fact of its own, and `evaluate` refuses where it would matter. Never throws for what a directory does.
 */
export async function readAccessFacts(
  tools: ApproverTools,
  access: AccessSettings,
  { group: asked, requester, beneficiary }: AskedFor,
): Promise<AccessFacts | AccessRefusal> {
  const group = await readGroup(tools, asked);
  if ('refused' in group) return group;
  const needs = needsOf(access, group);
  const theirs = await readPerson(tools, needs, beneficiary);
  const alone = isSamePrincipal(requester, beneficiary) && sameAccounts(requester, beneficiary);
  return {
    group,
    requester: alone ? theirs : await readPerson(tools, needs, requester),
    beneficiary: theirs,
    standIns: await readStandIns(tools, access, { group, beneficiary }),
  };
}

function sameAccounts(one: Principal, other: Principal): boolean {
  return one.email === other.email && one.accounts.toSorted().join() === other.accounts.toSorted().join();
}

interface Needs {
  readonly groups: readonly GroupReference[];
  /** Connections whose logins are compared. */
  readonly logins: readonly string[];
}

/** Everything that a denial, a separation or the policy that speaks may ask of a person. */
function needsOf(access: AccessSettings, group: PolicyGroup): Needs {
  const kept = denialsFor(access, group).flatMap(({ who }) => who ?? []);
  const policy = policiesFor(access, group)[0]?.policy;
  const groups = [
    ...kept.filter((each) => each.kind === 'group'),
    ...oppositesOf(access, group).map(({ other }) => other),
    ...(policy?.requesters ?? []),
    ...(policy?.emergency?.requesters ?? []),
  ];
  const named = kept.filter((each) => each.kind === 'people').map(({ connection }) => connection);
  return {
    groups: [...new Map(groups.map((each) => [referenceKey(each), each])).values()],
    logins: [...new Set(named)],
  };
}

async function readGroup(tools: ApproverTools, asked: GroupReference): Promise<PolicyGroup | AccessRefusal> {
  try {
    const group = await lookUpIn(tools.providers, asked.connection).group(asked.group);
    if (group === null) return refuse('group_unknown');
    return { connection: asked.connection, id: group.id, name: group.name };
  } catch (error) {
    if (error instanceof OperatorError && error.code === 'GROUP_AMBIGUOUS') return refuse('group_ambiguous');
    noteUnread(tools, asked.connection, error);
    return refuse('unreadable', 'the group itself');
  }
}

async function readPerson(tools: ApproverTools, needs: Needs, principal: Principal): Promise<PersonFacts> {
  const memberOf = new Map<string, boolean | null>();
  for (const reference of needs.groups) {
    memberOf.set(
      referenceKey(reference),
      await orNull(tools, reference.connection, async () => await isMember(tools, principal, reference)),
    );
  }
  const logins = new Map<string, readonly string[] | null>();
  for (const connection of needs.logins) {
    logins.set(
      connection,
      await orNull(tools, connection, async () => await loginsIn(tools, principal, connection)),
    );
  }
  return { principal, memberOf, logins };
}

async function loginsIn(
  tools: ApproverTools,
  principal: Principal,
  connection: string,
): Promise<readonly string[]> {
  const lookUp = lookUpIn(tools.providers, connection);
  const logins: string[] = [];
  for (const id of await accountsOf(lookUp, principal, connection)) {
    const account: Account | null = await lookUp.account(id);
    if (account !== null) logins.push(account.login.toLowerCase());
  }
  return logins;
}

async function orNull<T>(
  tools: ApproverTools,
  connection: string,
  read: () => Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    noteUnread(tools, connection, error);
    return null;
  }
}
