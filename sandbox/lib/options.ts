import { type ParseArgsConfig, parseArgs } from 'node:util';

const BAD_USAGE = 64;

/** The options of a script. `--help`, and whatever the script does not know, ends the process with `usage`. */
export function optionsOf<const T extends NonNullable<ParseArgsConfig['options']>>(
  usage: string,
  options: T,
): ReturnType<typeof parseArgs<{ options: T }>>['values'] {
  if (process.argv.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return endWith(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

/** A positive whole number, or the end of the process. */
export function countOf(name: string, text: string): number {
  return /^[1-9]\d*$/.test(text) ? Number(text) : endWith(`--${name} takes a number from 1 up, not ${text}`);
}

/** One of a few words, or the end of the process. */
export function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  return words.find((word) => word === text) ?? endWith(`--${name} takes ${words.join(', ')}, not ${text}`);
}

function endWith(message: string): never {
  console.error(message);
  process.exit(BAD_USAGE);
}
