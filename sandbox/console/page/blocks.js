import { h } from './dom.js';
import { mrkdwn, plain } from './mrkdwn.js';

/** Block Kit as elements. `act(actionId, value)` is called when a person clicks or picks. */
export function renderBlocks(blocks, { names, act }) {
  return blocks.map((block) => renderBlock(block, { names, act }));
}

function renderBlock(block, parts) {
  switch (block.type) {
    case 'header':
      return h('h3', { class: 'b-header' }, plain(block.text.text));
    case 'divider':
      return h('hr');
    case 'section':
      return section(block, parts);
    case 'context':
      return h(
        'div',
        { class: 'b-context' },
        block.elements.map((each) => h('span', {}, leaf(each, parts))),
      );
    case 'actions':
      return h(
        'div',
        { class: 'b-actions' },
        block.elements.map((each) => control(each, parts)),
      );
    case 'image':
      return h('figure', {}, h('figcaption', {}, `🖼 ${block.alt_text}`));
    case 'markdown':
      return h('div', { class: 'b-section' }, mrkdwn(block.text, parts.names));
    case 'input':
      return h(
        'div',
        { class: 'b-section' },
        h('strong', {}, plain(block.label.text)),
        control(block.element, parts),
      );
    case 'table':
      return table(block);
    case 'rich_text':
      return h('div', { class: 'b-section' }, richText(block.elements));
    default:
      return h('p', { class: 'muted' }, `[${block.type}]`);
  }
}

function section(block, parts) {
  const fields = (block.fields ?? []).map((field) => h('div', {}, leaf(field, parts)));
  return h(
    'div',
    { class: 'b-section' },
    h(
      'div',
      { class: 'b-text' },
      block.text && h('div', {}, leaf(block.text, parts)),
      fields.length > 0 && h('div', { class: 'b-fields' }, fields),
    ),
    block.accessory && h('div', { class: 'b-accessory' }, control(block.accessory, parts)),
  );
}

function leaf(element, { names }) {
  if (element.type === 'mrkdwn') return mrkdwn(element.text, names);
  if (element.type === 'image') return [h('span', { title: element.alt_text }, '🖼')];
  return plain(element.text)
    .split('\n')
    .flatMap((line, i) => (i > 0 ? [h('br'), line] : [line]));
}

function table(block) {
  const cell = (each) => h('td', {}, plain(each.text ?? JSON.stringify(each.elements ?? '')));
  return h(
    'table',
    {},
    h(
      'tbody',
      {},
      block.rows.map((row) => h('tr', {}, row.map(cell))),
    ),
  );
}

function richText(elements) {
  return elements.map((each) =>
    each.elements
      ? h(each.type === 'rich_text_preformatted' ? 'pre' : 'div', {}, richText(each.elements))
      : h('span', {}, each.text ?? each.url ?? ''),
  );
}

const optionsOf = (element) => [
  ...(element.options ?? []),
  ...(element.option_groups ?? []).flatMap((group) => group.options),
];

/** Something to click in a message or a Home. */
export function control(element, { act, names }) {
  if (element.type === 'button') return button(element, act);
  const options =
    element.type === 'users_select' || element.type === 'conversations_select'
      ? peopleOf(names)
      : optionsOf(element).map(({ text, value }) => [value, plain(text.text)]);
  if (element.type === 'datepicker')
    return h('input', {
      type: 'date',
      value: element.initial_date,
      onchange: (event) => act(element.action_id, event.target.value),
    });
  if (options.length === 0) return h('span', { class: 'muted' }, `[${element.type}]`);
  const chosen = element.initial_option?.value ?? '';
  const title = element.placeholder
    ? plain(element.placeholder.text)
    : element.type === 'overflow'
      ? '⋯'
      : 'Choose…';
  return h(
    'select',
    {
      'data-testid': `action-${element.action_id}`,
      'aria-label': title,
      class: element.type === 'overflow' ? 'overflow' : '',
      onchange: (event) => event.target.value !== '' && act(element.action_id, event.target.value),
    },
    h('option', { value: '' }, title),
    options.map(([value, words]) => h('option', { value, selected: value === chosen }, words)),
  );
}

export function peopleOf(names) {
  return [...names].filter(([id]) => id.startsWith('U'));
}

function button(element, act) {
  const words = plain(element.text.text);
  const go = async (event) => {
    if (
      element.confirm &&
      !window.confirm(`${plain(element.confirm.title.text)}\n\n${plain(element.confirm.text.text)}`)
    )
      return;
    // Not `disabled`: that would take the focus away from whoever uses the keyboard.
    const pressed = event.currentTarget;
    if (pressed.getAttribute('aria-disabled') === 'true') return;
    pressed.setAttribute('aria-disabled', 'true');
    await act(element.action_id, element.value);
    pressed.removeAttribute('aria-disabled');
  };
  const attributes = {
    class: element.style ?? '',
    'data-testid': `action-${element.action_id}`,
    'data-value': element.value,
  };
  if (element.url)
    return h(
      'a',
      { ...attributes, class: 'button', href: element.url, target: '_blank', rel: 'noreferrer' },
      words,
    );
  return h('button', { ...attributes, type: 'button', onclick: go }, words);
}
