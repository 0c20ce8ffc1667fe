import type { Settings } from '../config/config.ts';
import { registeredLogins } from '../domain/people.ts';

/** Logins that no approval reaches, in lower case: break-glass accounts of a connection, and `deactivation.protected`. */
export function protectedLogins(
  { settings }: { readonly settings: Pick<Settings, 'breakGlass' | 'deactivation'> },
  connection: string,
): ReadonlySet<string> {
  const registered = settings.breakGlass.filter((entry) => entry.connection === connection);
  const named = settings.deactivation.protected.map((login) => login.toLowerCase());
  return new Set([...registeredLogins(registered), ...named]);
}
