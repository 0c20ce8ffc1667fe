import { type Cause, raise } from '../alerts/raise.ts';
import type { RaisingTools } from '../alerts/tools.ts';
import type { Grant } from '../domain/grant.ts';

/** Raises an alert about one grant, inside the caller's transaction; one alert for all of one group. */
export async function alarm(
  tools: RaisingTools,
  cause: Cause,
  { grant, because }: { readonly grant: Grant; readonly because: string },
): Promise<void> {
  const at = tools.clock.now();
  const message = `${grant.login} in ${grant.groupName}: ${because}`;
  const sample = { id: grant.id, text: message };
  const sighting = { key: grant.groupId, message, sample, subject: grant.id, at };
  await raise(tools, cause, { connection: grant.connection, sightings: [sighting] });
}
