import type { Actor, ActorKind } from '../../../domain/event.ts';
import type { AuditRow } from './audit-row.ts';

/** Microsoft's own services, by the name under which they write into the audit log. */
const services: readonly (readonly [RegExp, ActorKind])[] = [
  [/approval management|dynamic (group|membership)|group processing/i, 'rule'],
  [/^(ms-pim|azure ad pim|microsoft entra pim|privileged identity management)/i, 'system'],
  [/syncfabric|application provisioning|account provisioning|cloud sync|jit provisioning/i, 'system'],
];

/** Microsoft Entra Connect signs in as an account of its own. */
const importer = /^(sync_|adtoaadsync|on-premises directory synchronization)/i;

/** Who did it; null when the log names nobody. */
export function actorOf({ user, app }: AuditRow['initiatedBy']): Actor | null {
  if (user !== null && (user.id ?? user.userPrincipalName ?? user.displayName) !== null) {
    const name = user.userPrincipalName ?? user.displayName;
    return { id: user.id, kind: importer.test(name ?? '') ? 'import' : 'person', name };
  }
  if (app === null) return null;
  const { displayName } = app;
  const kind = services.find(([pattern]) => pattern.test(displayName ?? ''))?.[1] ?? 'app';
  const id = app.servicePrincipalId ?? app.appId;
  return id === null && displayName === null ? null : { id, kind, name: displayName };
}
