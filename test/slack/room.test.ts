import { globSync, readFileSync } from 'node:fs';
import { webApi } from '@slack/bolt';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBlocks } from '../../sandbox/slack/check-blocks.ts';
import { refuseLongBlocks, refuseLongText } from '../../sandbox/slack/message-size.ts';
import { button } from '../../src/slack/messages/button.ts';
import { fitted } from '../../src/slack/messages/fit.ts';
import { entries, lines, spillEntries, spillLines } from '../../src/slack/messages/fold.ts';
import { type Block, context, type Posted, section } from '../../src/slack/messages/message.ts';
import { type Fold, within } from '../../src/slack/messages/room.ts';
import { cutMarkup } from '../../src/slack/messages/text.ts';
import { openSlack } from '../sandbox/slack/bolt.ts';
import { everyMessage } from '../support/every-message.ts';

/** Wide letters, families of emoji, what is escaped, what JSON escapes, and what looks like markup. */
const letters = ['m', '字', '👩‍👩‍👧‍👦', '&', '<', '"', '\\', '`', '*', '\u202E', 'é ', '\u0301', '\uD800'];
const anyName = fc
  .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 6 })
  .map((some) => some.join('').repeat(80));
const anyLoud = fc.record({ count: fc.integer({ min: 0, max: 60 }), name: anyName });
const kinds = Object.keys(everyMessage({ count: 1, name: 'x' }));

/** What the stand-in says about a message and its thread, as an edit, which takes less text. */
function faults({ text, blocks, thread = [] }: Posted): readonly string[] {
  return [{ text, blocks }, ...thread].flatMap((each) => {
    const wrong = [...checkBlocks(each.blocks, 50)];
    try {
      refuseLongText(each.text, 'update');
      refuseLongBlocks(each.blocks as never);
    } catch (error) {
      wrong.push(String(error));
    }
    return wrong;
  });
}

const idsIn = (blocks: readonly object[]): readonly string[] =>
  [...JSON.stringify(blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, id = '']) => id);
const hostile = { count: 60, name: '<&"'.repeat(80) };

describe('every kind of message', () => {
  it.each(kinds)('%s: its builder makes it fit, however much there is and whatever it is called', (kind) => {
    fc.assert(
      fc.property(anyLoud, (loud) => {
        const { text, blocks, thread } = everyMessage(loud)[kind]!();
        expect(faults({ text, blocks, ...(thread === undefined ? {} : { thread }) })).toEqual([]);
        expect(fitted({ text, blocks }).blocks).toBe(blocks);
      }),
      { numRuns: 10 },
    );
  });

  it.each(kinds)('%s: has all its buttons and its small print, however much there is', (kind) => {
    const small = everyMessage({ count: 1, name: 'x' })[kind]!();
    const { blocks, thread = [] } = everyMessage(hostile)[kind]!();
    const large = JSON.stringify([blocks, thread]);

    expect(idsIn(small.blocks).filter((id) => !large.includes(id))).toEqual([]);
    const ids = ['alert_0', 'alert_1', 'approval_1', 'deactivation_1', 'restore_1', 'grant_1'];
    expect(ids.filter((id) => JSON.stringify(small).includes(id) && !large.includes(id))).toEqual([]);
  });

  it('is taken by Slack, posted and edited', async () => {
    const slack = await openSlack();
    const web = new webApi.WebClient(slack.credentials.botToken, { slackApiUrl: slack.apiUrl });
    try {
      for (const [kind, build] of Object.entries(everyMessage(hostile))) {
        const { text, blocks } = build();
        const said = { channel: 'C0REQ', text, blocks: blocks as never };
        const { ts = '' } = await web.chat.postMessage(said);
        expect([kind, (await web.chat.update({ ...said, ts })).ok]).toEqual([kind, true]);
      }
    } finally {
      await slack.close();
    }
  });
});

