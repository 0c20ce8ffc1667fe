import { z } from 'zod';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import type { Remedies } from '../provider.ts';
import type { OktaClient } from './client.ts';
import { isGone } from './errors.ts';
import type { Hands } from './memberships.ts';

const Mapping = z.object({
  id: z.string(),
  status: z.enum(['ACTIVE', 'INACTIVE', 'ERROR']),
  errorSummary: z.string().nullish(),
});
type Mapping = z.infer<typeof Mapping>;

/** What can be done about provisioning by the API; needs okta.apps.manage. */
export function createRemedies(hands: Hands): Remedies {
  return { 'retry-push': async (on) => await retryPush(hands, on) };
}

/**
 * Okta pushes a group anew when its mapping becomes active, so that an active one is switched off first. That it does is
 * inferred from the documentation of Group Push Mappings: what is said afterwards is what Okta then says.
 */
async function retryPush({ reads, acting }: Hands, on: Readonly<Record<string, string>>): Promise<string> {
  const path = `/api/v1/apps/${idIn(on, 'app')}/group-push/mappings`;
  const { id, status } = await findMapping(reads, path, on);
  const at = { reads, acting, path: `${path}/${encodeURIComponent(id)}` };
  if (status !== 'INACTIVE') await become(at, 'INACTIVE');
  try {
    await become(at, 'ACTIVE');
  } catch (error) {
    throw new OperatorError(
      'PUSH_LEFT_OFF',
      `the push was switched off and not on again: ${reasonOf(error)}`,
      'Click again, or activate it in Okta: Applications, the app, Push Groups.',
      error,
    );
  }
  const after = await read(at);
  if (after.status === 'ACTIVE') return 'the group is pushed again; Okta says ACTIVE';
  const why = after.errorSummary ?? `Okta says ${after.status}`;
  throw new OperatorError(
    'PUSH_FAILED',
    `the group was pushed and refused: ${why}`,
    'Mend that, and push again.',
  );
}

/** The log names a mapping by another id (gmr…) than the API (gPm…), so that it is found by its group. */
async function findMapping(
  reads: OktaClient,
  path: string,
  on: Readonly<Record<string, string>>,
): Promise<Mapping> {
  const query = on['group'] === undefined ? '' : `?sourceGroupId=${idIn(on, 'group')}`;
  const all = (await listOrNone(reads, `${path}${query}`)).map((raw) => Mapping.parse(raw));
  const found = query === '' ? all.filter(({ id }) => id === on['mapping']) : all;
  const [mapping] = found;
  if (mapping !== undefined && found.length === 1) return mapping;
  throw new OperatorError(
    'PUSH_UNKNOWN',
    found.length === 0
      ? 'the group is no longer pushed to this app'
      : 'the group is pushed to this app more than once',
    'Look into Okta: Applications, the app, Push Groups.',
  );
}

async function listOrNone(reads: OktaClient, path: string): Promise<readonly unknown[]> {
  try {
    return await reads.list(path);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

interface At extends Hands {
  readonly path: string;
}

async function become(at: At, status: 'ACTIVE' | 'INACTIVE'): Promise<void> {
  await at.acting.send({
    method: 'PATCH',
    path: at.path,
    body: { status },
    // An app that refuses the group leaves ERROR behind: it was tried.
    settled: async () => {
      const now = (await read(at)).status;
      return now === status || (status === 'ACTIVE' && now === 'ERROR');
    },
  });
}

async function read({ reads, path }: At): Promise<Mapping> {
  return Mapping.parse((await reads.get(path)).body);
}

/** Ids only: what is none never becomes part of a path. */
function idIn(on: Readonly<Record<string, string>>, name: string): string {
  const value = on[name] ?? '';
  if (/^[A-Za-z0-9]+$/.test(value)) return value;
  throw new OperatorError(
    'PUSH_UNKNOWN',
    `the alert names no ${name} of Okta`,
    'Push the group again in Okta.',
  );
}
