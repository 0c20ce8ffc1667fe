import { z } from 'zod';
import type { DirectorySync, SyncErrors } from '../../../domain/provisioning.ts';
import { OperatorError } from '../../../lib/operator-error.ts';
import { moment } from '../../moment.ts';
import type { Graph } from '../graph.ts';

const Organization = z.object({
  onPremisesSyncEnabled: z.boolean().nullish(),
  onPremisesLastSyncDateTime: moment,
});

/** When people last arrived from on-premises. */
export async function gatherDirectorySync(graph: Graph): Promise<DirectorySync> {
  const [raw] = await graph.list('/organization?$select=id,onPremisesSyncEnabled,onPremisesLastSyncDateTime');
  const { onPremisesSyncEnabled, onPremisesLastSyncDateTime } = Organization.parse(raw);
  return { enabled: onPremisesSyncEnabled === true, lastAt: onPremisesLastSyncDateTime };
}

const User = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  onPremisesProvisioningErrors: z
    .array(z.object({ occurredDateTime: moment, propertyCausingError: z.string().nullish() }))
    .nullish(),
});

/**
 * Conflicts of synchronised accounts. The filter on them is documented, its form is not: every synchronised account is
 * asked for and the errors are looked for here.
 */
export async function gatherSyncErrors(graph: Graph): Promise<SyncErrors> {
  const { enabled } = await gatherDirectorySync(graph);
  if (!enabled)
    throw new OperatorError('NOT_APPLICABLE', 'nothing is synchronised from on-premises', 'Nothing to do.');
  const path = `/users?$select=id,userPrincipalName,onPremisesProvisioningErrors&$filter=onPremisesSyncEnabled%20eq%20true&$top=999`;
  const users = (await graph.list(path)).map((raw) => User.parse(raw));
  if (users.length === 0)
    throw new OperatorError(
      'EVIDENCE_INCOMPLETE',
      'the tenant is synchronised and no account is said to be',
      'Check User.Read.All.',
    );
  return {
    synced: users.length,
    objects: users.flatMap(({ id, userPrincipalName, onPremisesProvisioningErrors: errors }) =>
      (errors ?? []).map(({ occurredDateTime, propertyCausingError }) => ({
        accountId: id,
        name: userPrincipalName,
        property: propertyCausingError ?? 'property',
        since: occurredDateTime,
      })),
    ),
  };
}
