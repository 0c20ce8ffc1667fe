/** The JSON of a body; undefined where it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Bytes as they travelled. */
export function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}
