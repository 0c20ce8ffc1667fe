import { plainError } from './plain-errors.ts';

/** Reads something in parts, each of which may fail by itself. */
interface Parts {
  readonly unread: readonly string[];
  /** What `read` gives, or `otherwise` and a line that says why it could not be read. */
  readonly part: <T>(what: string, otherwise: T, read: () => Promise<T>) => Promise<T>;
}

export function createParts(): Parts {
  const unread: string[] = [];
  return {
    unread,
    part: async (what, otherwise, read) => {
      try {
        return await read();
      } catch (error) {
        unread.push(`${what}: ${plainError(error).message}`);
        return otherwise;
      }
    },
  };
}
