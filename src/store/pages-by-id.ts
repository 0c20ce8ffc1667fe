import { othersFirst } from '../lib/others-first.ts';

/** Rows of one statement: the engine in this process holds everything else up for as long as a statement takes. */
const PAGE_ROWS = 5000;

/** Every row of a large table in pages, each after the id that the last one ended with; whoever waits gets a turn between them. */
export async function* pagesById<R extends { readonly id: string }>(
  read: (after: string, limit: number) => Promise<readonly R[]>,
): AsyncGenerator<readonly R[]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: readonly R[] = await read(after, PAGE_ROWS);
    yield rows;
    after = rows.length < PAGE_ROWS ? undefined : rows.at(-1)?.id;
    await othersFirst();
  }
}
