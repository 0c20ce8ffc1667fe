import type { ProviderKind } from '../domain/connection.ts';
import type { Detection } from './detection.ts';

/** Which detections want an event, by its name: exact, or a beginning that ends with `*`. */
export function interested(
  detections: readonly Detection[],
  kind: ProviderKind,
): (name: string) => readonly Detection[] {
  const known = new Map<string, readonly Detection[]>();
  return (name) => {
    const found = known.get(name) ?? detections.filter((detection) => wants(detection, kind, name));
    known.set(name, found);
    return found;
  };
}

function wants({ events }: Detection, kind: ProviderKind, name: string): boolean {
  const patterns = events[kind] ?? [];
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}
