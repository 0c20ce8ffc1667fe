import { afterEach, expect, it } from 'vitest';
import { listen } from '../../sandbox/lib/listen.ts';
import type { StandIn } from '../../sandbox/stand-in.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { post } from '../../src/sinks/post.ts';

const clock = fixedClock('2026-11-24T12:00:00Z');
let receiver: StandIn;
afterEach(async () => await receiver.close());

async function sendTo(answer: () => Response): Promise<string> {
  receiver = await listen({ answer });
  const call = { receiver: 'It', url: receiver.url, headers: {}, body: '{}', next: 'look at it.' };
  return await post({ clock }, call);
}

/** So much that nobody would send it, piece by piece. */
function endless(): ReadableStream<Uint8Array> {
  let pieces = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (pieces++ < 1000) controller.enqueue(new Uint8Array(16 * 1024).fill(120));
      else controller.close();
    },
  });
}

it('reads of a receiver gone mad no more than fits into the memory', async () => {
  expect((await sendTo(() => new Response(endless()))).length).toBeLessThan(1024 * 1024);
});

it.each([
  ['120', 120_000],
  [' 5 ', 5000],
  ['0', 0],
  ['999999999', 3_600_000],
  ['Tue, 24 Nov 2026 12:01:00 GMT', 60_000],
  ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
  ['Fri, 01 Jan 2100 00:00:00 GMT', 3_600_000],
  ['soon', null],
])(
  'a receiver that asks for the silence %j gets %j ms of it, an hour at the most',
  async (asked, afterMs) => {
    const busy = () => new Response(null, { status: 429, headers: { 'retry-after': asked } });

    await expect(sendTo(busy)).rejects.toMatchObject({ retry: true, afterMs });
  },
);
