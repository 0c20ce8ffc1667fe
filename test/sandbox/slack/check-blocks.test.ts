import { describe, expect, it } from 'vitest';
import { checkBlocks, checkView } from '../../../sandbox/slack/check-blocks.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const section = (length: number) => ({ type: 'section', text: mrkdwn(length) });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const button = (extra: object = {}) => ({ type: 'button', action_id: 'a', text: plain(3), ...extra });
const option = (value: string) => ({ text: plain(3), value });
const select = (count: number) => ({
  type: 'static_select',
  action_id: 's',
  options: Array.from({ length: count }, (_, i) => option(`v${i}`)),
});
const buttons = (count: number) => Array.from({ length: count }, (_, i) => button({ action_id: `a${i}` }));
const copies = (count: number, block: object) => Array.from({ length: count }, () => block);

describe('Block Kit limits', () => {
  it.each([
    ['50 blocks', copies(50, { type: 'divider' })],
    ['3000 characters in a section', [section(3000)]],
    ['ten fields', [{ type: 'section', fields: copies(10, mrkdwn(2000)) }]],
    ['a header of 150', [{ type: 'header', text: plain(150) }]],
    ['ten context elements', [{ type: 'context', elements: copies(10, mrkdwn(10)) }]],
    ['25 buttons', [actions(...buttons(25))]],
    ['a button text of 75', [actions(button({ text: plain(75) }))]],
    ['a button value of 2000', [actions(button({ value: 'x'.repeat(2000) }))]],
    ['100 options', [actions(select(100))]],
    [
      'a confirmation',
      [
        actions(
          button({ confirm: { title: plain(100), text: mrkdwn(300), confirm: plain(30), deny: plain(30) } }),
        ),
      ],
    ],
  ])('allow %s', (_, blocks) => {
    expect(checkBlocks(blocks, 50)).toEqual([]);
  });

  it.each([
    ['51 blocks', copies(51, { type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'a section of 3001',
      [section(3001)],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty section', [section(0)], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section without words', [{ type: 'section' }], 'missing required field: text or fields'],
    ['eleven fields', [{ type: 'section', fields: copies(11, mrkdwn(1)) }], 'no more than 10 items allowed'],
    ['a field of 2001', [{ type: 'section', fields: [mrkdwn(2001)] }], 'must be less than 2001 characters'],
    ['a header of 151', [{ type: 'header', text: plain(151) }], 'must be less than 151 characters'],
    ['a header in mrkdwn', [{ type: 'header', text: mrkdwn(3) }], 'must be one of: plain_text'],
    ['eleven context elements', [{ type: 'context', elements: copies(11, mrkdwn(1)) }], 'no more than 10'],
    ['no buttons', [actions()], 'no fewer than 1 items required'],
    ['26 buttons', [actions(...buttons(26))], 'no more than 25 items allowed'],
    ['a button text of 76', [actions(button({ text: plain(76) }))], 'must be less than 76 characters'],
    ['a button value of 2001', [actions(button({ value: 'x'.repeat(2001) }))], 'must be less than 2001'],
    ['a long action id', [actions(button({ action_id: 'x'.repeat(256) }))], 'must be less than 256'],
    ['a long block id', [{ type: 'divider', block_id: 'x'.repeat(256) }], 'must be less than 256'],
    ['an unknown button style', [actions(button({ style: 'green' }))], 'must be one of: primary, danger'],
    [
      'a property that does not exist',
      [actions(button({ colour: 'red' }))],
      'invalid additional property: colour',
    ],
    ['101 options', [actions(select(101))], 'no more than 100 items allowed'],
    [
      'no options',
      [actions({ type: 'static_select', action_id: 's' })],
      'must have options or option_groups',
    ],
    [
      'a long option value',
      [actions({ ...select(1), options: [option('x'.repeat(76))] })],
      'must be less than 76',
    ],
    ['the same action id twice', [actions(button(), button())], '`action_id` already exists'],
    [
      'the same block id twice',
      copies(2, { type: 'divider', block_id: 'same' }),
      '`block_id` same already exists',
    ],
    ['an unknown block', [{ type: 'banner' }], 'unsupported type: banner'],
    [
      'an input among actions',
      [actions({ type: 'plain_text_input', action_id: 'x' })],
      'unsupported element',
    ],
    [
      'a long confirmation',
      [
        actions(
          button({ confirm: { title: plain(101), text: mrkdwn(1), confirm: plain(1), deny: plain(1) } }),
        ),
      ],
      'must be less than 101',
    ],
  ])('refuse %s', (_, blocks, message) => {
    expect(checkBlocks(blocks, 50).join('\n')).toContain(message);
  });

  it.each([
    [
      'a title of 25',
      { title: plain(25) },
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['no title', { title: undefined }, 'missing required field: title'],
    ['long metadata', { private_metadata: 'x'.repeat(3001) }, 'must be less than 3001'],
    ['101 blocks', { blocks: copies(101, { type: 'divider' }) }, 'no more than 100 items allowed'],
    [
      'an input without a submit button',
      { blocks: [{ type: 'input', label: plain(3), element: { type: 'plain_text_input', action_id: 'x' } }] },
      'missing required field: submit',
    ],
  ])('refuse a modal with %s', (_, change, message) => {
    const view = { type: 'modal', title: plain(24), blocks: [section(3)], ...change };

    expect(checkView(view).join('\n')).toContain(message);
  });
});
