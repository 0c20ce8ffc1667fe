import { z } from 'zod';
import { OperatorError } from '../../lib/operator-error.ts';
import type { Remedies } from '../provider.ts';
import { actorLacks, isCode } from './errors.ts';
import { Job } from './events/job-state.ts';
import type { Graph } from './graph.ts';

/** What can be done about provisioning by the API (synchronizationJob resource); needs Synchronization.ReadWrite.All. */
export function createRemedies(graph: Graph): Remedies {
  return {
    'validate-credentials': async (on) => await allowed(async () => await validate(graph, pathOf(on))),
    'restart-job': async (on) => await allowed(async () => await restart(graph, pathOf(on))),
    'provision-on-demand': async (on) =>
      await allowed(async () => await provision(graph, pathOf(on), part(on, 'account'))),
  };
}

async function validate(graph: Graph, path: string): Promise<string> {
  try {
    await graph.send('POST', `${path}/validateCredentials`, { useSavedCredentials: true, credentials: [] });
    return 'the app accepts the saved credentials';
  } catch (error) {
    // Graph answers 400 with the words and the code of the app's connector, behind the address.
    if (!(error instanceof OperatorError) || error.code !== 'PROVIDER_REFUSED') throw error;
    throw new OperatorError(
      'CREDENTIALS_REJECTED',
      `the saved credentials are not accepted (${error.message.replace(/^.*?: /, '')})`,
      'Make a new key in the app, save it in the provisioning settings, and validate again.',
      error,
    );
  }
}

/** Never a full cycle, and never ForceDeletes: what stopped before deleting is looked at by a person. */
async function restart(graph: Graph, path: string): Promise<string> {
  const before = Job.parse(await graph.get(path));
  if (/TooManyDeletes/i.test(before.status.quarantine?.reason ?? '')) {
    throw new OperatorError(
      'RESTART_REFUSED',
      'the job stopped because it would delete too many accounts',
      'Confirm the number with HR, then let it delete in the Entra admin center.',
    );
  }
  await graph.send('POST', `${path}/restart`, { criteria: { resetScope: 'Escrows, QuarantineState' } });
  const { status } = Job.parse(await graph.get(path));
  if (status.code !== 'Quarantine') return `the job was restarted; Entra says ${status.code}`;
  const why = status.quarantine?.reason ?? 'the reason is not told';
  return `the job was restarted, and Entra still has it in quarantine (${why})`;
}

const Schema = z.object({
  synchronizationRules: z.array(z.object({ id: z.string(), name: z.string().nullish() })),
});
const Answer = z.object({ key: z.string() });
/** Graph puts JSON into a string. */
const Result = z.object({ result: z.string(), description: z.string().nullish() });

async function provision(graph: Graph, path: string, account: string): Promise<string> {
  const { synchronizationRules: rules } = Schema.parse(await graph.get(`${path}/schema`));
  const rule = rules.find(({ name }) => /user/i.test(name ?? '')) ?? rules[0];
  if (rule === undefined)
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'the job has no rule for people',
      'Check its attribute mappings.',
    );
  const subjects = [{ objectId: account, objectTypeName: 'User' }];
  const body = { parameters: [{ ruleId: rule.id, subjects }] };
  const { key } = Answer.parse(await graph.send('POST', `${path}/provisionOnDemand`, body));
  const { result, description } = Result.parse(JSON.parse(key));
  const more = description == null || description === '' ? '' : `: ${description}`;
  if (result === 'Success') return `the account was provisioned${more}`;
  if (result === 'Skipped') return `Entra skipped the account${more}`;
  throw new OperatorError(
    'PROVISIONING_FAILED',
    `the account was not provisioned${more}`,
    'Mend what it names, then try again.',
  );
}

/** The reading permission is not enough here, and Graph does not say which is. */
async function allowed(act: () => Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (!isCode(error, 'NOT_PERMITTED')) throw error;
    throw actorLacks('Synchronization.ReadWrite.All', error);
  }
}

function pathOf(on: Readonly<Record<string, string>>): string {
  return `/servicePrincipals/${part(on, 'app')}/synchronization/jobs/${part(on, 'job')}`;
}

function part(on: Readonly<Record<string, string>>, name: string): string {
  const value = on[name];
  if (value === undefined) throw new Error(`an offer without ${name}`);
  return name === 'account' ? value : encodeURIComponent(value);
}
