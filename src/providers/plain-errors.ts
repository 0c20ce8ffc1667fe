import { z } from 'zod';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import type { Lifecycle, Provider } from './provider.ts';

/** An answer of another shape than the vendor documents, said in one line and not as a parser's report. */
export function plainError(error: unknown): Error {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error : new Error(reasonOf(error));
  const where = error.issues.map(({ path }) => path.join('.') || 'its root').slice(0, 3);
  return new OperatorError(
    'EVIDENCE_INCOMPLETE',
    `the vendor's answer has an unexpected shape at ${where.join(', ')}`,
    'Try again later; if it stays, report it with the version of Lockstep.',
    error,
  );
}

/** The same provider, whose every capability tells unexpected shapes by `plainError`. */
export function withPlainErrors(provider: Provider): Provider {
  const { probe, directory, lookUp, relations, gather, factors, feeds } = provider;
  const { remedies, memberships, lifecycle, secondFactor, signIn } = provider;
  return {
    ...provider,
    probe: plainly(probe),
    ...(directory && {
      directory: directory.map((stream) => ({
        ...stream,
        full: (resume) => pagesPlainly(stream.full(resume)),
        changes: (from) => pagesPlainly(stream.changes(from)),
      })),
    }),
    ...(lookUp && { lookUp: eachPlainly(lookUp) }),
    ...(relations && { relations: eachPlainly(relations) }),
    ...(remedies && { remedies: eachPlainly(remedies) }),
    ...(memberships && { memberships: eachPlainly(memberships) }),
    ...(lifecycle && { lifecycle: { ...lifecycle, ...eachPlainly(callsOf(lifecycle)) } }),
    ...(secondFactor && { secondFactor: eachPlainly(secondFactor) }),
    ...(signIn && { signIn: eachPlainly(signIn) }),
    ...(gather && {
      gather: async (name, context) => {
        try {
          return await gather(name, context);
        } catch (error) {
          throw plainError(error);
        }
      },
    }),
    ...(factors && { factors: { ...factors, read: (ids) => pagesPlainly(factors.read(ids)) } }),
    ...(feeds && {
      feeds: feeds.map((feed) => ({
        ...feed,
        readSince: (cursor, context) => pagesPlainly(feed.readSince(cursor, context)),
      })),
    }),
  };
}

function callsOf({ state, impact, carryOut }: Lifecycle): Pick<Lifecycle, 'state' | 'impact' | 'carryOut'> {
  return { state, impact, carryOut };
}

/** The same capability, each of whose calls is a promise and tells by `plainError`. */
function eachPlainly<T extends object>(capability: T): T {
  const calls = Object.entries(capability).map(([name, call]) => [name, plainly(call)]);
  // The same names with calls of the same types.
  return Object.fromEntries(calls) as T;
}

function plainly<In extends readonly unknown[], Out>(
  read: (...input: In) => Promise<Out>,
): (...input: In) => Promise<Out> {
  return async (...input) => {
    try {
      return await read(...input);
    } catch (error) {
      throw plainError(error);
    }
  };
}

async function* pagesPlainly<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    throw plainError(error);
  }
}
