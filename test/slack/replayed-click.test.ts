import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { cast } from '../../sandbox/tenant/cast.ts';
import { listDecisions, listPending } from '../../src/store/approvals.ts';
import { openLeaving } from './open-leaving.ts';

const { frances, hedy } = cast;

interface Signed {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** Somebody on the way who hands every signed request on, and keeps it. */
async function listenIn(target: string) {
  const kept: Signed[] = [];
  const send = async ({ body, headers }: Signed) => await fetch(target, { method: 'POST', body, headers });
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
      const wanted = ['content-type', 'x-slack-request-timestamp', 'x-slack-signature'];
      const headers = Object.fromEntries(wanted.map((name) => [name, String(request.headers[name])]));
      const signed = { body: Buffer.concat(chunks).toString(), headers };
      kept.push(signed);
      const answer = await send(signed);
      response.writeHead(answer.status).end(await answer.text());
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    kept,
    send,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
}

it('a signed click that somebody sends again decides nothing more', async () => {
  await using bot = await openLeaving({ http: true });
  const port = /"port":(\d+),"msg":"listening for Slack"/.exec(bot.log())?.[1];
  const spy = await listenIn(`http://127.0.0.1:${port}/slack/events`);
  try {
    bot.slack.setRequestUrl(spy.url);
    const card = await bot.askForHedy();
    await bot.click(frances.slackId, card, 'approval-approve');
    await bot.says(card, '*1 more* of 2 needed');
    const click = spy.kept.find(({ body }) => body.includes('approval-approve'));
    if (click === undefined) throw new Error('the click was not seen');
    const answer = await bot.heard(frances.slackId, async () => {
      const again = await Promise.all([spy.send(click), spy.send(click)]);
      expect(again.map(({ status }) => status)).toEqual([200, 200]);
    });

    expect(answer).toContain('You decided on this before');
    const [approval] = await listPending(bot.store.db, { after: '', limit: 9 });
    expect(await listDecisions(bot.store.db, approval?.id ?? '')).toHaveLength(1);
    expect(bot.status(hedy.email)).toBe('ACTIVE');
  } finally {
    await spy.close();
  }
});
