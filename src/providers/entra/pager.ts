import { z } from 'zod';
import { OperatorError } from '../../lib/operator-error.ts';
import type { GraphPage } from './graph.ts';

const Page = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().nullish(),
  '@odata.deltaLink': z.string().nullish(),
});

export async function* readPages(
  get: (path: string) => Promise<unknown>,
  base: string,
  path: string,
): AsyncGenerator<GraphPage> {
  const visits = new Map<string, number>();
  for (let at: string | null = path; at !== null; ) {
    if ((visits.get(at) ?? 0) > 1)
      throw new OperatorError(
        'EVIDENCE_INCOMPLETE',
        `Graph's pages of ${path.split('?')[0]} lead in a circle`,
        'Try again later.',
      );
    // An empty page may lead to itself once: its items were not ready.
    visits.set(at, (visits.get(at) ?? 0) + 1);
    const page = Page.safeParse(await get(at));
    if (!page.success)
      throw new OperatorError(
        'EVIDENCE_INCOMPLETE',
        `Graph answered ${path.split('?')[0]} with something that is not a list`,
        'Try again later.',
      );
    const next = relative(page.data['@odata.nextLink'], base);
    at = next;
    yield { items: page.data.value, next, delta: relative(page.data['@odata.deltaLink'], base) };
  }
}

/** Links come absolute; only those to the configured origin are followed, as paths below the version. */
function relative(link: string | null | undefined, base: string): string | null {
  if (link == null) return null;
  const prefix = `${base}/v1.0`;
  if (!link.startsWith(`${prefix}/`)) throw foreign();
  return link.slice(prefix.length);
}

export function foreign(): OperatorError {
  return new OperatorError(
    'FOREIGN_LINK',
    "Graph's next page leads to another host; it was not followed",
    'Check ENTRA_GRAPH_URL.',
  );
}
