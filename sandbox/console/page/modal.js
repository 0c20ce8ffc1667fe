import { peopleOf, renderBlocks } from './blocks.js';
import { h, post } from './dom.js';
import { plain } from './mrkdwn.js';

const dialog = document.querySelector('#modal');
let shown = '';

/** Shows the top modal of the person; what is typed stays while the view stays the same. */
export function showModal(view, { person, names, act }) {
  const key = view ? `${person} ${view.id} ${view.hash}` : '';
  if (key === shown) return;
  shown = key;
  if (!view) return dialog.close();
  const close = () => post('close', { person, viewId: view.id });
  const errors = new Map();
  const fields = view.blocks.map((block) =>
    block.type === 'input'
      ? input(block, { names, errors, person, viewId: view.id })
      : renderBlocks([block], { names, act: (id, value) => act({ viewId: view.id, actionId: id, value }) }),
  );
  const form = h(
    'form',
    { onsubmit: (event) => submit(event, { view, person, errors }) },
    h('header', {}, h('h2', {}, plain(view.title.text))),
    h('div', { class: 'modal-body' }, fields),
    h(
      'footer',
      {},
      h('button', { type: 'button', onclick: close }, view.close ? plain(view.close.text) : 'Cancel'),
      view.submit &&
        h(
          'button',
          { type: 'submit', class: 'primary', 'data-testid': 'modal-submit' },
          plain(view.submit.text),
        ),
    ),
  );
  dialog.replaceChildren(form);
  dialog.oncancel = close;
  if (!dialog.open) dialog.showModal();
}

function input(block, { errors, ...place }) {
  const error = h('p', { class: 'error', role: 'alert' });
  errors.set(block.block_id, error);
  const words = [plain(block.label.text), block.optional ? h('em', {}, ' (optional)') : ''];
  const hint = block.hint && h('span', { class: 'muted' }, plain(block.hint.text));
  // Several boxes or dots are a group; a label would belong to the first of them only.
  if (grouped(block.element))
    return h('fieldset', { class: 'field' }, h('legend', {}, words), field(block, place), hint, error);
  return h('label', { class: 'field' }, h('span', {}, words), field(block, place), hint, error);
}

const grouped = ({ type }) => type === 'checkboxes' || type === 'radio_buttons';

function field({ element, block_id: block, optional }, { names, person, viewId }) {
  const common = {
    name: `${block} ${element.action_id}`,
    'data-testid': `input-${element.action_id}`,
    required: !optional,
  };
  const hint = element.placeholder ? plain(element.placeholder.text) : undefined;
  const options = /users|conversations/.test(element.type)
    ? peopleOf(names)
    : [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)].map(
        ({ text, value }) => [value, plain(text.text)],
      );
  const first = element.initial_option?.value ?? element.initial_user;
  if (grouped(element)) {
    const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
    const before = new Set([first, ...(element.initial_options ?? []).map(({ value }) => value)]);
    return h(
      'div',
      { class: 'choices' },
      options.map(([value, words]) =>
        h(
          'label',
          {},
          h('input', { ...common, required: false, type, value, checked: before.has(value) }),
          ` ${words}`,
        ),
      ),
    );
  }
  if (element.type === 'external_select') return searched(element, { common, hint, person, viewId });
  if (/select$/.test(element.type))
    return h(
      'select',
      { ...common, multiple: element.type.startsWith('multi_') },
      h('option', { value: '' }, hint ?? 'Choose…'),
      options.map(([value, words]) => h('option', { value, selected: value === first }, words)),
    );
  if (element.type === 'datetimepicker')
    return h('input', { ...common, type: 'datetime-local', 'data-epoch': true });
  if (element.type === 'datepicker')
    return h('input', { ...common, type: 'date', value: element.initial_date });
  if (element.type === 'timepicker')
    return h('input', { ...common, type: 'time', value: element.initial_time });
  if (element.multiline)
    return h(
      'textarea',
      { ...common, rows: 3, placeholder: hint, maxlength: element.max_length },
      element.initial_value ?? '',
    );
  const type =
    { number_input: 'number', email_text_input: 'email', url_text_input: 'url' }[element.type] ?? 'text';
  return h('input', {
    ...common,
    type,
    placeholder: hint,
    maxlength: element.max_length,
    value: element.initial_value,
  });
}

/** A menu that the app fills while somebody types. */
function searched(element, { common, hint, person, viewId }) {
  const option = ({ value, text }) => h('option', { value }, plain(text.text));
  const first = element.initial_option ? [option(element.initial_option)] : [];
  const menu = h('select', common, first.length > 0 ? first : h('option', { value: '' }, 'Choose…'));
  const look = async ({ target }) => {
    const found = await post('suggest', { person, viewId, actionId: element.action_id, value: target.value });
    menu.replaceChildren(h('option', { value: '' }, `${found.length} found`), ...found.map(option));
  };
  const search = h('input', {
    type: 'search',
    placeholder: hint,
    'data-testid': `search-${element.action_id}`,
    oninput: look,
    onfocus: look,
  });
  return h('div', { class: 'choices' }, search, menu);
}

/** Slack tells a moment in seconds. */
function given(form, name) {
  const values = new FormData(form).getAll(name).filter((value) => value !== '');
  if (form.elements[name]?.dataset?.epoch === undefined) return values;
  return values.map((value) => String(Math.floor(new Date(value).getTime() / 1000)));
}

async function submit(event, { view, person, errors }) {
  event.preventDefault();
  for (const error of errors.values()) error.textContent = '';
  const values = {};
  for (const name of new Set([...new FormData(event.target).keys()])) {
    const [block, action] = name.split(' ');
    const chosen = given(event.target, name);
    const many =
      event.target.elements[name]?.multiple || event.target.querySelector(`[name="${name}"][type=checkbox]`);
    if (chosen.length > 0) values[block] = { ...values[block], [action]: many ? chosen : chosen[0] };
  }
  try {
    const { ack } = await post('submit', { person, viewId: view.id, values });
    for (const [block, words] of Object.entries(ack?.errors ?? {})) {
      const place = errors.get(block);
      if (place) place.textContent = words;
    }
  } catch (error) {
    event.target
      .querySelector('.modal-body')
      .append(h('p', { class: 'error', role: 'alert' }, error.message));
  }
}