describe('the room of a message', () => {
  const anyLine = fc.oneof(anyName, fc.string({ minLength: 1, maxLength: 60 }));
  const anyFold = fc.oneof(
    fc
      .tuple(fc.array(anyLine, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }))
      .map(([all, n]) => lines(all, n)),
    fc.array(anyLine, { maxLength: 12 }).map((all) =>
      entries(
        all.map((line) => [section(cutMarkup(`x${line}`, 900), button('b', 'Do it', 'id'))]),
        10,
      ),
    ),
  );
  const anyFolds = fc.array(anyFold, { maxLength: 4 });

  it('is kept by whatever folds, which counts what it does not show', () => {
    fc.assert(
      fc.property(anyFolds, (folds) => {
        const blocks = within([section('head'), ...folds, context('id_1')]);
        expect(faults({ text: 'x', blocks })).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  /** The twin of it: what happens where nobody minds the room. */
  const without = (parts: readonly (Block | Fold)[]): readonly Block[] =>
    parts.flatMap((part) => ('into' in part ? part.into(Number.POSITIVE_INFINITY) : [part]));

  it('is not kept by itself: without it Slack refuses the same message', () => {
    const four = Array.from({ length: 4 }, () =>
      lines(
        Array.from({ length: 60 }, () => '&'.repeat(80)),
        3,
      ),
    );
    expect(faults({ text: 'x', blocks: without(four) })).toEqual(['SlackFailure: msg_blocks_too_long']);
    expect(faults({ text: 'x', blocks: within(four) })).toEqual([]);
  });

  it('goes first to who wants little', () => {
    const many = lines(
      Array.from({ length: 200 }, () => 'x'.repeat(400)),
      8,
      { where: ' of many' },
    );
    const text = JSON.stringify(within([many, lines(['the only one'], 1), many]));

    expect(text).toContain('the only one');
    expect(text.match(/and \d+ more of many/g)).toHaveLength(2);
  });

  it('shows and counts all there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 400, max: 12_000 }), (count, room) => {
        const text = JSON.stringify(
          within(
            [
              lines(
                Array.from({ length: count }, (_, i) => `line-${i}.`),
                3,
              ),
            ],
            room,
          ),
        );
        const left = Number(/and (\d+) more/.exec(text)?.[1] ?? 0);
        expect((text.match(/line-\d+\./g)?.length ?? 0) + left).toBe(count);
      }),
    );
  });

  it('is made by going on in the thread, which hides nobody and loses no button', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), anyName, (count, name) => {
        const line = cutMarkup(name, 700);
        const all = Array.from({ length: count }, (_, i) => `${line} n${i}.`);
        const rows = all.map((each, i) => [section(each, button('b', 'Do it', `id-${i}.`))]);
        for (const { blocks, thread } of [spillLines(all, 4000), spillEntries(rows, 'row', 4000)]) {
          const text = JSON.stringify([blocks, thread]);
          expect(faults({ text: 'x', blocks, thread })).toEqual([]);
          expect(all.filter((_, i) => !text.includes(` n${i}.`))).toEqual([]);
        }
        expect(idsIn([spillEntries(rows, 'row', 4000)])).toHaveLength(count);
      }),
      { numRuns: 15 },
    );
  });
});

describe('the door of what is said', () => {
  it('is passed by whatever is posted, edited or answered', () => {
    const sources = globSync('src/slack/**/*.ts').map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    const saying = sources.filter(({ text }) =>
      /\.chat\.(postMessage|postEphemeral|update)\(|\brespond\(/.test(text),
    );

    expect(saying.length).toBeGreaterThan(3);
    expect(saying.filter(({ text }) => !text.includes('fitted(')).map(({ file }) => file)).toEqual([]);
  });

  const head = section('head');
  const foot = [context('id_1'), { type: 'actions' as const, elements: [button('b', 'Do it', 'id_1')] }];

  it('leaves out sections that have no room, the last first, and says how many', () => {
    const blocks = [
      head,
      ...Array.from({ length: 9 }, (_, i) => section(`${i}${'x'.repeat(2500)}`)),
      ...foot,
    ];
    const shown = fitted({ text: 'x', blocks }).blocks ?? [];

    expect(faults({ text: 'x', blocks: blocks as readonly Block[] })).toEqual([
      'SlackFailure: msg_blocks_too_long',
    ]);
    expect(faults({ text: 'x', blocks: shown as readonly Block[] })).toEqual([]);
    expect([shown[0], ...shown.slice(-2)]).toEqual([head, ...foot]);
    expect(JSON.stringify(shown)).toContain('5 more parts have no room in one message');
  });

  it('keeps every section with a button', () => {
    const row = (i: number) => section('x'.repeat(150), button('b', 'Do it', `id-${i}.`));
    const blocks = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? row(i) : section('x'.repeat(400))));
    const shown = fitted({ text: 'x', blocks }).blocks ?? [];

    expect(faults({ text: 'x', blocks: shown as readonly Block[] })).toEqual([]);
    expect(idsIn(shown)).toEqual(idsIn(blocks));
  });

  it('changes nothing that fits', () => {
    expect(fitted({ text: 'x' })).toEqual({ text: 'x' });
    expect(fitted({ text: 'x', blocks: [head] })).toEqual({ text: 'x', blocks: [head] });
  });

  it('shows a text without blocks that is too long as lines of a message', () => {
    const text = Array.from({ length: 100 }, (_, i) => `line-${i}. ${'é'.repeat(60)}`).join('\n');
    const shown = fitted({ text });

    expect(Buffer.byteLength(shown.text)).toBeLessThanOrEqual(4000);
    expect(JSON.stringify(shown.blocks)).toContain('line-99.');
  });

  it('cuts our own words nowhere but between letters, entities, links and code', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '&amp;',
      '&lt;',
      '<@U0ADA>',
      '<!date^1^{date} {time}|x y>',
      '`a b`',
      '👩‍👩‍👧‍👦',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 30, max: 200 }), (pieces, most) => {
        const text = pieces.join('');
        const shown = cutMarkup(text, most);
        expect(shown.length).toBeLessThanOrEqual(most);
        if (text.length <= most) {
          expect(shown).toBe(text);
          return;
        }
        const starts = pieces.map((_, i) => pieces.slice(0, i).join('').length);
        expect(starts).toContain(shown.length - 1);
        expect(text.startsWith(shown.slice(0, -1))).toBe(true);
      }),
    );
  });
});
