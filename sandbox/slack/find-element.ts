import { isJson, type Json, list, record, records } from './json.ts';

export interface FoundElement {
  readonly block: Json;
  readonly element: Json;
}

/** The element that a person means; a person cannot click what is not there. */
export function findElement(
  blocks: readonly Json[],
  wanted: { readonly actionId: string; readonly value?: string },
): FoundElement {
  const named = elementsOf(blocks).filter(({ element }) => element.action_id === wanted.actionId);
  const found =
    wanted.value === undefined ? named[0] : named.find(({ element }) => offers(element, wanted.value ?? ''));
  if (found === undefined) {
    const there = elementsOf(blocks).map(
      ({ element }) => `${String(element.action_id)}=${String(element.value)}`,
    );
    const what = `${wanted.actionId}${wanted.value === undefined ? '' : `=${wanted.value}`}`;
    throw new Error(`no element ${what} here, only: ${there.join(', ') || 'none'}`);
  }
  return found;
}

function elementsOf(blocks: readonly Json[]): readonly FoundElement[] {
  return blocks.flatMap((block) => {
    const inside = [...list(block.elements), block.accessory, block.element].filter(isJson);
    return inside
      .filter((each) => each.action_id !== undefined || each.type === 'button')
      .map((element) => ({ block, element }));
  });
}

/** Menus offer their options; a person's pick of a user, a channel or a date is free. */
function offers(element: Json, value: string): boolean {
  if (element.type === 'button') return element.value === value;
  const options = optionsOf(element);
  return options.length === 0 || options.some((option) => option.value === value);
}

function optionsOf(element: Json): readonly Json[] {
  return [
    ...records(element.options),
    ...records(element.option_groups).flatMap((group) => records(group.options)),
  ];
}

/** What an element says in `actions` or `state.values` once a person set it to a value. */
export function elementState(given: Json, value: string | readonly string[] | undefined): Json {
  const element = withInitialOption(given);
  const type = String(element.type);
  const values = value === undefined ? [] : [value].flat();
  const [first = null] = values;
  const chosen = optionsOf(element).filter((option) => values.includes(String(option.value)));
  if (type === 'checkboxes' || type === 'multi_static_select') return { type, selected_options: chosen };
  if (
    type === 'static_select' ||
    type === 'radio_buttons' ||
    type === 'overflow' ||
    type === 'external_select'
  )
    return { type, selected_option: chosen[0] ?? null };
  const single = /^(users|conversations|channels)_select$/.exec(type)?.[1];
  if (single !== undefined) return { type, [`selected_${single.slice(0, -1)}`]: first };
  const several = /^multi_(users|conversations|channels)_select$/.exec(type)?.[1];
  if (several !== undefined) return { type, [`selected_${several}`]: values };
  if (type === 'datepicker') return { type, selected_date: first };
  if (type === 'timepicker') return { type, selected_time: first };
  if (type === 'datetimepicker') return { type, selected_date_time: first === null ? null : Number(first) };
  return { type, value: first };
}

/** A menu that the app fills may hold what it held at first, although nothing was offered yet. */
function withInitialOption(element: Json): Json {
  const initial = element.initial_option;
  const filled = optionsOf(element).length > 0 || !isJson(initial);
  return filled ? element : { ...element, options: [initial] };
}

/** What a menu or an input holds before anybody touched it. */
export function initialValue(element: Json): string | readonly string[] | undefined {
  const option = record(element.initial_option).value;
  if (typeof option === 'string') return option;
  const several = records(element.initial_options).map((each) => String(each.value));
  if (several.length > 0) return several;
  const given = Object.entries(element).find(([key]) => key.startsWith('initial_'))?.[1];
  if (Array.isArray(given)) return given.map(String);
  return typeof given === 'string' || typeof given === 'number' ? `${given}` : undefined;
}
