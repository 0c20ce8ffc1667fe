import type { Context, Hono } from 'hono';
import type { PagerDuty } from '../sinks/pagerduty.ts';
import { type Json, text } from '../slack/json.ts';

export type Pager = Pick<PagerDuty, 'incidents' | 'act'>;

/** On-call acknowledges or resolves an incident at the receiver, which tells the bot by its webhook. */
export function routePager(
  app: Hono,
  pager: Pager,
  {
    readBody,
    answer,
    changed,
  }: {
    readonly readBody: (c: Context) => Promise<Json | undefined>;
    readonly answer: (c: Context, act: () => Promise<unknown>) => Promise<Response>;
    readonly changed: () => void;
  },
): void {
  for (const action of ['acknowledge', 'resolve'] as const) {
    app.post(`/api/pager/${action}`, async (c) => {
      const body = await readBody(c);
      if (body === undefined) return c.json({ error: 'JSON expected' }, 415);
      return await answer(c, async () => {
        const person = `P${text(body.person).slice(1)}`;
        const status = await pager.act(text(body.key), { action, person, at: new Date() });
        changed();
        return { status };
      });
    });
  }
}
