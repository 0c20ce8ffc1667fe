import { blockTypes, type Rule, shapes } from './block-shapes.ts';
import { isJson, type Json, list, record, records, text } from './json.ts';

/** What is wrong with some blocks, in the words of Slack's response_metadata.messages; empty = nothing. */
export function checkBlocks(value: unknown, most: number, pointer = '/blocks'): readonly string[] {
  if (!Array.isArray(value)) return [complaint('must be a list', pointer)];
  const errors = value.flatMap((block, i) => checkBlock(block, `${pointer}/${i}`));
  if (value.length > most) errors.push(complaint(`no more than ${most} items allowed`, pointer));
  return [...errors, ...repeatedBlockIds(value, pointer)];
}

/** Problems of a modal or a Home view. */
export function checkView(view: Json): readonly string[] {
  const errors = [...checkBlocks(view.blocks, 100, '/view/blocks')];
  const needsSubmit = records(view.blocks).some((block) => block.type === 'input');
  if (view.type !== 'modal' && view.type !== 'home') errors.push(complaint('unsupported type', '/view/type'));
  errors.push(...checkRule({ is: 'string', max: 3000 }, view.private_metadata, '/view/private_metadata'));
  errors.push(...checkRule({ is: 'string', max: 255 }, view.callback_id, '/view/callback_id'));
  errors.push(...checkRule({ is: 'string', max: 255 }, view.external_id, '/view/external_id'));
  if (view.type !== 'modal') return errors;
  for (const name of ['title', 'submit', 'close']) {
    const required = name === 'title' || (name === 'submit' && needsSubmit);
    errors.push(...checkRule({ is: 'text', max: 24, plain: true, required }, view[name], `/view/${name}`));
  }
  return errors;
}

function checkBlock(block: unknown, pointer: string): string[] {
  if (!isJson(block)) return [complaint('must provide an object', pointer)];
  const type = text(block.type);
  if (!blockTypes.includes(type)) return [complaint(`unsupported type: ${type}`, `${pointer}/type`)];
  const errors = checkShape(type, block, pointer);
  if (type === 'section' && block.text === undefined && block.fields === undefined)
    errors.push(complaint('missing required field: text or fields', pointer));
  if (type === 'image' && block.image_url === undefined && block.slack_file === undefined)
    errors.push(complaint('missing required field: image_url', pointer));
  const ids = records(block.elements).flatMap(({ action_id }) =>
    action_id === undefined ? [] : [action_id],
  );
  if (new Set(ids).size < ids.length)
    errors.push(complaint('`action_id` already exists in this block', pointer));
  return errors;
}

function repeatedBlockIds(blocks: readonly unknown[], pointer: string): string[] {
  const ids = records(blocks).flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id]));
  return ids
    .filter((id, i) => ids.indexOf(id) < i)
    .map((id) => complaint(`\`block_id\` ${text(id)} already exists`, pointer));
}

function checkShape(name: string, value: Json, pointer: string): string[] {
  const rules = shapes[name] ?? {};
  const unknown = Object.keys(value)
    .filter((key) => !(key in rules))
    .map((key) => complaint(`invalid additional property: ${key}`, pointer));
  const known = Object.entries(rules).flatMap(([key, rule]) =>
    checkRule(rule, value[key], `${pointer}/${key}`),
  );
  const menu = name === 'static_select' || name === 'multi_static_select';
  const choices = menu && (value.options === undefined) === (value.option_groups === undefined);
  return [
    ...unknown,
    ...known,
    ...(choices ? [complaint('must have options or option_groups', pointer)] : []),
  ];
}

function checkRule(rule: Rule, value: unknown, pointer: string): string[] {
  if (value === undefined || value === null) {
    return rule.required === true
      ? [complaint(`missing required field: ${pointer.split('/').at(-1)}`, pointer)]
      : [];
  }
  switch (rule.is) {
    case 'any':
      return [];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [complaint('must be a boolean', pointer)];
    case 'number':
      return typeof value === 'number' && value >= rule.min && value <= rule.max
        ? []
        : [complaint(`must be a number from ${rule.min} to ${rule.max}`, pointer)];
    case 'string':
      return checkString(rule, value, pointer);
    case 'text':
      return checkText(rule, value, pointer);
    case 'shape':
      return checkOneOf(rule.of, value, pointer);
    case 'texts':
      return checkList(value, rule, pointer, (item, at) =>
        checkText({ max: rule.each, plain: false }, item, at),
      );
    case 'list':
      return checkList(value, rule, pointer, (item, at) => checkOneOf(rule.of, item, at));
  }
}

function checkString(
  rule: { readonly max: number; readonly oneOf?: readonly string[] },
  value: unknown,
  pointer: string,
): string[] {
  if (typeof value !== 'string') return [complaint('must be a string', pointer)];
  if (value.length > rule.max) return [complaint(`must be less than ${rule.max + 1} characters`, pointer)];
  if (rule.oneOf !== undefined && !rule.oneOf.includes(value))
    return [complaint(`must be one of: ${rule.oneOf.join(', ')}`, pointer)];
  return [];
}

function checkText(
  rule: { readonly max: number; readonly plain: boolean },
  value: unknown,
  pointer: string,
): string[] {
  const type = text(record(value).type);
  const allowed = rule.plain ? ['plain_text'] : ['plain_text', 'mrkdwn'];
  if (!isJson(value)) return [complaint('must provide an object', pointer)];
  if (!allowed.includes(type)) return [complaint(`must be one of: ${allowed.join(', ')}`, `${pointer}/type`)];
  const words = text(value.text);
  if (words.length < 1) return [complaint('must be more than 0 characters', `${pointer}/text`)];
  if (words.length > rule.max)
    return [complaint(`must be less than ${rule.max + 1} characters`, `${pointer}/text`)];
  return checkShape(type, value, pointer);
}

function checkOneOf(of: readonly string[], value: unknown, pointer: string): string[] {
  if (!isJson(value)) return [complaint('must provide an object', pointer)];
  const untyped = of.length === 1 && shapes[of[0] ?? '']?.type === undefined;
  const name = untyped ? (of[0] ?? '') : text(value.type);
  if (!of.includes(name)) return [complaint(`unsupported element: ${name}`, `${pointer}/type`)];
  if ((name === 'plain_text' || name === 'mrkdwn') && text(value.text) === '')
    return [complaint('must be more than 0 characters', `${pointer}/text`)];
  return checkShape(name, value, pointer);
}

function checkList(
  value: unknown,
  size: { readonly min: number; readonly max: number },
  pointer: string,
  each: (item: unknown, pointer: string) => string[],
): string[] {
  if (!Array.isArray(value)) return [complaint('must be a list', pointer)];
  const errors = list(value).flatMap((item, i) => each(item, `${pointer}/${i}`));
  if (value.length < size.min) errors.push(complaint(`no fewer than ${size.min} items required`, pointer));
  if (value.length > size.max) errors.push(complaint(`no more than ${size.max} items allowed`, pointer));
  return errors;
}

function complaint(what: string, pointer: string): string {
  return `[ERROR] ${what} [json-pointer:${pointer}]`;
}
