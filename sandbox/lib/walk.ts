/** A stretch of a listing: its items and where the next one begins. */
export interface Stretch<T> {
  readonly items: readonly T[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

export interface Walk<T> {
  /** Throws CursorError when the cursor is none of ours. */
  readonly page: (cursor: string | null, limit: number) => Stretch<T>;
}

export class CursorError extends Error {}

interface Place<T> {
  readonly ahead: T;
  readonly rest: Iterator<T>;
}

/**
 * Pages over a live collection in its own order. Reading page after page costs no more than the pages: the place after each is kept.
 * A cursor that is used again is found anew by `idOf`, which costs one pass.
 */
export function createWalk<T>(source: () => Iterable<T>, idOf: (item: T) => string): Walk<T> {
  const places = new Map<string, Place<T>>();
  const seek = (cursor: string): Place<T> => {
    const kept = places.get(cursor);
    if (kept !== undefined) {
      places.delete(cursor);
      return kept;
    }
    const rest = source()[Symbol.iterator]();
    for (let step = rest.next(); step.done !== true; step = rest.next()) {
      if (idOf(step.value) === cursor) return { ahead: step.value, rest };
    }
    throw new CursorError(cursor);
  };
  const begin = (): Place<T> | null => {
    const rest = source()[Symbol.iterator]();
    const step = rest.next();
    return step.done === true ? null : { ahead: step.value, rest };
  };
  return {
    page: (cursor, limit) => {
      const place = cursor === null ? begin() : seek(cursor);
      if (place === null) return { items: [], next: null };
      const { items, ahead } = take(place, limit);
      if (ahead === null) return { items, next: null };
      keep(places, idOf(ahead), { ahead, rest: place.rest });
      return { items, next: idOf(ahead) };
    },
  };
}

function take<T>(place: Place<T>, limit: number): { items: T[]; ahead: T | null } {
  const items: T[] = [place.ahead];
  for (let step = place.rest.next(); step.done !== true; step = place.rest.next()) {
    if (items.length >= limit) return { items, ahead: step.value };
    items.push(step.value);
  }
  return { items, ahead: null };
}

/** Readers that gave up half-way must not pile up. */
function keep<T>(places: Map<string, Place<T>>, cursor: string, place: Place<T>): void {
  places.set(cursor, place);
  if (places.size <= 64) return;
  const [oldest] = places.keys();
  if (oldest !== undefined) places.delete(oldest);
}
