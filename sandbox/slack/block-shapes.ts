/** What Slack accepts in Block Kit, as a table: https://docs.slack.dev/reference/block-kit */
export type Rule = { readonly required?: boolean } & (
  | { readonly is: 'string'; readonly max: number; readonly oneOf?: readonly string[] }
  | { readonly is: 'number'; readonly min: number; readonly max: number }
  | { readonly is: 'boolean' }
  /** A text object; `plain` refuses mrkdwn. */
  | { readonly is: 'text'; readonly max: number; readonly plain: boolean }
  /** An object of one of these shapes. */
  | { readonly is: 'shape'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly of: readonly string[]; readonly min: number; readonly max: number }
  | { readonly is: 'texts'; readonly min: number; readonly max: number; readonly each: number }
  | { readonly is: 'any' }
);

export type Shape = Readonly<Record<string, Rule>>;

const string = (max: number): Rule => ({ is: 'string', max });
const plain = (max: number): Rule => ({ is: 'text', max, plain: true });
const anyText = (max: number): Rule => ({ is: 'text', max, plain: false });
const shape = (...of: string[]): Rule => ({ is: 'shape', of });
const boolean: Rule = { is: 'boolean' };
const number = (min: number, max: number): Rule => ({ is: 'number', min, max });
const listOf = (of: readonly string[], min: number, max: number): Rule => ({ is: 'list', of, min, max });
const anything: Rule = { is: 'any' };
const needed = (rule: Rule): Rule => ({ ...rule, required: true });

const common: Shape = { type: string(60), block_id: string(255) };
const acting: Shape = { type: string(60), action_id: string(255), confirm: shape('confirm') };
const placed: Shape = { ...acting, placeholder: plain(150), focus_on_load: boolean };
const options = listOf(['option'], 1, 100);
const select: Shape = { ...placed, options, option_groups: listOf(['option_group'], 1, 100) };
const several: Shape = { max_selected_items: number(1, 1000) };

const menus = ['static', 'external', 'users', 'conversations', 'channels'];
const selects = menus.flatMap((menu) => [`${menu}_select`, `multi_${menu}_select`]);
const pickers = ['datepicker', 'timepicker', 'datetimepicker', 'checkboxes', 'radio_buttons'];
const inputs = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input'];
const clickable = ['button', 'overflow', 'workflow_button', ...selects, ...pickers];

/** Shapes by `type`; option, option_group and confirm have no type of their own. */
export const shapes: Readonly<Record<string, Shape>> = {
  section: {
    ...common,
    text: anyText(3000),
    fields: { is: 'texts', min: 1, max: 10, each: 2000 },
    accessory: shape(...clickable, 'image'),
    expand: boolean,
  },
  header: { ...common, text: needed(plain(150)) },
  divider: common,
  context: { ...common, elements: needed(listOf(['image', 'plain_text', 'mrkdwn'], 1, 10)) },
  actions: { ...common, elements: needed(listOf(clickable, 1, 25)) },
  image: {
    ...common,
    image_url: string(3000),
    slack_file: anything,
    alt_text: needed(string(2000)),
    title: plain(2000),
  },
  input: {
    ...common,
    label: needed(plain(2000)),
    element: needed(shape(...inputs, ...selects, ...pickers)),
    hint: plain(2000),
    optional: boolean,
    dispatch_action: boolean,
  },
  markdown: { ...common, text: needed(string(12_000)) },
  rich_text: { ...common, elements: needed(anything) },
  table: { ...common, rows: needed(anything), column_settings: anything },
  plain_text: { type: string(60), text: needed(string(3000)), emoji: boolean },
  mrkdwn: { type: string(60), text: needed(string(3000)), verbatim: boolean },
  button: {
    ...acting,
    text: needed(plain(75)),
    value: string(2000),
    url: string(3000),
    style: { is: 'string', max: 10, oneOf: ['primary', 'danger'] },
    accessibility_label: string(75),
  },
  workflow_button: { ...acting, text: needed(plain(75)), workflow: needed(anything), style: string(10) },
  overflow: { ...acting, options: needed(listOf(['option'], 1, 5)) },
  static_select: { ...select, initial_option: shape('option') },
  multi_static_select: { ...select, ...several, initial_options: options },
  external_select: { ...placed, initial_option: shape('option'), min_query_length: number(0, 100) },
  multi_external_select: {
    ...placed,
    ...several,
    initial_options: options,
    min_query_length: number(0, 100),
  },
  users_select: { ...placed, initial_user: string(30) },
  multi_users_select: { ...placed, ...several, initial_users: anything },
  conversations_select: { ...placed, initial_conversation: string(30), filter: anything },
  multi_conversations_select: { ...placed, ...several, initial_conversations: anything, filter: anything },
  channels_select: { ...placed, initial_channel: string(30) },
  multi_channels_select: { ...placed, ...several, initial_channels: anything },
  datepicker: { ...placed, initial_date: string(10) },
  timepicker: { ...placed, initial_time: string(5), timezone: string(60) },
  datetimepicker: { ...acting, initial_date_time: number(1e9, 1e10), focus_on_load: boolean },
  checkboxes: { ...acting, options: needed(listOf(['option'], 1, 10)), initial_options: options },
  radio_buttons: {
    ...acting,
    options: needed(listOf(['option'], 1, 10)),
    initial_option: shape('option'),
  },
  plain_text_input: {
    ...placed,
    initial_value: string(3000),
    multiline: boolean,
    min_length: number(0, 3000),
    max_length: number(1, 3000),
    dispatch_action_config: anything,
  },
  number_input: {
    ...placed,
    is_decimal_allowed: needed(boolean),
    initial_value: string(100),
    min_value: string(100),
    max_value: string(100),
  },
  email_text_input: { ...placed, initial_value: string(3000) },
  url_text_input: { ...placed, initial_value: string(3000) },
  option: {
    text: needed(anyText(75)),
    value: needed(string(75)),
    description: anyText(75),
    url: string(3000),
  },
  option_group: { label: needed(plain(75)), options: needed(options) },
  confirm: {
    title: needed(plain(100)),
    text: needed(anyText(300)),
    confirm: needed(plain(30)),
    deny: needed(plain(30)),
    style: { is: 'string', max: 10, oneOf: ['primary', 'danger'] },
  },
};

export const blockTypes: readonly string[] = [
  'section',
  'header',
  'divider',
  'context',
  'actions',
  'image',
  'input',
  'markdown',
  'rich_text',
  'table',
];
